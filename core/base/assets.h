// Files that are compiled into the program, so that it runs from any directory.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cartograd {

// The bytes of an embedded file, by its path from the top of the source tree ("assets/data/digits.csv", "shaders/…")
// or, for the two fonts, "fonts/regular" and "fonts/symbols". Asking for a file that is not there is a broken
// invariant.
std::string_view asset(std::string_view path);

// The paths of all embedded files that begin with `prefix`, sorted.
std::vector<std::string_view> assets_under(std::string_view prefix);

// The name of one without its folder and ending: "first" of "assets/experiments/first.toml".
std::string asset_name(std::string_view path);

}  // namespace cartograd
