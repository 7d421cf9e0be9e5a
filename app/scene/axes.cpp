#include "app/scene/axes.h"

#include <algorithm>
#include <cmath>

#include <glm/gtc/matrix_transform.hpp>

#include "app/scene/axis_layout.h"
#include "app/scene/font.h"
#include "app/scene/theme.h"
#include "app/scene/type_sizes.h"
#include "app/scene/visibility.h"

namespace cartograd {

namespace {

// Title and caption use the whole width of the picture, and no more than a few lines.
std::vector<std::string> wrapped(const std::string& text, float size, const Viewport& viewport) {
  constexpr std::size_t most_lines = 3;
  const float width = static_cast<float>(viewport.width) / viewport.scale - 2 * type_size::border;
  std::vector<std::string> lines = wrap_text(text, size, width);
  if (lines.size() > most_lines) {
    lines.resize(most_lines);
    lines.back() += " …";
  }
  for (std::string& line : lines) line = shorten_text(line, size, width);
  return lines;
}

float lines_height(std::size_t count, float size) { return static_cast<float>(count) * size * type_size::line_spacing; }

constexpr float legend_row = type_size::legend * 1.55f, legend_padding = 7;  // points

float legend_height(const Scene& scene) {
  return scene.legend.empty() ? 0 : 1.2f * legend_padding + legend_row * static_cast<float>(scene.legend.size());
}

class OverlayLayout {
 public:
  OverlayLayout(const Scene& scene, const Viewport& viewport)
      : scene_(scene),
        viewport_(viewport),
        ink_(palette(scene.theme).ink, 1),
        faint_ink_(palette(scene.theme).faint_ink, 1),
        picture_(viewport.width, viewport.height) {}

  Overlay run(const CameraMatrices& matrices) {
    find_covered_area(matrices);
    overlay_.begin_part("title");
    const float below_title = add_title();
    overlay_.begin_part("caption");
    add_caption();
    overlay_.begin_part("color bar");
    if (scene_.color_bar) add_color_bar(*scene_.color_bar);
    overlay_.begin_part("legend");
    if (!scene_.legend.empty()) add_legend(below_title);
    overlay_.begin_part("axes");
    lay_out_axes(scene_, matrices, viewport_, overlay_);
    overlay_.begin_part("annotations");
    for (const Arrow& arrow : scene_.arrows) add_arrow(arrow, matrices);
    for (const Label& label : scene_.labels) add_label(label, matrices);
    return std::move(overlay_);
  }

 private:
  float points(float length) const { return length * viewport_.scale; }

  // The picture's part that the box takes: with its labels it leaves room for the rest, unless one zooms in.
  void find_covered_area(const CameraMatrices& matrices) {
    const float depth = scene_.axes.depth;
    covered_low_ = picture_;
    for (float x : {-1.f, 1.f})
      for (float y : {-depth, depth})
        for (float z : {0.f, scene_.axes.top}) {
          const glm::vec2 corner = project(matrices, viewport_, {x, y, z});
          covered_low_ = glm::min(covered_low_, corner);
          covered_high_ = glm::max(covered_high_, corner);
        }
  }

  // Keeps what is written over the surface readable.
  void add_panel_if_covered(const glm::vec2& low, const glm::vec2& high) {
    const bool covered = glm::all(glm::lessThan(low, covered_high_)) && glm::all(glm::greaterThan(high, covered_low_));
    if (covered) overlay_.panels.push_back({low, high, glm::vec4(palette(scene_.theme).background_top, .8f)});
  }

  void add_panel_if_covered(const OverlayText& text) {
    const OrientedBox place = grown(box(text), points(3));
    add_panel_if_covered(place.center - place.half, place.center + place.half);
  }

  // Returns where the title ends.
  float add_title() {
    float y = points(type_size::border);
    for (const std::string& line : wrapped(scene_.title, type_size::title, viewport_)) {
      overlay_.texts.push_back({.text = line,
                                .position = {picture_.x / 2, y},
                                .size = points(type_size::title),
                                .color = ink_,
                                .anchor = {.5f, 0}});
      add_panel_if_covered(overlay_.texts.back());
      y += points(type_size::title * type_size::line_spacing);
    }
    return y;
  }

  void add_caption() {
    const auto lines = wrapped(scene_.caption, type_size::caption, viewport_);
    float y = picture_.y - points(type_size::border * .75f + lines_height(lines.size(), type_size::caption));
    for (const std::string& line : lines) {
      overlay_.texts.push_back({.text = line,
                                .position = {picture_.x / 2, y},
                                .size = points(type_size::caption),
                                .color = faint_ink_,
                                .anchor = {.5f, 0}});
      add_panel_if_covered(overlay_.texts.back());
      y += points(type_size::caption * type_size::line_spacing);
    }
  }

