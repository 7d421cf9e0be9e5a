// PDF files: real text with its fonts embedded, for journals.
#pragma once

#include <span>
#include <string>

#include "app/figure/vector_figure.h"

namespace cartograd {

// False where the program was built without cairo.
bool pdf_available();

// The bytes of a PDF file of one page. Equal input gives equal bytes (no time stamp). The experiment is kept among the
// document's keywords. Throws OutputError if it cannot be encoded or pdf_available() is false, InputError if a colour
// map does not exist.
std::string encode_pdf(const VectorFigure& figure);
// The same with several pages; what is stored beside them is the first one's.
std::string encode_pdf(std::span<const VectorFigure> pages);

}  // namespace cartograd
