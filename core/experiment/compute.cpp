#include "core/experiment/compute.h"

#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/experiment/critical_points.h"
#include "core/experiment/restart_file.h"
#include "core/experiment/restarts.h"
#include "core/experiment/stages.h"
#include "core/landscape/transition.h"

namespace cartograd {

namespace {

Window fixed_window(const Settings& slice) {
  const auto& range = slice.list("range");
  return {range[0], range[1], range[2], range[3]};
}

SliceSettings slice_settings(const Settings& slice) {
  const auto& resolution = slice.list("resolution");
  const std::string& precision = slice.text("precision");
  return {static_cast<Index>(resolution[0]), static_cast<Index>(resolution[1]),
          precision == "auto"     ? Precision::automatic
          : precision == "single" ? Precision::single
                                  : Precision::full,
          slice.text("statistics") == "origin"};
}

}  // namespace

void check_slice(const Settings& slice) {
  if (slice.is_word("range")) return;
  const Window window = fixed_window(slice);
  if (!(window.a_min < window.a_max && window.b_min < window.b_max))
    throw InputError(fmt::format("slice.range = [{}, {}, {}, {}] is empty; expected a_min < a_max and b_min < b_max",
                                 window.a_min, window.a_max, window.b_min, window.b_max));
}

namespace {

PlaneFit held_plane(const SliceResult& held, const Objective& objective) {
  PlaneFit fit = *held.fit;
  if (fit.plane.origin.size() != objective.dimension())
    throw InputError(
        fmt::format("the plane belongs to {} parameters, and there are {}: only networks of the same shape "
                    "have one plane",
                    fit.plane.origin.size(), objective.dimension()));
  const std::string whose = "the plane of another result";
  if (fit.note.find(whose) == std::string::npos) fit.note += (fit.note.empty() ? "" : "; ") + whose;
  return fit;
}

// What two planes of one kind must have in common to differ in their turn only.
Settings without_turn(Settings settings) {
  settings.set("turn", 0.0);
  settings.set("turn_seed", 0.0);
  return settings;
}

// The window of a plane: the one that was asked for, the function's own, or one that shows all paths.
Window window_of(const SliceRequest& request, const PlaneFit& fit, const std::vector<Run>& steady) {
  const std::optional<Window>& own = request.basis->problem->window;
  if (!request.slice.is_word("range")) return fixed_window(request.slice);
  if (own && fit.coordinates && !fit.plane.is_sphere() && fit.plane.u[0] == 1 && fit.plane.v[1] == 1)
    return *own;  // wherever the paths have gone
  std::vector<Trajectory> trajectories;
  for (const Run& run : steady) trajectories.push_back(project(fit.plane, run));
  return automatic_window(fit, trajectories);
}

// A coarse slice through a plane that is still being found.
void show_on_the_way(const SliceRequest& request, const PlaneFit& fit, const std::vector<Run>& runs,
                     std::stop_token stop, const std::function<void(SliceResult)>& publish) {
  constexpr Index points = 25;
  SliceSettings settings = slice_settings(request.slice);
  settings.columns = settings.rows = points;
  const Window window = window_of(request, fit, steady_runs(runs));
  Slice slice = sample_slice(*request.basis->problem->objective, fit.plane, window, settings, stop);
  if (!slice.complete) return;
  slice.complete = false;
  publish({request, std::make_shared<const PlaneFit>(fit), std::move(slice)});
}

// Takes from the plane before what it has in common. Nothing after a stop.
std::optional<PlaneFit> new_plane(const SliceRequest& request, const std::vector<Run>& runs, std::stop_token stop,
                                  const std::function<void(SliceResult)>& publish, const SliceResult* previous) {
  const auto known = previous && !previous->request.held && previous->request.basis == request.basis &&
                             previous->request.seed == request.seed &&
                             previous->request.plane.kind == request.plane.kind
                         ? previous->fit
                         : nullptr;
  PlaneInputs inputs{request.plane.settings, runs, *request.basis->problem->objective,
                     Rng(section_seed(request.plane.settings, request.seed, "plane")), stop};
  if (known && without_turn(previous->request.plane.settings) == without_turn(request.plane.settings))
    return turned_plane(known->unturned ? known->unturned : known, inputs);
  if (known) inputs.path = known->path;
  if (publish) inputs.on_the_way = [&](const PlaneFit& fit) { show_on_the_way(request, fit, runs, stop, publish); };
  try {
    const StopScope scope(stop);
    return fit_plane(request.plane.kind, inputs);
  } catch (const Stopped&) {
    return std::nullopt;
  }
}

// Coarse slices between two planes, evenly in time. Each is what its plane holds; none is drawn between others.
void lead_over(const SliceResult& from, const SliceResult& to, const Window& window, std::stop_token stop,
               const std::function<void(SliceResult)>& publish) {
  constexpr Index points = 33;
  constexpr double most_work = 3e8;  // multiplications a slice: some ten milliseconds
  constexpr auto duration = std::chrono::milliseconds(450), pause = std::chrono::milliseconds(15);
  const Objective& objective = *to.request.basis->problem->objective;
  if (objective.work() * points * points > most_work) return;
  if (from.fit->plane.is_sphere() || to.fit->plane.is_sphere()) return;  // nothing lies between
  const PlaneView first{*from.fit, from.slice.window}, last{*to.fit, window};
  const auto begin = std::chrono::steady_clock::now();
  SliceSettings settings = slice_settings(to.request.slice);
  settings.columns = settings.rows = points;
  while (!stop.stop_requested()) {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
    const double t = passed / duration;
    if (t >= 1) return;
    PlaneView view = between(first, last, t * t * (3 - 2 * t));
    Slice slice = sample_slice(objective, view.fit.plane, view.window, settings, stop);
    if (!slice.complete) return;
    slice.complete = false;
    publish({to.request, std::make_shared<const PlaneFit>(std::move(view.fit)), std::move(slice)});
    std::this_thread::sleep_for(pause);
  }
}

bool same_plane(const Plane& a, const Plane& b) {
  return a.is_sphere() == b.is_sphere() && a.origin == b.origin && a.u == b.u && a.v == b.v &&
         (!a.is_sphere() || a.pole == b.pole);
}

}  // namespace

SliceResult slice_through(const SliceRequest& request, std::stop_token stop,
                          const std::function<void(SliceResult)>& publish, const SliceResult* previous,
                          const Sharing& sharing) {
  check_slice(request.slice);
  std::vector<Run> runs;
  for (const Run& run : request.basis->runs)
    if (run.size() > 0) runs.push_back(run);
  if (runs.empty())
    throw InputError(
        "no iterate has a finite loss, not even the start, so there is no plane to draw; try smaller initial weights "
        "(network.init_scale), fewer layers or smaller numbers in the data; of a function, another start");
  const Problem& problem = *request.basis->problem;
  const Objective& objective = *problem.objective;

  std::optional<PlaneFit> fitted =
      request.held ? held_plane(*request.held, objective) : new_plane(request, runs, stop, publish, previous);
  if (!fitted) return {request, nullptr, {}};
  PlaneFit fit = std::move(*fitted);
  const std::vector<Run> steady = steady_runs(runs);
  const VarianceShare share = variance_share(fit.plane, steady);
  fit.share = share.plane;
  fit.share_a = share.a;
  fit.share_b = share.b;

  const Window window = request.held ? request.held->slice.window : window_of(request, fit, steady);
  SliceResult result{request, std::make_shared<const PlaneFit>(std::move(fit)), {}};
  if (previous && previous->slice.complete && previous->request.basis->problem == request.basis->problem &&
      previous->request.slice == request.slice && previous->slice.window == window &&
      same_plane(previous->fit->plane, result.fit->plane)) {
    result.slice = previous->slice;
    if (publish) publish(result);
    return result;
  }
  if (publish && previous && previous->request.plane.kind != request.plane.kind &&
      previous->request.basis->problem == request.basis->problem)
    lead_over(*previous, result, window, stop, publish);
  const auto forward = [&](const Slice& slice) {
    if (publish) publish({result.request, result.fit, slice});
  };
  SliceSettings settings = slice_settings(request.slice);
  settings.part = sharing.part;
  settings.of = sharing.of;
  result.slice = sample_slice(objective, result.fit->plane, window, settings, stop,
                              publish ? std::function<void(const Slice&)>(forward) : nullptr);
  if (sharing.of > 1 && result.slice.complete) sharing.merge(result.slice.loss);
  return result;
}

Experiment at_cursor(Experiment experiment, std::optional<Index> cursor) {
  Settings& plane = experiment.plane.settings;
  const SettingValue* origin = plane.find("origin");
  if (origin && *origin == SettingValue("cursor"))
    plane.set("origin", cursor ? fmt::format("0:{}", *cursor) : std::string("end"));
  return experiment;
}

namespace {

// This process's part of the restarts, then all of them.
RestartResult shared_restarts(const RestartRequest& request, std::stop_token stop, const ComputeOptions& options) {
  RestartResult known = planned_restarts(request);
  if (!options.known_restarts.empty()) add_restarts_from_text(options.known_restarts, known);
  const auto keep = [&](const RestartResult& growing) {
    if (options.keep) options.keep(growing);
  };
  const Sharing& sharing = options.sharing;
  RestartResult result = train_restarts(request, stop, keep, &known, {sharing.part, sharing.of});
  if (sharing.of == 1 || stop.stop_requested()) return result;
  for (const std::string& text : sharing.gather(restarts_to_text(result))) add_restarts_from_text(text, result);
  compare_endings(result, stop);
  result.finished = !stop.stop_requested();
  return result;
}

}  // namespace

Results compute(const Experiment& experiment, std::stop_token stop, const ComputeOptions& options) {
  check_slice(experiment.slice);  // before the long part
  if (experiment.restarts.integer("count") > 0) planned_restarts(restart_request(experiment));
  Results results;
  results.training = std::make_shared<const TrainResult>(train_all(train_request(experiment), stop));
  if (stop.stop_requested()) return results;
  SliceResult slice =
      slice_through({results.training, experiment.seed, experiment.plane, experiment.slice, options.held}, stop, {},
                    nullptr, options.sharing);
  if (slice.fit) results.slice = std::make_shared<const SliceResult>(std::move(slice));
  if (experiment.critical.integer("searches") > 0)
    results.found = std::make_shared<const FoundPoints>(
        find_critical_points({results.training, results.slice, experiment.seed, experiment.critical}, stop));
  if (experiment.restarts.integer("count") > 0 && !stop.stop_requested())
    results.restarts =
        std::make_shared<const RestartResult>(shared_restarts(restart_request(experiment), stop, options));
  return results;
}

}  // namespace cartograd
