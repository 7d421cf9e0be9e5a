#include "core/experiment/restarts.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/experiment/stages.h"
#include "core/experiment/variations.h"

namespace cartograd {

namespace {

// The same in everything that a restart's bits depend on.
bool same_training(const Experiment& a, const Experiment& b) {
  return train_request(a) == train_request(b) && a.restarts.integer("compare") == b.restarts.integer("compare") &&
         a.restarts.real("success") == b.restarts.real("success");
}

void check_comparison(const Experiment& experiment, const Problem& problem) {
  const Index count = experiment.restarts.integer("count"),
              compared = std::min(count, experiment.restarts.integer("compare"));
  // The parameters, the aligned ones for the map, and some at work.
  check_memory(
      8 * 3 * static_cast<double>(compared * problem.objective->dimension()),
      fmt::format("comparing {} endings of {} parameters (see \"compare\")", compared, problem.objective->dimension()));
}

RestartGroup planned_group(const Variation& variation) {
  RestartGroup group{variation.label, variation.experiment, make_problem(train_request(variation.experiment)), {}, {}};
  check_comparison(group.experiment, *group.problem);
  group.endings.resize(static_cast<std::size_t>(group.experiment.restarts.integer("count")));
  return group;
}

}  // namespace

RestartRequest restart_request(const Experiment& experiment) {
  RestartRequest request;
  request.experiment.seed = experiment.seed;
  request.experiment.restarts = experiment.restarts;
  request.experiment.objective = experiment.objective;
  if (!is_analytic(experiment.objective.kind)) {
    request.experiment.data = experiment.data;
    request.experiment.network = experiment.network;
  }
  if (experiment.runs.empty()) throw InputError("restarts are those of the first run; expected [[run]]");
  request.experiment.runs = {experiment.runs.front()};
  // What every restart has of its own.
  Settings& run = request.experiment.runs.front().settings;
  run.set("start", std::string("initial"));
  run.set("seed", std::string("auto"));
  run.set("label", std::string());
  return request;
}

Choice restart_run(const Experiment& experiment, Index i) {
  constexpr std::uint64_t most = 9007199254740992;  // what a setting holds exactly
  const std::uint64_t seed = (experiment.seed + static_cast<std::uint64_t>(i)) % most;
  Choice run = experiment.runs.front();
  run.settings.set("start", fmt::format("seed {}", seed));
  run.settings.set("seed", static_cast<double>(seed));
  return run;
}

Index RestartGroup::trained() const { return std::ranges::count_if(endings, &Ending::trained); }

Index RestartGroup::diverged() const { return std::ranges::count(endings, Outcome::diverged, &Ending::outcome); }

Index RestartGroup::succeeded() const {
  const double limit = experiment.restarts.real("success");
  return std::ranges::count_if(endings, [&](const Ending& each) { return each.arrived() && each.loss < limit; });
}

std::vector<Index> RestartGroup::places() const {
  std::vector<Index> places(endings.size(), -1);
  for (std::size_t i = 0; i < comparison.cluster.size(); ++i) places[comparison.endings[i]] = comparison.cluster[i];
  return places;
}

std::vector<double> RestartGroup::sorted_losses() const {
  std::vector<double> losses;
  for (const Ending& ending : endings)
    if (ending.arrived() && std::isfinite(ending.loss)) losses.push_back(ending.loss);
  std::ranges::sort(losses);
  return losses;
}

Index RestartResult::trained() const {
  Index sum = 0;
  for (const RestartGroup& group : groups) sum += group.trained();
  return sum;
}

Index RestartResult::planned() const {
  Index sum = 0;
  for (const RestartGroup& group : groups) sum += std::ssize(group.endings);
  return sum;
}

RestartResult planned_restarts(const RestartRequest& request) {
  const Settings& settings = request.experiment.restarts;
  RestartResult result{request, {}, false};
  for (const Variation& variation : variations(request.experiment, settings.text("vary"), settings.text("values")))
    result.groups.push_back(planned_group(variation));
  return result;
}

RestartResult train_restarts(const RestartRequest& request, std::stop_token stop,
                             const std::function<void(RestartResult)>& publish, const RestartResult* previous,
                             RestartShare share) {
  constexpr auto pause = std::chrono::milliseconds(100);
  const Settings& settings = request.experiment.restarts;
  const Index compared = settings.integer("compare");
  RestartResult result = planned_restarts(request);
  if (previous)
    for (RestartGroup& group : result.groups)
      for (const RestartGroup& known : previous->groups)
        if (same_training(group.experiment, known.experiment))
          std::copy_n(known.endings.begin(), std::min(known.endings.size(), group.endings.size()),
                      group.endings.begin());

  struct Place {
    std::size_t group, restart;
  };
  std::vector<Place> waiting;
  for (std::size_t g = 0; g < result.groups.size(); ++g)
    for (std::size_t i = 0; i < result.groups[g].endings.size(); ++i)
      if (!result.groups[g].endings[i].trained() && static_cast<Index>(i) % share.of == share.part)
        waiting.push_back({g, i});
  // All groups grow together.
  std::ranges::stable_sort(waiting, {}, &Place::restart);

  std::mutex mutex;  // guards the endings
  auto told = std::chrono::steady_clock::now();
  if (publish) publish(result);
  const auto train_one = [&](Index task) {
    const auto [g, i] = waiting[static_cast<std::size_t>(task)];
    const RestartGroup& group = result.groups[g];
    const Problem& problem = *group.problem;
    const Choice choice = restart_run(group.experiment, static_cast<Index>(i));
    const auto seed = static_cast<std::uint64_t>(choice.settings.real("seed"));
    const Run run = train(*problem.objective, *make_optimizer(choice), problem.start_from_seed(seed),
                          plan_of(choice.settings, seed, *problem.objective), stop, {}, problem.validation.get());
    if (run.outcome == Outcome::cancelled) return;
    Ending ending = ending_of(run, seed, settings.real("success"), static_cast<Index>(i) < compared);
    const std::lock_guard lock(mutex);
    result.groups[g].endings[i] = std::move(ending);
    if (!publish || std::chrono::steady_clock::now() - told < pause) return;
    publish(result);
    told = std::chrono::steady_clock::now();
  };
  parallel_for(std::ssize(waiting), train_one, stop);
  if (share.of == 1) compare_endings(result, stop, publish);
  result.finished = !stop.stop_requested();
  if (publish) publish(result);
  return result;
}

void compare_endings(RestartResult& result, std::stop_token stop, const std::function<void(RestartResult)>& publish) {
  for (RestartGroup& group : result.groups) {
    if (stop.stop_requested()) return;
    const Settings& settings = group.experiment.restarts;
    group.comparison =
        compare(*group.problem->objective, group.endings, {settings.real("same"), settings.integer("lines")}, stop);
    if (publish) publish(result);
  }
}

}  // namespace cartograd
