// A hand-out: two pages of figures with a few words each.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/figure/vector_figure.h"
#include "app/scene/camera.h"

namespace cartograd {

struct HandoutText {
  std::string title, source, closing;  // above everything, below the title, at the end
};

// How large the figures of so many steps are, so that all fit on two A4 pages.
Viewport handout_figure_size(std::size_t steps);

// Lays the figures (of that size), each with its caption below it, on two pages, or on one if there is only one.
std::vector<VectorFigure> handout_pages(const HandoutText& text, std::vector<VectorFigure> figures,
                                        std::span<const std::string> captions);

}  // namespace cartograd
