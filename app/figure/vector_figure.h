// A page as vector files keep it: one picture with what is written over it, or several side by side.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <glm/glm.hpp>

#include "app/render/renderer.h"
#include "app/scene/overlay.h"

namespace cartograd {

// A rectangle of the page: its background, over it a picture that fills it (what is seen in three dimensions stays
// pixels: that many triangles are no drawing), and over both the overlay. A chart is an overlay only.
struct VectorLayer {
  std::string name;                     // "surface", "loss chart": what its group is called
  glm::vec2 low{0}, high{0};            // upper left and lower right corner on the page, in the overlay's pixels
  std::optional<glm::vec4> background;  // sRGB, straight alpha
  std::optional<Image> picture;         // of any resolution
  Overlay overlay;                      // its (0, 0) is the layer's upper left corner
};

struct VectorFigure {
  glm::vec2 size{0};              // in the overlay's pixels
  float points_per_pixel = .75f;  // 1 pt = 1/72 inch
  std::vector<VectorLayer> layers;
  std::string title, description;  // for readers that show or speak them; not drawn
  std::string experiment;          // TOML, with which the figure can be made again
};

// The corners that matter: what is left out lies within a tenth of a pixel. Points that are not finite are left out,
// too.
std::vector<glm::vec2> simplified(std::span<const glm::vec2> line);
std::vector<glm::vec2> simplified_ring(std::span<const glm::vec2> ring);

}  // namespace cartograd
