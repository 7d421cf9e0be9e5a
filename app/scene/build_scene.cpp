#include "app/scene/build_scene.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/scene/height_scale.h"
#include "app/scene/occlusion.h"
#include "app/scene/ticks.h"
#include "core/objective/network_objective.h"

namespace cartograd {

namespace {

constexpr float surface_bottom = 0.38f, surface_top = 1.16f;
constexpr float lift = 0.012f;  // paths and markers stand on the surface, not half inside it

// From plane coordinates and losses to the world.
struct Frame {
  Window window;
  float depth = 1;
  const HeightScale& scale;

  float x(double a) const { return static_cast<float>(2 * (a - window.a_min) / (window.a_max - window.a_min) - 1); }
  float y(double b) const {
    return depth * static_cast<float>(2 * (b - window.b_min) / (window.b_max - window.b_min) - 1);
  }
  float z(double loss) const {
    return surface_bottom + (surface_top - surface_bottom) * static_cast<float>(scale.position(loss));
  }
  glm::vec3 point(double a, double b, double loss) const { return {x(a), y(b), z(loss) + lift}; }
  bool holds(double a, double b) const {
    return a >= window.a_min && a <= window.a_max && b >= window.b_min && b <= window.b_max;
  }
};

// The floor has the shape of the window, as long as that stays a sensible box.
float floor_depth(const Window& window) {
  return static_cast<float>(std::clamp((window.b_max - window.b_min) / (window.a_max - window.a_min), 0.6, 1.5));
}

SurfaceMesh surface_mesh(const Slice& slice, const Frame& frame, const View& view) {
  SurfaceMesh mesh;
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
    mesh.height[i] = hole ? surface_bottom : frame.z(loss);
    mesh.color[i] = hole ? 0 : static_cast<float>(frame.scale.position(loss));
    mesh.level[i] = hole ? 0.5f : static_cast<float>(frame.scale.level(loss));
  }
  // Slopes by differences of the heights that are there.
  const auto slope = [&](int index, int step, int position, int size, float spacing) {
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
  mesh.occlusion = view.style.occlusion ? sky_visibility(mesh.height, mesh.columns, mesh.rows, 2, 2 * frame.depth)
                                        : std::vector<float>(count, 1.f);
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

std::string percent(double share) {
  const double value = 100 * share;
  if (value >= 99.95) return "100 %";
  if (value < 0.001) return "under 0.001 %";
  return value < 10 ? fmt::format("{:.2g} %", value) : fmt::format("{:.1f} %", value);
}

// With two digits, as a label.
std::string label_of_size(double value) {
  const double digit = std::pow(10, std::floor(std::log10(value)) - 1);
  return number_label(std::round(value / digit) * digit, digit);
}

// 1797 → "1,797".
std::string with_separators(Index count) {
  if (count < 1000) return fmt::format("{}", count);
  return fmt::format("{},{:03}", with_separators(count / 1000), count % 1000);
}

bool has_batch_norm(const Objective& objective) {
  const auto* network = dynamic_cast<const NetworkObjective*>(&objective);
  if (network == nullptr) return false;
  const auto& layers = network->network().layers();
  return std::any_of(layers.begin(), layers.end(),
                     [](const Layer& layer) { return std::holds_alternative<BatchNorm>(layer); });
}

// Where the plane is the whole space, or the axes are parameters, the share says nothing of the plane.
std::string axis_title(const PlaneFit& fit, const std::string& name, double share) {
  return share > 0 && !fit.coordinates && fit.plane.origin.size() > 2
             ? fmt::format("{} ({} of the path’s variance)", name, percent(share))
             : name;
}

Axes make_axes(const SliceResult& result, const Frame& frame, const View& view) {
  Axes axes;
  axes.depth = frame.depth;
  axes.surface_bottom = surface_bottom;
  axes.surface_top = surface_top;
  axes.top = surface_top + 0.03f;
  axes.title_a = axis_title(*result.fit, result.fit->name_a, result.fit->share_a);
  axes.title_b = axis_title(*result.fit, result.fit->name_b, result.fit->share_b);
  axes.title_z = result.request.basis->problem->axis;
  if (frame.scale.logarithmic()) axes.title_z += ", log scale";
  axes.ticks_a = axis_ticks(frame.window.a_min, frame.window.a_max, -1, 1);
  axes.ticks_b = axis_ticks(frame.window.b_min, frame.window.b_max, -frame.depth, frame.depth);
  for (const Tick& tick : frame.scale.ticks())
    axes.ticks_z.push_back({surface_bottom + (surface_top - surface_bottom) * tick.position, tick.label});
  axes.walls = view.walls;
  axes.floor_map = view.floor;
  axes.labels = view.labels;
  return axes;
}

// A path in the box: the tube up to the cursor, its shadow on the floor, beads at equal numbers of steps, and the two
// ends.
void add_path(Scene& scene, const Run& run, const Trajectory& path, const Frame& frame, const View& view,
              glm::vec3 color) {
  const std::size_t count = std::min(visible_iterates(run, view), path.a.size());
  if (count == 0) return;
  const glm::vec3 pale = glm::mix(color, glm::vec3(1), 0.55f);
  Tube tube;
  Polyline shadow;
  shadow.width = 1.8f;
  shadow.color = glm::vec4(view.theme == Theme::dark ? color : color * 0.78f, 1);
  // What lies outside the window is left out: nothing is drawn where it is not.
  const auto finish = [&] {
    if (tube.points.size() > 1) scene.tubes.push_back(tube);
    if (shadow.points.size() > 1) scene.lines.push_back(shadow);
    tube.points.clear();
    tube.colors.clear();
    shadow.points.clear();
  };
  for (std::size_t i = 0; i < count; ++i) {
    if (!frame.holds(path.a[i], path.b[i])) {
      finish();
      continue;
    }
    const float time = run.size() > 1 ? static_cast<float>(i) / static_cast<float>(run.size() - 1) : 1;
    tube.points.push_back(frame.point(path.a[i], path.b[i], run.loss[i]));
    tube.colors.push_back(glm::mix(pale, color, std::min(1.f, 2 * time)));
    shadow.points.emplace_back(frame.x(path.a[i]), frame.y(path.b[i]), 0.002f);
  }
  finish();

  const auto mark = [&](std::size_t i, glm::vec3 marker_color, float size) {
    if (frame.holds(path.a[i], path.b[i]))
      scene.markers.push_back(
          {frame.point(path.a[i], path.b[i], run.loss[i]), MarkerShape::sphere, marker_color, size});
  };
  Index bead = std::max<Index>(1, run.planned_steps / 10), next = bead;
  for (std::size_t i = 1; i + 1 < count; ++i)
    if (run.step[i] >= next) {
      mark(i, glm::vec3(0.97f), 2.9f);
      next = (run.step[i] / bead + 1) * bead;
    }
  mark(0, glm::vec3(0.98f), 6.5f);
  mark(count - 1, color, 6.5f);
  const std::size_t last = count - 1;
  if (frame.holds(path.a[last], path.b[last])) {
    const glm::vec3 tip = frame.point(path.a[last], path.b[last], run.loss[last]);
    const glm::vec4 ink = view.theme == Theme::dark ? glm::vec4(1, 1, 1, 0.75f) : glm::vec4(0.12f, 0.14f, 0.18f, 0.7f);
    scene.lines.push_back({{tip, {tip.x, tip.y, 0.002f}}, ink, 1.1f, 4});
  }
}

}  // namespace

std::vector<Trajectory> project_all(const Results& results) {
  std::vector<Trajectory> paths;
  if (results.training && results.slice)
    for (const Run& run : results.training->runs) paths.push_back(project(results.slice->fit->plane, run));
  return paths;
}

std::size_t visible_iterates(const Run& run, const View& view) {
  if (!view.cursor) return run.size();
  const auto past = std::upper_bound(run.step.begin(), run.step.end(), *view.cursor);
  return static_cast<std::size_t>(past - run.step.begin());
}

glm::vec3 run_color(std::size_t run) {
  // Apart from each other and from the colour maps, also for colour-blind readers; the tubes' outlines do the rest.
  static const glm::vec3 palette[] = {{1.00f, 0.33f, 0.20f}, {0.30f, 0.76f, 1.00f}, {1.00f, 0.76f, 0.15f},
                                      {0.93f, 0.40f, 0.75f}, {0.55f, 0.90f, 0.60f}, {0.75f, 0.60f, 1.00f},
                                      {0.95f, 0.95f, 0.95f}, {0.75f, 0.50f, 0.30f}};
  return palette[run % std::size(palette)];
}

CursorReadout read_cursor(const Results& results, std::span<const Trajectory> paths, const View& view,
                          std::size_t index) {
  CursorReadout readout;
  if (!results.training || index >= results.training->runs.size() || index >= paths.size()) return readout;
  const Run& run = results.training->runs[index];
  const Trajectory& path = paths[index];
  const std::size_t count = std::min(visible_iterates(run, view), path.a.size());
  if (count == 0) return readout;
  const std::size_t i = count - 1;
  readout.valid = true;
  readout.label = run.label;
  readout.step = run.step[i];
  readout.loss = run.loss[i];
  readout.gradient_norm = run.gradient_norm[i];
  if (i < run.accuracy.size()) readout.accuracy = run.accuracy[i];
  if (i < run.validation_loss.size()) readout.validation_loss = run.validation_loss[i];
  if (i < run.validation_accuracy.size()) readout.validation_accuracy = run.validation_accuracy[i];
  readout.off_plane = path.off_plane[i];
  readout.path_length = (*run.parameters.back() - *run.parameters.front()).norm();
  readout.surface_loss = results.slice ? results.slice->slice.interpolate(path.a[i], path.b[i]) : NAN;
  return readout;
}

Scene build_scene(const Results& results, std::span<const Trajectory> paths, const View& view,
                  const std::string& title) {
  Scene scene;
  scene.style = view.style;
  scene.style.contours = view.contours > 0;
  scene.theme = view.theme;
  scene.title = title;
  if (!results.slice) {
    scene.axes.labels = false;
    return scene;
  }
  const SliceResult& result = *results.slice;
  // What is drawn decides the scale: not the iterates that have left the window.
  std::vector<double> losses = result.slice.loss;
  const Window& window = result.slice.window;
  if (results.training)
    for (std::size_t k = 0; k < std::min(paths.size(), results.training->runs.size()); ++k)
      for (std::size_t i = 0; i < std::min(paths[k].a.size(), results.training->runs[k].size()); ++i)
        if (paths[k].a[i] >= window.a_min && paths[k].a[i] <= window.a_max && paths[k].b[i] >= window.b_min &&
            paths[k].b[i] <= window.b_max)
          losses.push_back(results.training->runs[k].loss[i]);
  const HeightScale scale(view.height, losses, view.contours);
  const Frame frame{result.slice.window, floor_depth(result.slice.window), scale};

  scene.surface = surface_mesh(result.slice, frame, view);
  scene.axes = make_axes(result, frame, view);
  scene.logarithmic = scale.logarithmic();
  if (const auto low = scale.cut_below())
    scene.height_note = fmt::format("below {} drawn at the floor", label_of_size(*low));
  if (view.labels) scene.color_bar = ColorBar{"loss", scale.ticks()};
  if (results.training && view.paths)
    for (std::size_t k = 0; k < std::min(paths.size(), results.training->runs.size()); ++k)
      add_path(scene, results.training->runs[k], paths[k], frame, view, run_color(k));
  if (results.training && results.training->runs.size() > 1)
    for (std::size_t k = 0; k < results.training->runs.size(); ++k)
      scene.legend.push_back({results.training->runs[k].label, run_color(k)});
  if (view.caption && results.training) {
    scene.caption = describe(results, paths);
    // Without a colour bar there is no other place for it.
    if (!scene.color_bar && !scene.height_note.empty()) scene.caption += " · losses " + scene.height_note;
  }
  return scene;
}

SurfaceRemarks surface_remarks(const Results& results) {
  if (!results.slice || !results.slice->fit) return {};
  const SliceResult& result = *results.slice;
  const Objective& objective = *result.request.basis->problem->objective;
  SurfaceRemarks remarks;
  remarks.precision = result.slice.single ? "losses in single precision" : "losses in double";
  if (result.slice.subset > 0)
    remarks.preview = fmt::format("preview: {} of {} samples", with_separators(result.slice.subset),
                                  with_separators(objective.samples()));
  if (has_batch_norm(objective))
    remarks.notes.push_back(result.request.slice.text("statistics") == "origin"
                                ? "batch statistics as they are at the origin, so that the surface differs from the "
                                  "paths’ own losses"
                                : "batch statistics of all samples, anew at every point");
  if (!result.fit->note.empty()) remarks.notes.push_back(result.fit->note);
  return remarks;
}

std::string describe(const Results& results, std::span<const Trajectory> paths) {
  if (!results.training || !results.slice) return {};
  const TrainResult& training = *results.training;
  const PlaneFit& fit = *results.slice->fit;
  double farthest = 0;
  for (const Trajectory& path : paths)
    for (double distance : path.off_plane) farthest = std::max(farthest, distance);
  std::string text = training.problem->description;
  if (fit.plane.origin.size() > 2)
    text += fmt::format(" · plane holds {} of the paths’ variance, off-plane distance at most {:.2g}",
                        percent(fit.share), farthest);
  text += fmt::format(" · seed {}", training.request.seed);
  for (const Run& run : training.runs)
    if (run.size() > 0)
      text += fmt::format(" · {}: {}, loss {:.3g}", run.label, describe_outcome(run), run.loss.back());
  const SurfaceRemarks remarks = surface_remarks(results);
  if (results.slice->slice.single) text += " · " + remarks.precision;
  if (!remarks.preview.empty()) text += " · " + remarks.preview;
  for (const std::string& note : remarks.notes) text += " · " + note;
  return text;
}

}  // namespace cartograd
