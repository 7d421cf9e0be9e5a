#include "core/experiment/compute.h"

#include <cmath>
#include <mutex>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/data/split.h"
#include "core/objective/network_objective.h"

namespace cartograd {

namespace {

// The section's own seed, or one derived from the experiment's.
std::uint64_t section_seed(const Settings& settings, std::uint64_t seed, std::string_view purpose) {
  if (settings.is_word("seed")) return derive_seed(seed, purpose);
  return static_cast<std::uint64_t>(settings.real("seed"));
}

RunPlan plan_of(const Settings& settings, std::uint64_t seed) {
  constexpr Index automatic_records = 500;
  RunPlan plan;
  plan.steps = settings.integer("steps");
  plan.batch = settings.is_word("batch") ? 0 : settings.integer("batch");
  plan.tolerance = settings.real("tolerance");
  plan.record_every = settings.is_word("record")
                          ? std::max<Index>(1, (plan.steps + automatic_records - 1) / automatic_records)
                          : settings.integer("record");
  plan.batch_seed = section_seed(settings, seed, "batches");
  plan.schedule = Schedule(settings, plan.steps);
  if (!settings.is_word("clip")) plan.clip = settings.real("clip");
  if (!settings.is_word("patience")) plan.patience = settings.integer("patience");
  return plan;
}

// The same for a problem that is known: a full pass over much data per iterate must not take longer than the steps
// between two of them.
RunPlan plan_of(const Settings& settings, std::uint64_t seed, const Objective& objective) {
  constexpr double cheap = 3e7;  // multiplications: a few milliseconds
  RunPlan plan = plan_of(settings, seed);
  if (settings.is_word("record") && plan.batch > 0 && objective.work() > cheap)
    plan.record_every = std::max(plan.record_every, std::min(plan.steps, objective.samples() / plan.batch));
  return plan;
}

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

// Refuses what would not fit into half of the machine's memory, before touching it.
void check_memory(double bytes, const std::string& what) {
  const double memory = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  if (bytes > memory / 2)
    throw InputError(fmt::format("{} would take {:.1f} GB, more than half of this machine's {:.1f} GB", what,
                                 bytes / 1e9, memory / 1e9));
}

// What training will hold: every recorded iterate, and beside them the vectors of the optimizer and the plane.
void check_parameters(const TrainRequest& request, Index dimension) {
  constexpr double vectors_at_work = 8;
  check_memory(8 * vectors_at_work * static_cast<double>(dimension), fmt::format("training {} parameters", dimension));
  double iterates = 0;
  for (const Choice& run : request.runs) {
    const RunPlan plan = plan_of(run.settings, request.seed);
    iterates += std::floor(static_cast<double>(plan.steps) / static_cast<double>(plan.record_every)) + 2;
  }
  // Twice: a plane through the path needs all iterates side by side.
  check_memory(2 * 8 * iterates * static_cast<double>(dimension),
               fmt::format("recording {:.0f} iterates of {} parameters (see \"record\")", iterates, dimension));
}

Index outputs_for(const Loss& loss, const Dataset& data, const NetworkKind& network) {
  if (!network.targets_are_inputs) return loss.outputs_for(data);
  try {
    return loss.outputs_for(data);
  } catch (const InputError& error) {  // the data set may well have classes: say why they do not count
    throw InputError(fmt::format("network \"{}\" learns to return its inputs, so that its targets are values: {}",
                                 network.id, error.what()));
  }
}

std::unique_ptr<Optimizer> make_optimizer(const Choice& run) {
  return find_kind(optimizers(), "optimizer", run.kind).make(run.settings);
}

Problem function_problem(const TrainRequest& request) {
  const auto& row = find_kind(analytic_functions(), "function", request.objective.kind);
  AnalyticFunction made = row.make(request.objective.settings);
  Problem problem;
  problem.description = fmt::format("{}, {} parameters", row.label, made.objective->dimension());
  problem.axis = row.label;
  problem.objective = std::move(made.objective);
  problem.start = std::move(made.start);
  problem.window = made.window;
  problem.known_points = std::move(made.known_points);
  return problem;
}

Problem network_problem(const TrainRequest& request) {
  const std::uint64_t data_seed = section_seed(request.data.settings, request.seed, "data");
  Rng data_rng(data_seed);
  Dataset data = find_kind(datasets(), "data set", request.data.kind).make(request.data.settings, data_rng);
  const NetworkKind& network = find_kind(networks(), "network", request.network.kind);
  if (network.targets_are_inputs) data = reconstruction_of(std::move(data));
  const Loss& loss = find_loss(request.objective.kind == "auto" ? network.loss : request.objective.kind, data);
  Split split =
      split_data(std::move(data), request.data.settings.real("validation"), Rng(derive_seed(data_seed, "validation")));
  Problem problem;
  problem.training_data = std::move(split.training);
  problem.validation_data = std::move(split.validation);
  const Dataset& training = problem.training_data;
  InitializedNetwork made =
      network.make(request.network.settings, sample_shape(training), outputs_for(loss, training, network));
  check_memory(8 * made.network.numbers_at_work(training.samples()), "one pass of all samples");
  check_parameters(request, made.network.dimension());
  Rng weights_rng(section_seed(request.network.settings, request.seed, "weights"));
  problem.start = made.network.initialize(*made.initializer, made.scale, weights_rng);
  problem.axis = loss.axis;
  problem.description = fmt::format(
      "{}, {} samples{} · network {} ({} parameters) · {}", request.data.kind, training.samples(),
      problem.validation_data.samples() > 0 ? fmt::format(" and {} to validate", problem.validation_data.samples())
                                            : "",
      made.network.description(), made.network.dimension(), loss.label);
  // The validation loss is of the data alone, as Objective::score gives it.
  if (problem.validation_data.samples() > 0)
    problem.validation = std::make_shared<const NetworkObjective>(made.network, problem.validation_data, loss, 0);
  problem.objective = std::make_shared<const NetworkObjective>(
      std::move(made.network), training, loss, request.objective.settings.real("weight_decay"),
      request.objective.settings.text("precision") == "single");
  return problem;
}

}  // namespace

TrainRequest train_request(const Experiment& experiment) {
  if (is_analytic(experiment.objective.kind)) return {experiment.seed, {}, {}, experiment.objective, experiment.runs};
  return {experiment.seed, experiment.data, experiment.network, experiment.objective, experiment.runs};
}

std::shared_ptr<const Problem> make_problem(const TrainRequest& request) {
  const bool function = is_analytic(request.objective.kind);
  auto problem = std::make_shared<const Problem>(function ? function_problem(request) : network_problem(request));
  if (function) check_parameters(request, problem->objective->dimension());
  for (const Choice& run : request.runs)
    check_plan(plan_of(run.settings, request.seed), *problem->objective, *make_optimizer(run),
               problem->validation.get());
  return problem;
}

TrainResult train_all(const TrainRequest& request, std::stop_token stop,
                      const std::function<void(TrainResult)>& publish) {
  TrainResult result{request, make_problem(request), {}, false};
  for (const Choice& choice : request.runs) {
    result.runs.emplace_back();
    result.runs.back().label = run_label(choice);
    result.runs.back().planned_steps = choice.settings.integer("steps");
    result.runs.back().outcome = Outcome::cancelled;  // until it has begun
  }

  std::mutex mutex;  // guards result
  parallel_for(
      static_cast<Index>(request.runs.size()),
      [&](Index i) {
        const auto k = static_cast<std::size_t>(i);
        const Choice& choice = request.runs[k];
        const auto optimizer = make_optimizer(choice);
        const Problem& problem = *result.problem;
        const auto keep = [&](const Run& run) {
          const std::lock_guard lock(mutex);
          const std::string label = result.runs[k].label;
          result.runs[k] = run;
          result.runs[k].label = label;
          if (publish && run.outcome == Outcome::running) publish(result);
        };
        keep(train(*problem.objective, *optimizer, problem.start,
                   plan_of(choice.settings, request.seed, *problem.objective), stop, keep, problem.validation.get()));
      },
      stop);
  result.finished = !stop.stop_requested();
  if (publish) publish(result);
  return result;
}

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

// Nothing after a stop.
std::optional<PlaneFit> new_plane(const SliceRequest& request, const std::vector<Run>& runs, std::stop_token stop) {
  try {
    const StopScope scope(stop);
    return fit_plane(request.plane.kind, {request.plane.settings, runs, *request.basis->problem->objective,
                                          Rng(section_seed(request.plane.settings, request.seed, "plane")), stop});
  } catch (const Stopped&) {
    return std::nullopt;
  }
}

}  // namespace

