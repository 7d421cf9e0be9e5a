// A flat TOML file with the values of one table of settings: preferences.
#pragma once

#include <string>
#include <string_view>

#include "core/base/catalogue.h"

namespace cartograd {

// Reads such a text; what is not given keeps its initial value. Throws InputError with file, line and column for broken
// TOML, an unknown key, a wrong type, and a value out of range.
Settings parse_settings(std::string_view text, const std::string& file, const std::vector<Setting>& table);

// The TOML text of all values, each with what it means.
std::string to_toml(const Settings& settings, const std::vector<Setting>& table);

}  // namespace cartograd
