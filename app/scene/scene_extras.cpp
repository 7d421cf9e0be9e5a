#include "app/scene/scene_extras.h"

#include <cmath>

#include <fmt/format.h>

#include "app/scene/point_look.h"
#include "app/scene/ticks.h"
#include "core/experiment/batch_slice.h"

namespace cartograd {

namespace {

constexpr glm::vec3 batch_color = {1.00f, 0.62f, 0.10f};

}  // namespace

void add_batch_surface(Scene& scene, const Results& results, const SceneFrame& frame) {
  const auto& batch = results.batch;
  if (!batch || !results.slice || batch->request.slice->fit != results.slice->fit ||
      !(batch->slice.window == results.slice->slice.window))
    return;
  const Slice& slice = batch->slice;
  constexpr Index spacing = 2;
  Polyline line;
  line.color = glm::vec4(batch_color, 0.9f);
  line.width = 1.1f;
  const auto finish = [&] {
    if (line.points.size() > 1) scene.lines.push_back(line);
    line.points.clear();
  };
  const auto extend = [&](Index column, Index row) {
    const double a = slice.a(column), b = slice.b(row), loss = slice.at(column, row);
    if (std::isfinite(loss) && frame.holds(a, b, loss))
      line.points.push_back(frame.point(a, b, loss));
    else
      finish();
  };
  for (Index row = 0; row < slice.rows; row += spacing, finish())
    for (Index column = 0; column < slice.columns; ++column) extend(column, row);
  for (Index column = 0; column < slice.columns; column += spacing, finish())
    for (Index row = 0; row < slice.rows; ++row) extend(column, row);
  scene.legend.push_back({fmt::format("{}{} samples, step {}", batch->supposed ? "a mini-batch of " : "mini-batch of ",
                                      batch->samples, batch->request.step),
                          batch_color});
}

void add_found_points(Scene& scene, const Results& results, const SceneFrame& frame) {
  if (!results.found || !results.slice) return;
  const Plane& plane = results.slice->fit->plane;
  const std::vector<CriticalPoint>& found = results.found->survey.points;
  // Of many, only those in the plane have names.
  constexpr std::size_t most_named = 12;
  const auto add = [&](const CriticalPoint& point) {
    if (point.w.size() != plane.origin.size()) return;
    const Eigen::Vector2d place = plane.project(point.w);
    if (!frame.holds(place.x(), place.y(), point.loss)) return;
    const PointLook look = look_of(point.kind());
    const glm::vec3 position = frame.point(place.x(), place.y(), point.loss);
    const double off = plane.off_plane(point.w);
    const bool on_plane = off <= 1e-6 * (1 + point.w.norm());
    scene.markers.push_back({position, look.shape, look.color, on_plane || found.size() <= most_named ? 6.f : 3.5f});
    if (on_plane)
      scene.labels.push_back({position, describe_kind(point)});
    else if (found.size() <= most_named)
      scene.labels.push_back({position, fmt::format("{}, {} off the plane", describe_kind(point), short_label(off))});
    const double surface = results.slice->slice.interpolate(place.x(), place.y());
    if (std::isfinite(surface) && frame.holds(place.x(), place.y(), surface))
      scene.lines.push_back(
          {{position, frame.point(place.x(), place.y(), surface)}, glm::vec4(look.color * 0.6f, 1), 1.1f, 4});
  };
  for (const CriticalPoint& point : found) add(point);
  for (const CriticalPoint& point : results.found->misses) add(point);
}

}  // namespace cartograd
