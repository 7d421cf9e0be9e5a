// Figures in files: their sizes, and one row per format.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/figure/vector_figure.h"
#include "app/render/renderer.h"
#include "app/scene/page.h"

namespace cartograd {

struct FigureSize {
  Viewport viewport;
  double dpi = 0;  // 0 = a picture for screens, in pixels
};

// Sizes with a name: "one-column" is what two-column journals print across one column.
struct NamedSize {
  std::string_view name, size, summary;
};
const std::vector<NamedSize>& named_sizes();

constexpr int largest_figure_side = 16384;

// "1600x1000" (pixels: lines and text grow with the picture, so that it looks the same at any size), "89mmx60mm"
// (millimetres: text has the size that journals ask for, 5 to 7 pt, whatever the resolution; 300 dpi unless told), or a
// name. Nothing if it is neither, or not 16 to 16,384 pixels a side.
std::optional<FigureSize> parse_figure_size(std::string_view text, double dpi);

struct Figure {
  Page page;
  Camera camera;
  FigureSize size;
  bool transparent = false;
  // Stored in the file; all empty = nothing is stored.
  std::string title, caption, experiment;
};

// As vector files keep it.
VectorFigure vector_figure(Renderer& renderer, const Figure& figure);

struct FigureFormat {
  std::string_view extension, summary;
  std::string (*encode)(Renderer& renderer, const Figure& figure);
};
const std::vector<FigureFormat>& figure_formats();

// The experiment (TOML) in the bytes of one of our PNG files; nothing if there is none.
std::optional<std::string> experiment_in_png(const std::string& bytes);

}  // namespace cartograd
