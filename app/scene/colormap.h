// Colour maps: files in assets/colormaps, one colour a line, evenly spaced from 0 to 1.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <glm/glm.hpp>

namespace cartograd {

// The names of all colour maps, sorted.
const std::vector<std::string>& colormap_names();

// The sRGB colour (0 … 1) at t, which is clamped to 0 … 1; linear between the file's colours. Throws InputError, with
// the nearest name, if there is no such map.
glm::vec3 colormap_color(std::string_view name, float t);

// True if the map has a neutral middle and is meant for values on both sides of one (throws as above).
bool colormap_is_diverging(std::string_view name);

// True if its colours are to be told apart and have no order (throws as above).
bool colormap_is_categorical(std::string_view name);

}  // namespace cartograd
