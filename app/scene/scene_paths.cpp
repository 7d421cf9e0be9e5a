#include "app/scene/scene_paths.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/scene/point_look.h"
#include "app/scene/theme.h"
#include "app/scene/ticks.h"
#include "core/optim/iterates.h"

namespace cartograd {

namespace {

constexpr float floor_lift = 0.002f;

// Colours along a path, from its first value to its last: unlike those of the surface.
struct Ramp {
  glm::vec3 from, to;
  glm::vec3 at(double t) const { return glm::mix(from, to, static_cast<float>(std::clamp(t, 0.0, 1.0))); }
};
constexpr Ramp time_ramp = {{1.00f, 0.95f, 0.75f}, {0.72f, 0.05f, 0.38f}};
constexpr Ramp distance_ramp = {{1.00f, 1.00f, 1.00f}, {0.90f, 0.10f, 0.05f}};

class PathBuilder {
 public:
  PathBuilder(Scene& scene, const Results& results, std::span<const Trajectory> paths, const SceneFrame& frame,
              const View& view)
      : scene_(scene), slice_(results.slice->slice), paths_(paths), frame_(frame), view_(view) {
    const std::vector<Run>& runs = results.training->runs;
    runs_ = std::span(runs).first(std::min(paths.size(), runs.size()));
    for (const Trajectory& path : paths)
      for (double distance : path.off_plane) farthest_ = std::max(farthest_, distance);
  }

  void build() {
    for (std::size_t k = 0; k < runs_.size(); ++k) add_path(k);
    // Where its tube has other colours, a run is told by its end.
    const LegendSign sign = view_.path_color == PathColor::run ? LegendSign::line : LegendSign::dot;
    if (runs_.size() > 1)
      for (std::size_t k = 0; k < runs_.size(); ++k) scene_.legend.push_back({runs_[k].label, run_color(k), sign});
    add_ramp();
    if (view_.arrows && !frame_.globe && !runs_.empty()) add_arrows(0);
  }

 private:
  bool holds(std::size_t k, std::size_t i) const {
    return frame_.holds(paths_[k].a[i], paths_[k].b[i], runs_[k].loss[i]);
  }
  glm::vec3 point(std::size_t k, std::size_t i) const {
    return frame_.point(paths_[k].a[i], paths_[k].b[i], runs_[k].loss[i]);
  }
  glm::vec3 on_floor(std::size_t k, std::size_t i) const {
    return {frame_.x(paths_[k].a[i]), frame_.y(paths_[k].b[i]), floor_lift};
  }

  glm::vec3 color(std::size_t k, std::size_t i) const {
    const Run& run = runs_[k];
    const double time = run.size() > 1 ? static_cast<double>(i) / static_cast<double>(run.size() - 1) : 1;
    if (view_.path_color == PathColor::time) return time_ramp.at(time);
    if (view_.path_color == PathColor::off_plane)
      return distance_ramp.at(farthest_ > 0 ? paths_[k].off_plane[i] / farthest_ : 0);
    const glm::vec3 full = run_color(k);
    return Ramp{glm::mix(full, glm::vec3(1), 0.55f), full}.at(2 * time);
  }

  // The tube up to the cursor, its shadow on the floor, beads at equal numbers of steps, and the two ends.
  void add_path(std::size_t k) {
    const Run& run = runs_[k];
    const std::size_t count = std::min(visible_iterates(run, view_), paths_[k].a.size());
    if (count == 0) return;
    const glm::vec3 full = run_color(k);
    Tube tube;
    Polyline shadow;
    shadow.width = 1.8f;
    shadow.color = glm::vec4(palette(view_.theme).dark ? full : full * 0.78f, 1);
    // What lies outside the window is left out: nothing is drawn where it is not.
    const auto finish = [&] {
      if (tube.points.size() > 1) scene_.tubes.push_back(tube);
      if (shadow.points.size() > 1 && !frame_.globe) scene_.lines.push_back(shadow);
      tube.points.clear();
      tube.colors.clear();
      shadow.points.clear();
    };
    for (std::size_t i = 0; i < count; ++i) {
      if (!holds(k, i)) {
        finish();
        continue;
      }
      tube.points.push_back(point(k, i));
      tube.colors.push_back(color(k, i));
      shadow.points.push_back(on_floor(k, i));
    }
    finish();
    const Index bead = std::max<Index>(1, run.planned_steps / 10);
    Index next = bead;
    for (std::size_t i = 1; i + 1 < count; ++i)
      if (run.step[i] >= next) {
        mark(k, i, glm::vec3(0.97f), 2.9f);
        if (view_.drop_lines) drop(k, i);
        next = (run.step[i] / bead + 1) * bead;
      }
    mark(k, 0, glm::vec3(0.98f), 6.5f);
    mark(k, count - 1, full, 6.5f);
    if (view_.drop_lines) drop(k, 0);
    drop(k, count - 1);
  }

