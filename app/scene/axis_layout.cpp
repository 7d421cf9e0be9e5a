#include "app/scene/axis_layout.h"

#include <algorithm>
#include <cmath>

#include "app/scene/axes.h"
#include "app/scene/font.h"
#include "app/scene/theme.h"
#include "app/scene/type_sizes.h"
#include "app/scene/visibility.h"

namespace cartograd {

namespace {

// An edge of the box that carries an axis. A tick at coordinate c lies at from + (c − low) / (high − low) of the way.
struct Edge {
  glm::vec3 from{0}, to{0};
  glm::vec3 outward{0};  // away from the box, level; zero = ticks stand square on the edge
};

// An edge as it appears in the picture.
struct Axis {
  glm::vec2 from{0}, to{0};
  glm::vec2 normal{0};                                   // unit, away from the box
  glm::vec2 tick{0};                                     // direction of the ticks, unit
  std::vector<std::pair<glm::vec2, glm::vec2>> visible;  // pieces of the edge that the surface does not hide
  std::vector<glm::vec2> places;
  std::vector<OverlayText> labels;
};

class AxisLayout {
 public:
  AxisLayout(const Scene& scene, const CameraMatrices& matrices, const Viewport& viewport, Overlay& overlay)
      : scene_(scene), matrices_(matrices), viewport_(viewport), colors_(palette(scene.theme)), overlay_(overlay) {
    center_ = project({0, 0, scene.axes.top / 2});
  }

  void run() {
    const Axes& box = scene_.axes;
    std::vector<Axis> axes;
    axes.push_back(make_axis(floor_edge(0), box.ticks_a));
    axes.push_back(make_axis(floor_edge(1), box.ticks_b));
    const Edge upright = upright_edge();
    const float length = glm::distance(project(upright.from), project(upright.to));
    if (length > points(40) && !looks_down()) axes.push_back(make_axis(upright, box.ticks_z));

    for (const Axis& axis : axes) add_lines(axis);
    if (!box.labels) return;
    const std::string* titles[] = {&box.title_a, &box.title_b, &box.title_z};
    for (std::size_t i = 0; i < axes.size(); ++i) add_title(axes[i], *titles[i]);
    drop_labels_at_shared_corners(axes);
    for (const Axis& axis : axes) add_labels(axis);
  }

 private:
  glm::vec2 project(const glm::vec3& point) const { return cartograd::project(matrices_, viewport_, point); }
  float points(float length) const { return length * viewport_.scale; }

  // The lower edge that carries the axis along x (direction 0) or y (1): opposite to the wall behind the surface.
  // Looking straight down, the upright one of them is at the left, as in a flat diagram.
  Edge floor_edge(int direction) const {
    const float depth = scene_.axes.depth;
    const glm::vec3 half = direction == 0 ? glm::vec3(1, 0, 0) : glm::vec3(0, depth, 0);
    const glm::vec3 side = direction == 0 ? glm::vec3(0, depth, 0) : glm::vec3(1, 0, 0);
    const glm::vec2 back = back_walls(matrices_);
    glm::vec3 foot = -side * (direction == 0 ? back.y : back.x);
    const glm::vec2 outward = project(foot) - project(-foot);
    if (looks_down() && outward.x > 100 * std::abs(outward.y)) foot = -foot;
    return {foot - half + lift(foot), foot + half + lift(foot), glm::normalize(foot)};
  }

  bool looks_down() const { return matrices_.view[2][2] > .97f; }

  // Steeply from above, perspective makes the top of the box larger than its floor: then the outline's edge is there.
  glm::vec3 lift(const glm::vec3& foot) const {
    const glm::vec3 top(0, 0, scene_.axes.surface_top);
    const glm::vec2 outward = project(foot) - project(-foot);
    const bool top_is_outside = glm::dot(project(foot + top) - project(foot), outward) > 0;
    return top_is_outside && matrices_.view[2][2] > .8f ? top : glm::vec3(0);
  }

  // The upright edge at the left of the box's outline; the nearer one if two are equally far left.
  Edge upright_edge() const {
    const float depth = scene_.axes.depth;
    glm::vec3 best(0);
    float best_place = INFINITY;
    for (const glm::vec3& foot :
         {glm::vec3(-1, -depth, 0), glm::vec3(1, -depth, 0), glm::vec3(-1, depth, 0), glm::vec3(1, depth, 0)}) {
      const float nearness = glm::dot(foot, matrices_.eye) / (matrices_.distance * (1 + depth));
      const float place = project(foot).x - points(2) * nearness;
      if (place < best_place) {
        best_place = place;
        best = foot;
      }
    }
    return {best, best + glm::vec3(0, 0, scene_.axes.top), glm::vec3(0)};
  }

