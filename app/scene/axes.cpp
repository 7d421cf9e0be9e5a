#include "app/scene/axes.h"

#include <algorithm>
#include <cmath>

#include <glm/gtc/matrix_transform.hpp>

#include "app/scene/axis_layout.h"
#include "app/scene/font.h"
#include "app/scene/globe.h"
#include "app/scene/page_writer.h"
#include "app/scene/theme.h"
#include "app/scene/type_sizes.h"
#include "app/scene/visibility.h"

namespace cartograd {

namespace {

class OverlayLayout {
 public:
  OverlayLayout(const Scene& scene, const Viewport& viewport)
      : scene_(scene),
        viewport_(viewport),
        ink_(palette(scene.theme).ink, 1),
        picture_(viewport.width, viewport.height) {}

  Overlay run(const CameraMatrices& matrices) {
    PageWriter page(overlay_, scene_.theme, viewport_);
    mark_covered_area(matrices, page);
    const float below_title = page.write_title(scene_.title);
    page.write_caption(scene_.caption);
    if (scene_.color_bar) page.write_color_bar(*scene_.color_bar, scene_.style.colormap, scene_.bar_note());
    page.write_legend(scene_.legend, {points(type_size::border), below_title});
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
  void mark_covered_area(const CameraMatrices& matrices, PageWriter& page) const {
    const float depth = scene_.axes.depth;
    glm::vec2 low = picture_, high(0);
    for (float x : {-1.f, 1.f})
      for (float y : {-depth, depth})
        for (float z : {0.f, scene_.axes.top}) {
          const glm::vec2 corner = project(matrices, viewport_, {x, y, z});
          low = glm::min(low, corner);
          high = glm::max(high, corner);
        }
    page.set_covered(low, high);
  }

  void add_arrow(const Arrow& arrow, const CameraMatrices& matrices) {
    const glm::vec2 from = project(matrices, viewport_, arrow.from), to = project(matrices, viewport_, arrow.to);
    const float length = glm::distance(from, to), width = points(arrow.width), head = 4.2f * width;
    if (length < 1.2f * head) return;
    const glm::vec2 along = (to - from) / length, across(-along.y, along.x);
    const glm::vec4 outline(palette(scene_.theme).outline, 1), color(arrow.color, 1);
    const glm::vec2 neck = to - along * head;
    const glm::vec2 half = across * (width * .5f), wing = across * (width * 1.6f);
    std::vector<glm::vec2> ring = {from + half, neck + half, neck + wing, to, neck - wing, neck - half, from - half};
    overlay_.areas.push_back({{ring}, color});
    ring.push_back(ring.front());
    overlay_.paths.push_back({std::move(ring), points(1.3f), outline});
  }

  // Beside its point where nothing else is written, on a panel of its own; a point that the surface hides has none.
  void add_label(const Label& label, const CameraMatrices& matrices) {
    const glm::vec3 up =
        scene_.axes.globe ? glm::normalize(label.position - glm::vec3(0, 0, Globe::middle)) : glm::vec3(0, 0, 1);
    if (scene_.surface && hidden_by_surface(*scene_.surface, scene_.axes, label.position + .03f * up,
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
  const glm::vec4 ink_;
  const glm::vec2 picture_;
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
  margins.top += title_height(scene.title, viewport) + (scene.title.empty() ? 0 : 2 * gap);
  // Seen from above, the plot reaches into the upper left corner, where the legend is.
  margins.top += legend_size(scene.legend, 0).y * glm::smoothstep(55.f, 80.f, camera.pitch);
  margins.bottom += caption_height(scene.caption, viewport);
  return margins;
}

CameraMatrices scene_matrices(const Scene& scene, const Camera& camera, const Viewport& viewport) {
  return matrices(camera, viewport, {scene.axes.depth, scene.axes.top, scene.axes.globe},
                  label_margins(scene, camera, viewport));
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
