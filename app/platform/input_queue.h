// Input in the order in which it happened. Dear ImGui 1.86 polls the mouse and forgets a key that was pressed and
// released between two frames; on a slow renderer clicks land in the wrong place. This queue hands out as much per
// frame as the user interface can tell apart, and keeps the rest for the next frame. It is also the door for scripted
// input.
#pragma once

#include <deque>
#include <string>
#include <variant>
#include <vector>

namespace cartograd {

struct MouseMove {
  float x, y;
};
struct MouseButton {
  int button;
  bool down;
};
struct MouseWheel {
  float x, y;
};
struct KeyPress {
  int key;  // GLFW's number
  bool down;
};
struct TypedCharacter {
  unsigned code;
};
using InputEvent = std::variant<MouseMove, MouseButton, MouseWheel, KeyPress, TypedCharacter>;

class InputQueue {
 public:
  void push(InputEvent event) { events_.push_back(event); }
  bool empty() const { return events_.empty(); }
  // Takes the events of one frame, in order.
  std::vector<InputEvent> take_frame();

 private:
  std::deque<InputEvent> events_;
};

// True for control, shift, alt and super keys.
bool is_modifier(int glfw_key);

}  // namespace cartograd
