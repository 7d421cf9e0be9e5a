// What one picture holds: one surface, several side by side on one scale, or a surface with its diagrams.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "app/scene/build_scene.h"
#include "app/scene/chart.h"

namespace cartograd {

// Results with what is needed to show them.
struct Shown {
  Results results;
  std::vector<Trajectory> paths;  // as from project_all
  std::string title;
};

struct PageCell {
  std::string name;           // "surface", "map" …; unique on a page
  glm::vec2 low{0}, high{1};  // fractions of the page from its upper left corner
  glm::vec2 seen{0, 1};       // which part of its width shows: two cells may share a place, with a divider
  std::variant<Scene, Chart> content = Scene{};
};

struct Page {
  std::vector<PageCell> cells;
  std::optional<float> divider;  // an upright line at this fraction of the width
  Theme theme = Theme::light;
};

// One to four results with one view: their surfaces (or diagrams) have one scale of heights and colours, and one
// camera. Several stand side by side where the page is wide (`aspect` is its width over its height); two with a divider
// share one place.
Page build_page(std::span<const Shown> shown, const View& view, float aspect);

// The pixels of a page of the viewport's size that belong to a cell: its upper left corner, and its size.
struct CellPlace {
  glm::ivec2 corner{0};
  Viewport viewport;
};
CellPlace place_of(const PageCell& cell, const Viewport& page);

// The page's divider: between what is written above and below, which both sides share. Pixels from the upper left
// corner.
struct DividerBar {
  glm::ivec2 low{0}, high{0};
};
DividerBar divider_bar(const Page& page, const Viewport& viewport);

}  // namespace cartograd
