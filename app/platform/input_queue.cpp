#include "app/platform/input_queue.h"

#include <set>

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

namespace cartograd {

bool is_modifier(int key) { return key >= GLFW_KEY_LEFT_SHIFT && key <= GLFW_KEY_RIGHT_SUPER; }

// A frame ends before what it could not tell apart from what it has: a position after a button, key or character; a
// second change of the same button or key; a wheel after a move or a button; a character after a key; a modifier after
// another key.
std::vector<InputEvent> InputQueue::take_frame() {
  std::vector<InputEvent> frame;
  std::set<int> keys, buttons;
  bool moved = false, wheeled = false, typed = false, plain_key = false;
  const auto fits = [&](const InputEvent& event) {
    if (std::holds_alternative<MouseMove>(event)) return buttons.empty() && keys.empty() && !typed && !wheeled;
    if (const auto* button = std::get_if<MouseButton>(&event)) return !buttons.contains(button->button) && !wheeled;
    if (std::holds_alternative<MouseWheel>(event)) return !moved && buttons.empty();
    if (const auto* key = std::get_if<KeyPress>(&event))
      return !keys.contains(key->key) && !(is_modifier(key->key) && plain_key) && !typed;
    return keys.empty();
  };
  while (!events_.empty() && fits(events_.front())) {
    const InputEvent event = events_.front();
    events_.pop_front();
    if (std::holds_alternative<MouseMove>(event)) {
      if (moved && std::holds_alternative<MouseMove>(frame.back())) frame.pop_back();  // only the last position matters
      moved = true;
    } else if (const auto* button = std::get_if<MouseButton>(&event)) {
      buttons.insert(button->button);
    } else if (std::holds_alternative<MouseWheel>(event)) {
      wheeled = true;
    } else if (const auto* key = std::get_if<KeyPress>(&event)) {
      keys.insert(key->key);
      plain_key |= !is_modifier(key->key);
    } else {
      typed = true;
    }
    frame.push_back(event);
  }
  return frame;
}

}  // namespace cartograd