  void add_color_bar(const ColorBar& bar) {
    const float right =
        picture_.x - points(type_size::border + type_size::tick + type_size::gap) - points(widest_label(bar.ticks));
    const float height = std::min(picture_.y * .42f, points(300));
    const glm::vec2 low(right - points(type_size::strip_width), (picture_.y - height) / 2);
    const glm::vec2 high(right, low.y + height);
    overlay_.color_strip = OverlayColorStrip{low, high, scene_.style.colormap};
    add_frame(low, high);
    for (const Tick& tick : bar.ticks) add_color_bar_tick(tick, low, high);

    const float size = points(type_size::axis_title), border = points(type_size::border);
    const std::string title = shorten_text(bar.title, size, picture_.x - 2 * border);
    const float last_start = picture_.x - border - text_width(title, size);
    add_panel_if_covered({std::min(low.x, last_start) - points(8), low.y - points(12) - 1.4f * size},
                         {picture_.x - points(4), high.y + points(12)});
    overlay_.texts.push_back({.text = title,
                              .position = {std::min(low.x, last_start), low.y - points(type_size::gap * 2)},
                              .size = size,
                              .color = ink_,
                              .anchor = {0, 1}});
    add_height_note(high.y);
  }

  // Under the colour bar, flush with the picture's border.
  void add_height_note(float top) {
    if (scene_.height_note.empty()) return;
    const float size = points(type_size::caption), right = picture_.x - points(type_size::border);
    float y = top + points(3 * type_size::gap);
    for (const std::string& line : wrap_text(scene_.height_note, size, points(type_size::note_width))) {
      overlay_.texts.push_back(
          {.text = line, .position = {right, y}, .size = size, .color = faint_ink_, .anchor = {1, 0}});
      add_panel_if_covered(overlay_.texts.back());
      y += size * type_size::line_spacing;
    }
  }

  void add_frame(const glm::vec2& low, const glm::vec2& high) {
    const glm::vec2 upper_right(high.x, low.y), lower_left(low.x, high.y);
    const glm::vec2 ring[] = {low, upper_right, high, lower_left, low};
    for (int side = 0; side < 4; ++side) overlay_.lines.push_back({ring[side], ring[side + 1], points(1), ink_});
  }

  void add_color_bar_tick(const Tick& tick, const glm::vec2& low, const glm::vec2& high) {
    if (tick.position < -1e-3f || tick.position > 1 + 1e-3f) return;
    const glm::vec2 place(high.x, glm::mix(high.y, low.y, tick.position));
    const float length = points(type_size::tick * .8f);
    overlay_.lines.push_back({place, place + glm::vec2(length, 0), points(1), ink_});
    OverlayText label{.text = tick.label,
                      .position = place + glm::vec2(length + points(type_size::gap), 0),
                      .size = points(type_size::label),
                      .color = faint_ink_,
                      .anchor = {0, .5f}};
    const bool free = std::none_of(overlay_.texts.begin(), overlay_.texts.end(),
                                   [&](const OverlayText& other) { return overlap(box(label), box(other)); });
    if (free) overlay_.texts.push_back(label);
  }

  // A short stroke in each entry's colour and its label.
  void add_legend(float top) {
    const float size = points(type_size::legend), row = points(legend_row), stroke = points(18);
    const float pad = points(legend_padding);
    const float room = picture_.x * .4f;
    float widest = 0;
    for (const LegendEntry& entry : scene_.legend)
      widest = std::max(widest, std::min(text_width(entry.label, size), room));
    const glm::vec2 low(points(type_size::border), top);
    const glm::vec2 high = low + glm::vec2(2 * pad + stroke + points(8) + widest, points(legend_height(scene_)));
    add_panel_if_covered(low, high);
    float y = low.y + pad * .6f + row / 2;
    for (const LegendEntry& entry : scene_.legend) {
      const float x = low.x + pad;
      // On a dark edge, so that pale colours show on white.
      const glm::vec2 from(x + points(2), y), to(x + stroke - points(2), y);
      overlay_.lines.push_back({from, to, points(5.4f), glm::vec4(palette(scene_.theme).outline, 1)});
      overlay_.lines.push_back({from, to, points(4), glm::vec4(entry.color, 1)});
      overlay_.texts.push_back({.text = shorten_text(entry.label, size, room),
                                .position = {x + stroke + points(8), y},
                                .size = size,
                                .color = ink_,
                                .anchor = {0, .5f}});
      y += row;
    }
  }

