#include "app/scene/build_scene.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/scene/charts.h"
#include "app/scene/describe.h"
#include "app/scene/occlusion.h"
#include "app/scene/scene_extras.h"
#include "app/scene/scene_frame.h"
#include "app/scene/scene_paths.h"
#include "app/scene/theme.h"
#include "app/scene/ticks.h"

namespace cartograd {

namespace {

// The floor has the shape of the window, as long as that stays a sensible box.
float floor_depth(const Window& window) {
  return static_cast<float>(std::clamp((window.b_max - window.b_min) / (window.a_max - window.a_min), 0.6, 1.5));
}

SurfaceMesh surface_mesh(const Slice& slice, const SceneFrame& frame, const View& view) {
  SurfaceMesh mesh;
  mesh.cut = frame.scale.cuts();
  mesh.columns = static_cast<int>(slice.columns);
  mesh.rows = static_cast<int>(slice.rows);
  const std::size_t count = slice.loss.size();
  mesh.height.resize(count);
  mesh.color.resize(count);
  mesh.level.resize(count);
  mesh.hole.resize(count);
  mesh.slope.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double loss = slice.loss[i];
    const bool hole = !std::isfinite(loss);
    mesh.hole[i] = hole;
    mesh.has_holes |= hole;
    const double place = hole ? 0 : frame.scale.place(loss);
    mesh.height[i] = SceneFrame::z(place);
    mesh.color[i] = static_cast<float>(place);
    mesh.level[i] = hole ? 0.5f : static_cast<float>(frame.scale.level(loss));
  }
  // Slopes by differences of the heights that are there.
  const auto slope = [&](int index, int step, int position, int size, float spacing) {
    if (frame.globe && step == 1 && (position == 0 || position + 1 == size)) {  // where east meets west
      const int west = index - position;
      return (mesh.height[static_cast<std::size_t>(west + 1)] -
              mesh.height[static_cast<std::size_t>(west + size - 2)]) /
             (2 * spacing);
    }
    const int back = position > 0 && !mesh.hole[static_cast<std::size_t>(index - step)] ? 1 : 0;
    const int ahead = position + 1 < size && !mesh.hole[static_cast<std::size_t>(index + step)] ? 1 : 0;
    if (back + ahead == 0) return 0.f;
    const float rise = mesh.height[static_cast<std::size_t>(index + ahead * step)] -
                       mesh.height[static_cast<std::size_t>(index - back * step)];
    return rise / (static_cast<float>(back + ahead) * spacing);
  };
  const float dx = 2 / static_cast<float>(mesh.columns - 1), dy = 2 * frame.depth / static_cast<float>(mesh.rows - 1);
  for (int row = 0; row < mesh.rows; ++row)
    for (int column = 0; column < mesh.columns; ++column) {
      const int index = row * mesh.columns + column;
      mesh.slope[static_cast<std::size_t>(index)] = {slope(index, 1, column, mesh.columns, dx),
                                                     slope(index, mesh.columns, row, mesh.rows, dy)};
    }
  mesh.occlusion.assign(count, 1.f);
  if (view.style.occlusion && !frame.globe) {
    std::vector<float> shown = mesh.height;  // what is cut away casts no shadow
    for (float& height : shown) height = std::clamp(height, SceneFrame::surface_bottom, SceneFrame::surface_top);
    mesh.occlusion = sky_visibility(shown, mesh.columns, mesh.rows, 2, 2 * frame.depth);
  }
  return mesh;
}

std::vector<Tick> axis_ticks(double low, double high, float low_position, float high_position) {
  std::vector<Tick> ticks;
  const std::vector<double> values = nice_values(low, high, 5);
  const double step = values.size() > 1 ? values[1] - values[0] : 1;
  for (double value : values)
    ticks.push_back({low_position + (high_position - low_position) * static_cast<float>((value - low) / (high - low)),
                     number_label(value, step)});
  return ticks;
}

// Where the plane is the whole space, or the axes are parameters, the share says nothing of the plane.
std::string axis_title(const PlaneFit& fit, const std::string& name, double share) {
  return share > 0 && !fit.coordinates && fit.plane.origin.size() > 2
             ? fmt::format("{} ({} of the path’s variance)", name, percent(share))
             : name;
}

Axes make_axes(const SliceResult& result, const SceneFrame& frame, const View& view) {
  Axes axes;
  axes.depth = frame.depth;
  axes.surface_bottom = SceneFrame::surface_bottom;
  axes.surface_top = SceneFrame::surface_top;
  axes.top = SceneFrame::surface_top + 0.03f;
  axes.title_a = axis_title(*result.fit, result.fit->name_a, result.fit->share_a);
  axes.title_b = axis_title(*result.fit, result.fit->name_b, result.fit->share_b);
  axes.title_z = result.request.basis->problem->axis;
  if (const std::string scale = frame.scale.name(); !scale.empty()) axes.title_z += ", " + scale;
  axes.ticks_a = axis_ticks(frame.window.a_min, frame.window.a_max, -1, 1);
  axes.ticks_b = axis_ticks(frame.window.b_min, frame.window.b_max, -frame.depth, frame.depth);
  for (const Tick& tick : frame.scale.ticks()) axes.ticks_z.push_back({SceneFrame::z(tick.position), tick.label});
  axes.walls = view.walls && !frame.globe;
  axes.floor_map = view.floor && !frame.globe;
  axes.labels = view.labels && !frame.globe;
  axes.globe = frame.globe;
  if (axes.globe) axes.top = Globe::top;
  return axes;
}

// The ends of the space's axes, where they leave the globe.
void add_globe_axes(Scene& scene, const SliceResult& result) {
  const Palette& colors = palette(scene.theme);
  for (Index i = 0; i < 3; ++i) {
    const Eigen::Vector2d place = result.fit->plane.project(ParamVector::Unit(3, i));
    const auto at = [&](float height) {
      return bent_to_globe({static_cast<float>(place.x()) / 180, static_cast<float>(place.y()) / 90, height},
                           SceneFrame::surface_bottom, SceneFrame::surface_top);
    };
    const glm::vec3 end = at(2 * SceneFrame::surface_top - SceneFrame::surface_bottom);
    scene.lines.push_back({{at(SceneFrame::surface_bottom), end}, glm::vec4(colors.ink, 1), 1.4f});
    scene.labels.push_back({end, fmt::format("w{}", i + 1)});
  }
}

}  // namespace

