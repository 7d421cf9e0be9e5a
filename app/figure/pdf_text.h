// Text for cairo, in the fonts that are compiled into the program.
#pragma once

#include <cairo.h>
#include <memory>

#include "app/scene/overlay.h"

namespace cartograd {

// Fonts are named by no file of the system, so every machine writes the same letters. Not for several threads at once.
class PdfFonts {
 public:
  PdfFonts();
  ~PdfFonts();
  PdfFonts(const PdfFonts&) = delete;
  PdfFonts& operator=(const PdfFonts&) = delete;

  // Draws where the layout measured it: letter by letter, from the second font where the first has none.
  void show(cairo_t* page, const OverlayText& text) const;

 private:
  struct Face;
  std::unique_ptr<Face> faces_[2];
};

}  // namespace cartograd