  void mark(std::size_t k, std::size_t i, glm::vec3 marker_color, float size) {
    if (holds(k, i)) scene_.markers.push_back({point(k, i), MarkerShape::sphere, marker_color, size});
  }

  void drop(std::size_t k, std::size_t i) {
    if (!holds(k, i) || frame_.globe) return;
    const glm::vec4 ink = palette(view_.theme).dark ? glm::vec4(1, 1, 1, 0.75f) : glm::vec4(0.12f, 0.14f, 0.18f, 0.7f);
    scene_.lines.push_back({{point(k, i), on_floor(k, i)}, ink, 1.1f, 4});
  }

  void add_ramp() {
    if (view_.path_color == PathColor::run || scene_.tubes.empty()) return;
    const bool time = view_.path_color == PathColor::time;
    const Ramp& ramp = time ? time_ramp : distance_ramp;
    Index last = 0;
    for (const Run& run : runs_) last = std::max(last, run.last_step);
    for (double t : {0.0, 0.5, 1.0})
      scene_.legend.push_back({time ? fmt::format("step {}", static_cast<Index>(t * static_cast<double>(last)))
                                    : "off the plane " + short_label(t * farthest_),
                               ramp.at(t)});
  }

  // At the cursor of a run. The two steps are drawn to one scale, which the legend tells.
  void add_arrows(std::size_t k) {
    const Run& run = runs_[k];
    const Trajectory& path = paths_[k];
    const std::size_t count = std::min(visible_iterates(run, view_), path.a.size());
    if (count == 0 || !holds(k, count - 1)) return;
    const std::size_t i = count - 1;
    const auto step = [&](std::size_t from, std::size_t to) {
      return glm::dvec2(frame_.x(path.a[to]) - frame_.x(path.a[from]), frame_.y(path.b[to]) - frame_.y(path.b[from]));
    };
    const glm::dvec2 next = i + 1 < path.a.size() ? step(i, i + 1) : glm::dvec2(0);
    const glm::dvec2 last = i > 0 ? step(i - 1, i) : glm::dvec2(0);
    constexpr double length = 0.4;  // of the longest
    const double longest = std::max(glm::length(next), glm::length(last));
    if (longest > 0) {
      double factor = std::pow(10, std::floor(std::log10(length / longest)));
      for (double more : {5.0, 2.0})
        if (factor * more * longest <= length) {
          factor *= more;
          break;
        }
      add_arrow(k, i, next * factor, {0.62f, 0.50f, 1.00f}, fmt::format("next step × {:g}", factor));
      add_arrow(k, i, last * factor, {1.00f, 0.72f, 0.20f}, fmt::format("last step × {:g}", factor));
    }
    const glm::dvec2 slope = slice_slope(path.a[i], path.b[i]);
    if (const double steepness = glm::length(slope); steepness > 0 && std::isfinite(steepness))
      add_arrow(k, i, slope * (-0.3 / steepness), {0.35f, 0.95f, 0.85f}, "downhill on the surface");
  }

  // The height's slope along the floor, in world units, from the slice's points around the place.
  glm::dvec2 slice_slope(double a, double b) const {
    const Window& window = frame_.window;
    const double step_a = (window.a_max - window.a_min) / static_cast<double>(slice_.columns - 1);
    const double step_b = (window.b_max - window.b_min) / static_cast<double>(slice_.rows - 1);
    const auto height = [&](double at_a, double at_b) {
      return SceneFrame::z(frame_.scale.position(slice_.interpolate(at_a, at_b)));
    };
    return {(height(a + step_a, b) - height(a - step_a, b)) / (frame_.x(a + step_a) - frame_.x(a - step_a)),
            (height(a, b + step_b) - height(a, b - step_b)) / (frame_.y(b + step_b) - frame_.y(b - step_b))};
  }

