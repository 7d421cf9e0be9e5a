// Between TOML and setting values. Only the three files of this folder that read texts see these.
#pragma once

#include <string>
#include <string_view>

#include <toml++/toml.h>

#include "core/base/catalogue.h"
#include "core/base/error.h"

namespace cartograd {

// Parses a whole text. Throws InputError with the place of the mistake, also for tables nested so deep that the parser
// would run out of stack.
toml::table parse_toml(std::string_view text, const std::string& file);

// Where a key or a value stands.
SourcePlace place_of(const toml::source_region& source, const std::string& file);

// The value that a setting gets from a node: whole numbers may be written as floats (1e3), a choice between numbers as
// a number. Throws InputError at the node's place if the type or the range does not fit.
SettingValue read_value(const Setting& setting, const toml::node& node, const std::string& file);

// "fast", 0.5, [1, 2 …: what a node holds, cut to a length that suits a message.
std::string shown(const toml::node& node);

}  // namespace cartograd
