// What a user has chosen once and for all: a table of settings, kept in a TOML file.
#pragma once

#include <string>
#include <vector>

#include "core/base/catalogue.h"

namespace cartograd {

// theme, text_size, panels, welcome.
const std::vector<Setting>& preference_table();

class Preferences {
 public:
  // Reads preferences.toml in the folder. Where it is missing all values are the usual ones; where it cannot be used,
  // too, and `message` tells why.
  explicit Preferences(std::string folder);

  // Read and changed freely; store() writes what differs from the file.
  Settings values;
  std::string message;

  // Throws OutputError.
  void store();
  // The usual values, in the file, too.
  void reset();

  // The preferred theme applies where a document does not ask for one of its own; what a document says and what differs
  // from the usual theme wins.
  void apply_theme(Settings& view) const;

 private:
  std::string folder_;
  Settings stored_;
};

}  // namespace cartograd