  Axis make_axis(const Edge& edge, const std::vector<Tick>& ticks) const {
    Axis axis;
    axis.from = project(edge.from);
    axis.to = project(edge.to);
    const glm::vec2 along = glm::normalize(axis.to - axis.from + glm::vec2(1e-6f, 0));
    axis.normal = {-along.y, along.x};
    if (glm::dot(axis.normal, (axis.from + axis.to) * .5f - center_) < 0) axis.normal = -axis.normal;
    axis.tick = axis.normal;
    if (edge.outward != glm::vec3(0)) {
      const glm::vec3 middle = (edge.from + edge.to) * .5f;
      const glm::vec2 outward = project(middle + edge.outward * .1f) - project(middle);
      const float size = glm::length(outward);
      if (size > 0 && glm::dot(outward, axis.normal) > .5f * size) axis.tick = outward / size;
    }
    add_visible_pieces(edge, axis);
    const glm::vec3 unit = glm::normalize(edge.to - edge.from);
    for (const Tick& tick : ticks) {
      const float along_edge = tick.position - glm::dot(edge.from, unit);
      if (along_edge < -1e-3f || along_edge > glm::distance(edge.from, edge.to) + 1e-3f) continue;
      const glm::vec3 place = edge.from + unit * along_edge;
      if (is_hidden(edge, place)) continue;
      axis.places.push_back(project(place));
      axis.labels.push_back(label(axis, axis.places.back(), tick.label));
    }
    thin_out(axis.labels);
    return axis;
  }

  // Seen nearly along a wall, the surface reaches in front of a part of the floor's edge.
  bool is_hidden(const Edge& edge, const glm::vec3& place) const {
    const bool on_floor = edge.from.z == 0 && edge.to.z == 0;
    return on_floor && !looks_down() && scene_.surface &&
           hidden_by_surface(*scene_.surface, scene_.axes, place, towards_viewer(matrices_, place));
  }

  void add_visible_pieces(const Edge& edge, Axis& axis) const {
    constexpr int pieces = 64;
    glm::vec3 from = edge.from;
    bool from_hidden = is_hidden(edge, from);
    for (int i = 1; i <= pieces; ++i) {
      const glm::vec3 to = glm::mix(edge.from, edge.to, static_cast<float>(i) / pieces);
      const bool to_hidden = is_hidden(edge, to);
      const bool shown = !from_hidden && !to_hidden;
      if (shown && !axis.visible.empty() && axis.visible.back().second == project(from))
        axis.visible.back().second = project(to);
      else if (shown)
        axis.visible.emplace_back(project(from), project(to));
      from = to;
      from_hidden = to_hidden;
    }
  }

  // A tick's label, moved along the tick until its box clears the tick's end.
  OverlayText label(const Axis& axis, const glm::vec2& place, const std::string& text) const {
    OverlayText label{.text = text, .size = points(type_size::label), .color = glm::vec4(colors_.faint_ink, 1)};
    const float clearance = points(type_size::tick + type_size::gap) + extent(label, axis.normal) * .5f;
    label.position = place + axis.tick * (clearance / glm::dot(axis.tick, axis.normal));
    return label;
  }

  // How much room a level text takes along a direction; its box without the space above the letters.
  static float extent(const OverlayText& text, const glm::vec2& direction) {
    return std::abs(direction.x) * text_width(text.text, text.size) + std::abs(direction.y) * text.size * .8f;
  }

  // Keeps every 2nd, 3rd … label, zero among them, until none touches the next.
  void thin_out(std::vector<OverlayText>& labels) const {
    const auto is_zero = [](const OverlayText& label) { return label.text == "0"; };
    const auto zero = std::find_if(labels.begin(), labels.end(), is_zero);
    const std::size_t anchor = zero == labels.end() ? 0 : static_cast<std::size_t>(zero - labels.begin());
    for (std::size_t stride = 1; stride <= labels.size(); ++stride) {
      bool free = true;
      for (std::size_t i = anchor % stride; i + stride < labels.size(); i += stride)
        free = free && !overlap(padded(labels[i]), padded(labels[i + stride]));
      if (!free) continue;
      for (std::size_t i = 0; i < labels.size(); ++i)
        if (i % stride != anchor % stride) labels[i].text.clear();
      return;
    }
  }

