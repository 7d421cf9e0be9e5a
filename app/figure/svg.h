// SVG files that can be edited: real text, and a group with a readable name for each part of the figure.
#pragma once

#include <string>

#include "app/figure/vector_figure.h"

namespace cartograd {

// The text of an SVG file. Equal input gives equal bytes. Throws OutputError if a picture cannot be encoded, InputError
// if a colour map does not exist.
std::string encode_svg(const VectorFigure& figure);

}  // namespace cartograd