  // Along the surface.
  void add_arrow(std::size_t k, std::size_t i, const glm::dvec2& along, glm::vec3 arrow_color,
                 const std::string& meaning) {
    if (glm::length(along) < 0.02) return;
    const glm::dvec2 slope = slice_slope(paths_[k].a[i], paths_[k].b[i]);
    const double rise = std::isfinite(slope.x + slope.y) ? glm::dot(slope, along) : 0;
    const glm::vec3 from = point(k, i);
    scene_.arrows.push_back({from, from + glm::vec3(along, rise), arrow_color});
    scene_.legend.push_back({meaning, arrow_color});
  }

  Scene& scene_;
  const Slice& slice_;
  std::span<const Run> runs_;
  std::span<const Trajectory> paths_;
  const SceneFrame& frame_;
  const View& view_;
  double farthest_ = 0;  // from the plane
};

PlacedPoint named(const KnownPoint& point) {
  const auto placed = [](const char* name, PointKind kind) {
    const PointLook look = look_of(kind);
    return PlacedPoint{{}, 0, name, look.shape, look.color};
  };
  if (!point.index) return placed("degenerate", PointKind::degenerate);
  if (*point.index == 0) return placed("minimum", PointKind::minimum);
  if (*point.index == point.w.size()) return placed("maximum", PointKind::maximum);
  return placed("saddle", PointKind::saddle);
}

}  // namespace

std::vector<Trajectory> project_all(const Results& results) {
  std::vector<Trajectory> paths;
  if (results.training && results.slice)
    for (const Run& run : results.training->runs) paths.push_back(project(results.slice->fit->plane, run));
  return paths;
}

std::size_t visible_iterates(const Run& run, const View& view) {
  return view.cursor_loss ? iterates_down_to(run, *view.cursor_loss) : iterates_until(run, view.cursor);
}

glm::vec3 run_color(std::size_t run) {
  // Apart from each other and from the colour maps, also for colour-blind readers; the tubes' outlines do the rest.
  static const glm::vec3 palette[] = {{1.00f, 0.33f, 0.20f}, {0.30f, 0.76f, 1.00f}, {1.00f, 0.76f, 0.15f},
                                      {0.93f, 0.40f, 0.75f}, {0.55f, 0.90f, 0.60f}, {0.75f, 0.60f, 1.00f},
                                      {0.95f, 0.95f, 0.95f}, {0.75f, 0.50f, 0.30f}};
  // Each further round is darker, then paler.
  const glm::vec3 color = palette[run % std::size(palette)];
  const std::size_t round = run / std::size(palette) % 3;
  return round == 0 ? color : round == 1 ? 0.55f * color : glm::mix(color, glm::vec3(1), 0.6f);
}

void add_paths(Scene& scene, const Results& results, std::span<const Trajectory> paths, const SceneFrame& frame,
               const View& view) {
  PathBuilder(scene, results, paths, frame, view).build();
}

std::vector<PlacedPoint> known_points_in_plane(const Results& results) {
  const Problem& problem = *results.slice->request.basis->problem;
  const Plane& plane = results.slice->fit->plane;
  const Window& window = results.slice->slice.window;
  std::vector<PlacedPoint> points;
  for (const KnownPoint& known : problem.known_points) {
    if (known.w.size() != plane.origin.size() || plane.off_plane(known.w) > 1e-6 * (1 + known.w.norm())) continue;
    PlacedPoint point = named(known);
    point.place = plane.project(known.w);
    point.loss = problem.objective->evaluate(known.w, {}, nullptr);
    const double a = point.place.x(), b = point.place.y();
    if (std::isfinite(point.loss) && a >= window.a_min && a <= window.a_max && b >= window.b_min && b <= window.b_max)
      points.push_back(point);
  }
  return points;
}

void add_known_points(Scene& scene, const Results& results, const SceneFrame& frame) {
  for (const PlacedPoint& point : known_points_in_plane(results)) {
    const double a = point.place.x(), b = point.place.y();
    if (!frame.holds(a, b, point.loss)) continue;
    const glm::vec3 position = frame.point(a, b, point.loss);
    scene.markers.push_back({position, point.shape, point.color, 5});
    scene.labels.push_back({position, point.name});
    // A minimum may lie far below the sampled surface.
    const double above = results.slice->slice.interpolate(a, b);
    if (const glm::vec3 surface = frame.point(a, b, above);
        !frame.globe && std::isfinite(above) && surface.z > position.z + 0.03f)
      scene.lines.push_back({{position, surface}, glm::vec4(point.color * 0.6f, 1), 1.1f, 4});
  }
}

}  // namespace cartograd