SliceResult slice_through(const SliceRequest& request, std::stop_token stop,
                          const std::function<void(SliceResult)>& publish) {
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

  std::optional<PlaneFit> fitted = request.held ? held_plane(*request.held, objective) : new_plane(request, runs, stop);
  if (!fitted) return {request, nullptr, {}};
  PlaneFit fit = std::move(*fitted);
  const VarianceShare share = variance_share(fit.plane, runs);
  fit.share = share.plane;
  fit.share_a = share.a;
  fit.share_b = share.b;

  Window window;
  if (request.held) {
    window = request.held->slice.window;
  } else if (!request.slice.is_word("range")) {
    window = fixed_window(request.slice);
  } else if (problem.window && fit.coordinates && fit.plane.u[0] == 1 && fit.plane.v[1] == 1) {
    window = *problem.window;  // wherever the paths have gone
  } else {
    std::vector<Trajectory> trajectories;
    for (const Run& run : runs) trajectories.push_back(project(fit.plane, run));
    window = automatic_window(fit, trajectories);
  }
  SliceResult result{request, std::make_shared<const PlaneFit>(std::move(fit)), {}};
  const auto forward = [&](const Slice& slice) {
    if (publish) publish({result.request, result.fit, slice});
  };
  result.slice = sample_slice(objective, result.fit->plane, window, slice_settings(request.slice), stop, forward);
  return result;
}

Results compute(const Experiment& experiment, std::stop_token stop, std::shared_ptr<const SliceResult> held) {
  check_slice(experiment.slice);  // before the long part
  Results results;
  results.training = std::make_shared<const TrainResult>(train_all(train_request(experiment), stop));
  if (stop.stop_requested()) return results;
  SliceResult slice =
      slice_through({results.training, experiment.seed, experiment.plane, experiment.slice, std::move(held)}, stop);
  if (slice.fit) results.slice = std::make_shared<const SliceResult>(std::move(slice));
  return results;
}

std::string run_label(const Choice& run) {
  const std::string& label = run.settings.text("label");
  if (!label.empty()) return label;
  const KindInfo& info = find_info(infos(optimizers()), "optimizer", run.kind);
  std::string text = fmt::format("{}, lr {}", info.label, run.settings.real("lr"));
  // What differs from the row's initial values tells runs apart.
  for (const Setting& setting : info.settings) {
    const SettingValue* value = run.settings.find(setting.id);
    if (setting.id == "lr" || !value || *value == setting.initial) continue;
    if (setting.type == SettingType::flag)
      text += ", " + setting.id;
    else
      text += fmt::format(", {} {}", setting.id, to_text(setting, *value));
  }
  return text;
}

}  // namespace cartograd
