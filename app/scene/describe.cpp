#include "app/scene/describe.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/scene/scene_paths.h"
#include "core/objective/network_objective.h"

namespace cartograd {

namespace {

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