  OrientedBox padded(const OverlayText& text) const { return grown(box(text), points(1)); }

  void add_lines(const Axis& axis) {
    const glm::vec4 color(colors_.ink, 1);
    for (const auto& [from, to] : axis.visible) overlay_.lines.push_back({from, to, points(type_size::line), color});
    for (const glm::vec2& place : axis.places)
      overlay_.lines.push_back({place, place + axis.tick * points(type_size::tick), points(1), color});
  }

  // Parallel to the axis, readable from below or from the right, beyond the widest label. Where the whole title does
  // not fit, it moves a little, goes without what stands in brackets at its end, or is cut to the axis's length.
  void add_title(const Axis& axis, const std::string& text) {
    if (text.empty()) return;
    float beyond_labels = 0;
    for (const OverlayText& label : axis.labels) beyond_labels = std::max(beyond_labels, extent(label, axis.normal));
    glm::vec2 along = axis.to - axis.from;
    const bool upright = std::abs(along.x) < .2f * std::abs(along.y);
    if (upright ? along.y > 0 : along.x < 0) along = -along;
    const float distance = points(type_size::tick + 2.5f * type_size::gap) + beyond_labels +
                           points(type_size::axis_title) * text_height * .5f;
    const glm::vec2 middle =
        axis.places.empty() ? (axis.from + axis.to) * .5f : (axis.places.front() + axis.places.back()) * .5f;
    OverlayText title{.text = text,
                      .position = middle + axis.normal * distance,
                      .size = points(type_size::axis_title),
                      .color = glm::vec4(colors_.ink, 1),
                      .rotation = std::atan2(along.y, along.x)};
    const std::string name = without_brackets(text);
    const glm::vec2 place = title.position;
    for (const std::string& shorter : {text, name, shorten_text(name, title.size, glm::length(along)),
                                       shorten_text(name, title.size, .6f * glm::length(along))})
      for (float shift : {0.f, .1f, -.1f, .2f, -.2f}) {
        title.text = shorter;
        title.position = place + shift * along;
        if (add_if_free(title)) return;
      }
  }

  // Where two axes meet, both labels go rather than one of them.
  void drop_labels_at_shared_corners(std::vector<Axis>& axes) const {
    for (std::size_t first = 0; first < axes.size(); ++first)
      for (std::size_t second = first + 1; second < axes.size(); ++second)
        for (OverlayText& a : axes[first].labels)
          for (OverlayText& b : axes[second].labels)
            if (!a.text.empty() && !b.text.empty() && overlap(grown(box(a), points(3)), box(b))) {
              a.text.clear();
              b.text.clear();
            }
  }

  void add_labels(const Axis& axis) {
    for (const OverlayText& label : axis.labels)
      if (!label.text.empty()) add_if_free(label);
  }

  // Returns whether it was.
  bool add_if_free(const OverlayText& text) {
    const OrientedBox place = box(text);
    const glm::vec2 picture(viewport_.width, viewport_.height);
    for (const glm::vec2& corner : corners(place))
      if (corner.x < 0 || corner.y < 0 || corner.x > picture.x || corner.y > picture.y) return false;
    for (const OverlayText& other : overlay_.texts)
      if (overlap(place, box(other))) return false;
    for (const OverlayPanel& panel : overlay_.panels)
      if (overlap(place, {(panel.low + panel.high) * .5f, (panel.high - panel.low) * .5f})) return false;
    if (overlay_.color_strip) {
      const auto& [low, high, colormap] = *overlay_.color_strip;
      if (overlap(place, {(low + high) * .5f, (high - low) * .5f})) return false;
    }
    overlay_.texts.push_back(text);
    return true;
  }

  const Scene& scene_;
  const CameraMatrices& matrices_;
  const Viewport& viewport_;
  const Palette& colors_;
  Overlay& overlay_;
  glm::vec2 center_{0};
};

}  // namespace

std::string without_brackets(const std::string& title) { return title.substr(0, title.rfind(" (")); }

float widest_label(const std::vector<Tick>& ticks) {
  float widest = 0;
  for (const Tick& tick : ticks) widest = std::max(widest, text_width(tick.label, type_size::label));
  return widest;
}

void lay_out_axes(const Scene& scene, const CameraMatrices& matrices, const Viewport& viewport, Overlay& overlay) {
  if (!scene.axes.globe) AxisLayout(scene, matrices, viewport, overlay).run();
}

}  // namespace cartograd