  void add_arrow(const Arrow& arrow, const CameraMatrices& matrices) {
    const glm::vec2 from = project(matrices, viewport_, arrow.from), to = project(matrices, viewport_, arrow.to);
    const float length = glm::distance(from, to), width = points(arrow.width), head = 4.2f * width;
    if (length < 1.2f * head) return;
    const glm::vec2 along = (to - from) / length, across(-along.y, along.x);
    const glm::vec4 outline(palette(scene_.theme).outline, 1), color(arrow.color, 1);
    const glm::vec2 neck = to - along * head;
    // The whole form as one ring: the outline is the same ring, wider.
    const auto ring = [&](float grow) {
      const float half = width * .5f + grow, wing = width * 1.6f + 1.6f * grow;
      return std::vector<glm::vec2>{from - along * grow + across * half, neck - along * grow + across * half,
                                    neck - along * grow + across * wing, to + along * (2.f * grow),
                                    neck - along * grow - across * wing, neck - along * grow - across * half,
                                    from - along * grow - across * half};
    };
    overlay_.areas.push_back({{ring(points(1))}, outline});
    overlay_.areas.push_back({{ring(0)}, color});
  }

  // Beside its point where nothing else is written, on a panel of its own; a point that the surface hides has none.
  void add_label(const Label& label, const CameraMatrices& matrices) {
    if (scene_.surface && hidden_by_surface(*scene_.surface, scene_.axes.depth, label.position + glm::vec3(0, 0, .03f),
                                            towards_viewer(matrices, label.position)))
      return;
    const glm::vec2 place = project(matrices, viewport_, label.position);
    const float distance = points(10);
    for (const glm::vec2& side : {glm::vec2(1, 0), glm::vec2(-1, 0), glm::vec2(0, -1), glm::vec2(0, 1),
                                  glm::vec2(.7f, -.7f), glm::vec2(-.7f, -.7f), glm::vec2(.7f, .7f)}) {
      const OverlayText text{.text = label.text,
                             .position = place + side * distance,
                             .size = points(type_size::label),
                             .color = ink_,
                             .anchor = glm::vec2(.5f) - side * .5f};
      const OrientedBox room = grown(box(text), points(2));
      const glm::vec2 low = room.center - room.half, high = room.center + room.half;
      const bool inside = low.x > 0 && low.y > 0 && high.x < picture_.x && high.y < picture_.y;
      const bool free = std::none_of(overlay_.texts.begin(), overlay_.texts.end(),
                                     [&](const OverlayText& other) { return overlap(room, box(other)); });
      if (!inside || !free) continue;
      overlay_.panels.push_back({low, high, glm::vec4(palette(scene_.theme).background_top, .72f)});
      overlay_.texts.push_back(text);
      return;
    }
  }

  const Scene& scene_;
  const Viewport& viewport_;
  const glm::vec4 ink_, faint_ink_;
  const glm::vec2 picture_;
  glm::vec2 covered_low_{0}, covered_high_{0};
  Overlay overlay_;
};

}  // namespace

Margins label_margins(const Scene& scene, const Camera& camera, const Viewport& viewport) {
  using namespace type_size;
  const Axes& axes = scene.axes;
  Margins margins{border, border, border, border};
  if (axes.labels) {
    const float around_label = tick + 2.5f * gap + axis_title * text_height;
    const float floor_label = std::max(widest_label(axes.ticks_a), widest_label(axes.ticks_b));
    margins.left += around_label + std::max(widest_label(axes.ticks_z), floor_label);
    margins.right += around_label + floor_label * .6f;
    margins.bottom += around_label + label * .6f;
  }
  if (scene.color_bar) margins.right += strip_width + tick + gap + widest_label(scene.color_bar->ticks) + 8;
  const auto title_lines = wrapped(scene.title, title, viewport),
             caption_lines = wrapped(scene.caption, caption, viewport);
  margins.top += lines_height(title_lines.size(), title) + (title_lines.empty() ? 0 : 2 * gap);
  // Seen from above, the plot reaches into the upper left corner, where the legend is.
  margins.top += legend_height(scene) * glm::smoothstep(55.f, 80.f, camera.pitch);
  margins.bottom += lines_height(caption_lines.size(), caption);
  return margins;
}

CameraMatrices scene_matrices(const Scene& scene, const Camera& camera, const Viewport& viewport) {
  return matrices(camera, viewport, scene.axes.depth, scene.axes.top, label_margins(scene, camera, viewport));
}

glm::vec2 back_walls(const CameraMatrices& matrices) {
  // The horizontal direction towards the viewer, from the picture's right: it exists even straight above the box.
  const glm::vec2 viewer(matrices.view[1][0], -matrices.view[0][0]);
  constexpr float along_wall = 1e-3f;
  return {std::abs(viewer.x) < along_wall ? std::copysign(1.f, viewer.y) : std::copysign(1.f, -viewer.x),
          std::abs(viewer.y) < along_wall ? std::copysign(1.f, -viewer.x) : std::copysign(1.f, -viewer.y)};
}

Overlay lay_out_overlay(const Scene& scene, const Camera& camera, const Viewport& viewport) {
  return OverlayLayout(scene, viewport).run(scene_matrices(scene, camera, viewport));
}

}  // namespace cartograd
