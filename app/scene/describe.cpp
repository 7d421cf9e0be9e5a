#include "app/scene/describe.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/scene/scene_extras.h"
#include "app/scene/scene_paths.h"
#include "app/scene/surface_colors.h"
#include "core/experiment/plane_points.h"
#include "core/objective/network_objective.h"

namespace cartograd {

namespace {

// 1797 → "1,797".
std::string with_separators(Index count) {
  if (count < 1000) return fmt::format("{}", count);
  return fmt::format("{},{:03}", with_separators(count / 1000), count % 1000);
}

// "4 minima, 4 saddles, 1 maximum", and what the grid says of them.
std::string describe_slice_points(const SlicePoints& found) {
  const auto many = [&](SliceKind kind, const char* one, const char* several) {
    const auto count = std::ranges::count(found.points, kind, &SlicePoint::kind);
    return fmt::format("{} {}", count, count == 1 ? one : several);
  };
  std::string text =
      fmt::format("on the slice: {}, {}, {}", many(SliceKind::minimum, "minimum", "minima"),
                  many(SliceKind::saddle, "saddle", "saddles"), many(SliceKind::maximum, "maximum", "maxima"));
  const auto degenerate = std::ranges::count(found.points, SliceKind::degenerate, &SlicePoint::kind);
  if (degenerate > 0) text += fmt::format(", {} degenerate", degenerate);
  if (found.left_out > 0) return text + fmt::format("; {} more places were not looked at", found.left_out);
  if (degenerate > 0) return text + "; degenerate ones cannot be checked by the grid";
  return text + (found.consistent ? "; the grid agrees" : "; the grid is too coarse to be sure");
}

}  // namespace

std::string percent(double share) {
  const double value = 100 * share;
  if (value >= 99.95) return "100 %";
  if (value < 0.001) return "under 0.001 %";
  return value < 10 ? fmt::format("{:.2g} %", value) : fmt::format("{:.1f} %", value);
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

SurfaceRemarks surface_remarks(const Results& results) {
  if (!results.slice || !results.slice->fit) return {};
  const SliceResult& result = *results.slice;
  const Objective& objective = *result.request.basis->problem->objective;
  SurfaceRemarks remarks;
  remarks.precision = result.slice.single ? "losses in single precision" : "losses in double";
  if (result.slice.subset > 0)
    remarks.preview = fmt::format("preview: {} of {} samples", with_separators(result.slice.subset),
                                  with_separators(objective.samples()));
  if (has_batch_norm(objective)) {
    const char* note = "batch statistics of all samples, anew at every point";
    if (result.request.slice.text("statistics") == "origin")
      note = "batch statistics as they are at the origin, so that the surface differs from the paths’ own losses";
    remarks.notes.emplace_back(note);
  }
  if (!result.fit->note.empty()) remarks.notes.push_back(result.fit->note);
  return remarks;
}

std::vector<std::string> surface_extras(const Results& results, const View& view) {
  std::vector<std::string> extras;
  if (const PlanePoints* points = shown_slice_points(results, view))
    extras.push_back(describe_slice_points(points->found));
  if (const PlaneMap* map = shown_map(results, view)) extras.push_back(describe_map(*map));
  return extras;
}

std::string describe(const Results& results, std::span<const Trajectory> paths, const View* view) {
  if (!results.training || !results.slice) return {};
  const TrainResult& training = *results.training;
  const PlaneFit& fit = *results.slice->fit;
  double farthest = 0;
  for (const Trajectory& path : paths)
    for (double distance : path.off_plane) farthest = std::max(farthest, distance);
  std::string text = training.problem->description;
  if (fit.plane.is_sphere())
    text += fmt::format(" · sphere of radius {:.3g}, the paths at most {:.2g} off it", fit.plane.pole.norm(), farthest);
  else if (fit.plane.origin.size() > 2)
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
  if (view)
    for (const std::string& extra : surface_extras(results, *view)) text += " · " + extra;
  return text;
}

}  // namespace cartograd