void append_shown_losses(const Results& results, std::span<const Trajectory> paths, std::vector<double>& losses) {
  if (!results.slice) return;
  const Slice& slice = results.slice->slice;
  losses.insert(losses.end(), slice.loss.begin(), slice.loss.end());
  for (const PlaneLine& line : results.slice->fit->lines)
    losses.insert(losses.end(), line.loss.begin(), line.loss.end());
  if (!results.training) return;
  const std::vector<Run>& runs = results.training->runs;
  const Window& window = slice.window;
  for (std::size_t k = 0; k < std::min(paths.size(), runs.size()); ++k)
    for (std::size_t i = 0; i < std::min(paths[k].a.size(), runs[k].size()); ++i)
      if (paths[k].a[i] >= window.a_min && paths[k].a[i] <= window.a_max && paths[k].b[i] >= window.b_min &&
          paths[k].b[i] <= window.b_max)
        losses.push_back(runs[k].loss[i]);
}

Scene build_scene(const Results& results, std::span<const Trajectory> paths, const View& view, const std::string& title,
                  const HeightScale* common, const ColorScale* common_colors) {
  Scene scene;
  scene.style = view.style;
  scene.style.contours = view.height.contours > 0 || !view.height.levels.empty();
  scene.theme = view.theme;
  scene.title = title;
  if (!results.slice) {
    scene.axes.labels = false;
    return scene;
  }
  const SliceResult& result = *results.slice;
  std::vector<double> losses;
  if (!common) append_shown_losses(results, paths, losses);
  const HeightScale scale = common ? *common : HeightScale(view.height, losses);
  const bool globe = result.fit->plane.is_sphere();
  const SceneFrame frame{result.slice.window, globe ? 1 : floor_depth(result.slice.window), scale, globe};

  scene.surface = surface_mesh(result.slice, frame, view);
  scene.axes = make_axes(result, frame, view);
  scene.logarithmic = scale.logarithmic();
  scene.height_note = scale.note();
  if (view.labels) scene.color_bar = ColorBar{"loss", scale.ticks()};
  if (const PlaneMap* map = shown_map(results, view)) {
    const ColorScale colors = common_colors ? *common_colors : *ColorScale::of({&map, 1});
    color_by_map(*scene.surface, result.slice, *map, colors);
    scene.colored_by_loss = false;
    if (colors.categorical()) scene.style.colormap = "places";
    if (view.labels) scene.color_bar = colors.bar();
  }
  if (globe && view.labels) add_globe_axes(scene, result);
  if (view.paths) add_plane_lines(scene, results, frame);
  if (results.training && view.paths) add_paths(scene, results, paths, frame, view);
  if (view.batch_surface) add_batch_surface(scene, results, frame);
  if (view.points) {
    add_known_points(scene, results, frame);
    add_found_points(scene, results, frame);
  }
  if (view.slice_points) add_slice_points(scene, results, view, frame);
  if (shows_probe(view) && view.probe.size() == 2) {
    const double a = view.probe[0], b = view.probe[1], loss = result.slice.interpolate(a, b);
    if (std::isfinite(loss) && frame.holds(a, b, loss))
      scene.markers.push_back({frame.point(a, b, loss), MarkerShape::cube, glm::vec3(1, .95f, .3f), 6});
  }
  if (view.caption && results.training) {
    scene.caption = describe(results, paths, &view);
    // Without a colour bar there is no other place for it.
    if (!scene.color_bar && !scene.height_note.empty()) scene.caption += " · losses " + scene.height_note;
  }
  return scene;
}

}  // namespace cartograd
