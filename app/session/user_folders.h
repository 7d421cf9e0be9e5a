// Where the program keeps what belongs to its user: the XDG base directories.
#pragma once

#include <string>

namespace cartograd {

// $XDG_CONFIG_HOME/cartograd, else ~/.config/cartograd: preferences. Empty where there is no such place; it need not
// exist.
std::string config_folder();

// $XDG_STATE_HOME/cartograd, else ~/.local/state/cartograd: autosaves and the list of recent files.
std::string state_folder();

// Creates the folder with all above it, for the user alone. Throws OutputError.
void make_folder(const std::string& folder);

}  // namespace cartograd
