#include <unistd.h>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/data/split.h"
#include "core/experiment/stages.h"
#include "core/objective/network_objective.h"

namespace cartograd {

std::uint64_t section_seed(const Settings& settings, std::uint64_t seed, std::string_view purpose) {
  if (settings.is_word("seed")) return derive_seed(seed, purpose);
  return static_cast<std::uint64_t>(settings.real("seed"));
}

void check_memory(double bytes, const std::string& what) {
  const double memory = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  if (bytes > memory / 2)
    throw InputError(fmt::format("{} would take {:.1f} GB, more than half of this machine's {:.1f} GB", what,
                                 bytes / 1e9, memory / 1e9));
}

ParamVector point_in(const Window& window, Index size, Rng& rng) {
  ParamVector w(size);
  for (Index k = 0; k < size; ++k)
    w[k] = k % 2 == 0 ? rng.uniform(window.a_min, window.a_max) : rng.uniform(window.b_min, window.b_max);
  return w;
}

namespace {

Index outputs_for(const Loss& loss, const Dataset& data, const NetworkKind& network) {
  if (!network.targets_are_inputs) return loss.outputs_for(data);
  try {
    return loss.outputs_for(data);
  } catch (const InputError& error) {  // the data set may well have classes: say why they do not count
    throw InputError(fmt::format("network \"{}\" learns to return its inputs, so that its targets are values: {}",
                                 network.id, error.what()));
  }
}

Problem function_problem(const TrainRequest& request) {
  const auto& row = find_kind(analytic_functions(), "function", request.objective.kind);
  AnalyticFunction made = row.make(request.objective.settings);
  Problem problem;
  problem.description = fmt::format("{}, {} parameters", row.label, made.objective->dimension());
  problem.axis = "loss";
  problem.objective = std::move(made.objective);
  problem.start = std::move(made.start);
  problem.window = made.window;
  problem.known_points = std::move(made.known_points);
  problem.morse_sum = made.morse_sum;
  problem.start_from_seed = std::move(made.start_from_seed);
  if (!problem.start_from_seed)
    problem.start_from_seed = [window = made.window, size = problem.start.size()](std::uint64_t seed) {
      Rng rng(derive_seed(seed, "weights"));
      return point_in(window, size, rng);
    };
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
  const auto initial_weights = [network = made.network, initializer = made.initializer,
                                scale = made.scale](std::uint64_t seed) {
    Rng rng(seed);
    return network.initialize(*initializer, scale, rng);
  };
  problem.start = initial_weights(section_seed(request.network.settings, request.seed, "weights"));
  problem.start_from_seed = [=](std::uint64_t seed) { return initial_weights(derive_seed(seed, "weights")); };
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

std::shared_ptr<const Problem> make_problem(const TrainRequest& request) {
  const bool function = is_analytic(request.objective.kind);
  auto problem = std::make_shared<const Problem>(function ? function_problem(request) : network_problem(request));
  check_runs(request, *problem);
  return problem;
}

}  // namespace cartograd
