// Commands: what a key, a menu entry, the palette or a script can ask for, with its help. One row each.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/session/session.h"

namespace cartograd {

// What concerns files and what the user keeps.
struct FileRequests {
  bool make_new = false, open = false, open_recent = false, save = false, save_as = false;
  bool copy_command_line = false, copy_toml = false, reset_preferences = false;
  bool restore = false, discard = false;  // what an earlier session has left behind
  std::string open_path, save_path;       // as chosen; empty = none
};

// What only a window can do; the command notes the wish, the window fulfils it.
struct WindowRequests {
  bool quit = false, toggle_panels = false, toggle_full_screen = false, copy_caption = false;
  bool escape = false;                   // close what floats, or stop what is being computed
  std::string toggle_panel, show_panel;  // a floating panel's id; empty = none
  bool lecture = false;                  // begin or leave a lecture
  std::string open_lesson;               // the path of a lesson, embedded or not; empty = none
  std::string open_example;              // the path of an embedded experiment; empty = none
  int text_size = 0;                     // so many steps larger
  bool reset_text_size = false;
  std::string save_figure;  // in which format (".png"); empty = do not
  FileRequests files;
};

struct Command {
  std::string id;
  std::string menu;   // under which it stands
  std::string label;  // a few words
  std::string keys;   // "ctrl+shift+r", "space", "left"; several separated by blanks; none is needed
  std::string help;   // one sentence
  std::function<void(Session&, WindowRequests&)> run;
};

const std::vector<Command>& commands();

// The command with this id; null if there is none.
const Command* find_command(const std::string& id);

// The command bound to a key ("ctrl+r"); null if there is none.
const Command* command_for(const std::string& key);

}  // namespace cartograd
