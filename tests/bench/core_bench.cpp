// How fast slices, gradients and training steps are, for a small network on points and a larger one on images. The
// first argument of a slice is the number of threads (0 = all).
#include <benchmark/benchmark.h>

#include "core/base/parallel.h"
#include "core/experiment/compute.h"
#include "core/experiment/document.h"

namespace cartograd {
namespace {

// 2-16-16-1, 400 samples; 337 parameters.
constexpr const char* moons = R"(
data = {kind = "moons", samples = 400, noise = 0.15}
network = {hidden = [16, 16], activation = "tanh"}
objective = {loss = "bce"}
slice = {resolution = [65, 65]})";

// 64-32-10, 1797 samples; 2410 parameters.
constexpr const char* digits = R"(
data = {kind = "digits"}
network = {hidden = [32], activation = "tanh"}
objective = {loss = "cross_entropy"}
slice = {resolution = [33, 33]})";

Experiment read(const char* text) { return parse_document(text, "", {}).experiment; }

void slice_points(benchmark::State& state, const char* text) {
  const Experiment experiment = read(text);
  const auto problem = make_problem(train_request(experiment));
  const auto& resolution = experiment.slice.list("resolution");
  Rng rng(1);
  const auto direction = [&] { return problem->start.unaryExpr([&](double) { return 0.1 * rng.normal(); }).eval(); };
  Plane plane{problem->start, direction(), direction()};
  set_thread_count(static_cast<int>(state.range(0)));
  double points = 0;
  for (auto _ : state) {
    const Slice slice = sample_slice(*problem->objective, plane, {-1, 1, -1, 1},
                                     {static_cast<Index>(resolution[0]), static_cast<Index>(resolution[1])});
    benchmark::DoNotOptimize(slice.loss.data());
    points += static_cast<double>(slice.loss.size());
  }
  state.SetItemsProcessed(static_cast<int64_t>(points));
}

void gradients(benchmark::State& state, const char* text) {
  const auto problem = make_problem(train_request(read(text)));
  ParamVector gradient;
  for (auto _ : state) benchmark::DoNotOptimize(problem->objective->evaluate(problem->start, {}, &gradient));
  state.SetItemsProcessed(state.iterations());
}

// The first argument is the batch (0 = all samples). Only the first and the last iterate are recorded.
void training_steps(benchmark::State& state, const char* text, const char* optimizer) {
  const auto problem = make_problem(train_request(read(text)));
  const auto& row = find_kind(optimizers(), "optimizer", optimizer);
  RunPlan plan;
  plan.steps = 200;
  plan.batch = state.range(0);
  plan.record_every = plan.steps;
  for (auto _ : state) {
    const auto rule = row.make(initial_settings(row.settings));
    benchmark::DoNotOptimize(train(*problem->objective, *rule, problem->start, plan).loss.back());
  }
  state.SetItemsProcessed(state.iterations() * plan.steps);
}

BENCHMARK_CAPTURE(slice_points, moons, moons)->Arg(1)->Arg(0)->UseRealTime();
BENCHMARK_CAPTURE(slice_points, digits, digits)->Arg(1)->Arg(0)->UseRealTime();
BENCHMARK_CAPTURE(gradients, moons, moons);
BENCHMARK_CAPTURE(gradients, digits, digits);
BENCHMARK_CAPTURE(training_steps, moons_sgd, moons, "sgd")->Arg(32)->Arg(0);
BENCHMARK_CAPTURE(training_steps, moons_adam, moons, "adam")->Arg(32)->Arg(0);
BENCHMARK_CAPTURE(training_steps, digits_sgd, digits, "sgd")->Arg(32)->Arg(0);
BENCHMARK_CAPTURE(training_steps, digits_adam, digits, "adam")->Arg(32)->Arg(0);

}  // namespace
}  // namespace cartograd

BENCHMARK_MAIN();
