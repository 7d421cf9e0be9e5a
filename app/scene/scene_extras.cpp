#include "app/scene/scene_extras.h"

#include <cmath>

#include <fmt/format.h>

#include "app/scene/point_look.h"
#include "app/scene/ticks.h"
#include "core/experiment/batch_slice.h"
#include "core/experiment/plane_points.h"

namespace cartograd {

namespace {

constexpr glm::vec3 batch_color = {1.00f, 0.62f, 0.10f};

// The steepest ways down from a point, to both sides, as long as they lie in the plane.
void add_escapes(Scene& scene, const CriticalPoint& point, const Slice& slice, const Plane& plane,
                 const SceneFrame& frame) {
  constexpr glm::vec3 color = {0.93f, 0.30f, 0.62f};
  constexpr double length = 0.35, least_share = 0.9;  // of the picture's half width; of the direction
  const Eigen::Vector2d place = plane.project(point.w);
  if (frame.globe) return;
  bool any = false;
  for (Index k = 0; k < point.escapes.cols(); ++k) {
    const ParamVector direction = point.escapes.col(k);
    const Eigen::Vector2d seen = plane.project(plane.origin + direction) - plane.project(plane.origin);
    if ((seen.x() * plane.u + seen.y() * plane.v).norm() < least_share) continue;
    const double world = std::hypot(frame.x(place.x() + seen.x()) - frame.x(place.x()),
                                    frame.y(place.y() + seen.y()) - frame.y(place.y()));
    for (const double side : {1.0, -1.0}) {
      const Eigen::Vector2d end = place + side * length / world * seen;
      const double loss = slice.interpolate(end.x(), end.y());
      if (!std::isfinite(loss) || !frame.holds(end.x(), end.y(), loss)) continue;
      scene.arrows.push_back(
          {frame.point(place.x(), place.y(), point.loss), frame.point(end.x(), end.y(), loss), color});
      any = true;
    }
  }
  if (any) scene.legend.push_back({fmt::format("way down, λ = {:.3g}", point.lowest()), color});
}

constexpr glm::vec3 slice_point_color = {0.84f, 0.84f, 0.86f};

// Of a saddle of space with two ways down, whether both run along the sphere.
bool is_maximum_on(const Plane& sphere, const CriticalPoint& point) {
  if (point.kind() != PointKind::saddle || point.escapes.cols() != 2) return false;
  const ParamVector outward = (point.w - sphere.origin).normalized();
  return (outward.transpose() * point.escapes).cwiseAbs().maxCoeff() < 1e-6;
}

// Paler than the points of the full space, and of a shape of their own.
PlacedPoint ring_of(const SlicePoint& point) {
  PlacedPoint ring{
      {point.a, point.b}, point.loss, "degenerate point of the slice", MarkerShape::ring, slice_point_color};
  const auto is = [&](const char* name, const glm::vec3& color) {
    ring.name = name;
    ring.color = color;
  };
  if (point.kind == SliceKind::minimum) is("slice minimum", {0.68f, 0.86f, 0.75f});
  if (point.kind == SliceKind::saddle) is("slice saddle", {0.92f, 0.86f, 0.66f});
  if (point.kind == SliceKind::maximum) is("slice maximum", {0.90f, 0.71f, 0.70f});
  constexpr double rounding = 1e-6;  // what is smaller differs from machine to machine
  const bool none = point.full_gradient_norm < rounding;
  ring.name +=
      fmt::format(", gradient {}{}", none ? "below " : "", short_label(none ? rounding : point.full_gradient_norm));
  return ring;
}

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

glm::vec3 line_color(const PlaneLine& line) {
  return line.curve ? glm::vec3(0.18f, 0.75f, 0.55f) : glm::vec3(0.88f, 0.88f, 0.90f);
}

void add_plane_lines(Scene& scene, const Results& results, const SceneFrame& frame) {
  for (const PlaneLine& line : results.slice->fit->lines) {
    const glm::vec3 color = line_color(line);
    Tube tube;
    tube.radius = 1.8f;
    const auto finish = [&] {
      tube.colors.assign(tube.points.size(), color);
      if (tube.points.size() > 1) scene.tubes.push_back(tube);
      tube.points.clear();
    };
    for (std::size_t i = 0; i < line.place.size(); ++i) {
      const double a = line.place[i].x(), b = line.place[i].y(), loss = line.loss[i];
      if (std::isfinite(loss) && frame.holds(a, b, loss))
        tube.points.push_back(frame.point(a, b, loss));
      else
        finish();
    }
    finish();
    scene.legend.push_back({line.label, color});
  }
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
    const bool top = plane.is_sphere() && is_maximum_on(plane, point);
    const PointLook look = look_of(top ? PointKind::maximum : point.kind());
    const glm::vec3 position = frame.point(place.x(), place.y(), point.loss);
    const double off = plane.off_plane(point.w);
    const bool on_plane = off <= 1e-6 * (1 + point.w.norm());
    scene.markers.push_back({position, look.shape, look.color, on_plane || found.size() <= most_named ? 6.f : 3.5f});
    if (on_plane) {
      scene.labels.push_back({position, top ? "maximum on the sphere" : describe_kind(point)});
      if (results.slice->fit->centered) add_escapes(scene, point, results.slice->slice, plane, frame);
    }
    if (!on_plane && found.size() <= most_named)
      scene.labels.push_back({position, fmt::format("{}, {} off the plane", describe_kind(point), short_label(off))});
    const double surface = results.slice->slice.interpolate(place.x(), place.y());
    if (std::isfinite(surface) && frame.holds(place.x(), place.y(), surface))
      scene.lines.push_back(
          {{position, frame.point(place.x(), place.y(), surface)}, glm::vec4(look.color * 0.6f, 1), 1.1f, 4});
  };
  for (const CriticalPoint& point : found) add(point);
  for (const CriticalPoint& point : results.found->misses) add(point);
}

const PlanePoints* shown_slice_points(const Results& results, const View& view) {
  const auto& points = results.slice_points;
  if (!view.slice_points || !points || !results.slice) return nullptr;
  const SliceResult& theirs = *points->request.slice;
  const bool same = theirs.fit == results.slice->fit && theirs.slice.window == results.slice->slice.window;
  return same ? points.get() : nullptr;
}

std::vector<PlacedPoint> slice_points_in_plane(const Results& results, const View& view) {
  constexpr std::size_t most_named = 8;
  std::vector<PlacedPoint> rings;
  if (const PlanePoints* points = shown_slice_points(results, view))
    for (const SlicePoint& point : points->found.points) {
      rings.push_back(ring_of(point));
      if (rings.size() > most_named) rings.back().name.clear();
    }
  return rings;
}

void add_slice_points(Scene& scene, const Results& results, const View& view, const SceneFrame& frame) {
  const std::vector<PlacedPoint> rings = slice_points_in_plane(results, view);
  for (const PlacedPoint& ring : rings) {
    const double a = ring.place.x(), b = ring.place.y(), drawn = results.slice->slice.interpolate(a, b);
    if (!std::isfinite(drawn) || !frame.holds(a, b, drawn)) continue;
    const glm::vec3 position = frame.point(a, b, drawn);
    scene.markers.push_back({position, ring.shape, ring.color, 7.5f});
    if (!ring.name.empty()) scene.labels.push_back({position, ring.name});
  }
  if (rings.empty()) return;
  LegendEntry& entry = scene.legend.emplace_back();
  entry = {"critical points of the slice", slice_point_color, LegendSign::dot};
}

}  // namespace cartograd
