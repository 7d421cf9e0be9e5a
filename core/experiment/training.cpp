#include <algorithm>
#include <charconv>
#include <cmath>
#include <mutex>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/experiment/stages.h"
#include "core/landscape/points.h"

namespace cartograd {

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

RunPlan plan_of(const Settings& settings, std::uint64_t seed, const Objective& objective) {
  constexpr double cheap = 3e7;  // multiplications: a few milliseconds
  RunPlan plan = plan_of(settings, seed);
  if (settings.is_word("record") && plan.batch > 0 && objective.work() > cheap)
    plan.record_every = std::max(plan.record_every, std::min(plan.steps, objective.samples() / plan.batch));
  return plan;
}

std::unique_ptr<Optimizer> make_optimizer(const Choice& run) {
  return find_kind(optimizers(), "optimizer", run.kind).make(run.settings);
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

namespace {

constexpr std::size_t no_run = static_cast<std::size_t>(-1);

// The earlier run that run k starts at; no_run if it stands on its own. Throws InputError for one that is not earlier.
std::size_t start_run(const std::vector<Choice>& runs, std::size_t k) {
  const std::string& text = runs[k].settings.text("start");
  const std::size_t colon = text.find(':');
  if (colon == text.npos) return no_run;
  std::size_t earlier = no_run;
  std::from_chars(text.data(), text.data() + colon, earlier);
  if (earlier >= k)
    throw InputError(fmt::format("run.{}.start = \"{}\": {}", k, text,
                                 k == 0 ? "the first run has none before it to start at"
                                        : fmt::format("expected an earlier run, 0 to {}", k - 1)));
  return earlier;
}

ParamVector start_of(const Problem& problem, const std::vector<Choice>& choices, std::size_t k,
                     std::span<const Run> runs) {
  const std::string& text = choices[k].settings.text("start");
  if (text == "initial") return problem.start;
  if (!text.starts_with("seed")) return point_at(runs, text, problem.objective->dimension());
  std::uint64_t seed = 0;
  const char* const digits = text.data() + std::min(text.size(), text.find_first_not_of(" ", 4));
  const auto [end, error] = std::from_chars(digits, text.data() + text.size(), seed);
  if (error != std::errc() || end != text.data() + text.size())
    throw InputError(fmt::format("run.{}.start = \"{}\": expected a whole number, as in \"seed 3\"", k, text));
  return problem.start_from_seed(seed);
}

bool same_problem(const TrainRequest& a, const TrainRequest& b) {
  return a.seed == b.seed && a.data == b.data && a.network == b.network && a.objective == b.objective;
}

bool same_run(Choice a, const Choice& b) {
  a.settings.set("label", *b.settings.find("label"));  // a name changes nothing
  return a == b;
}

bool has_ended(const Run& run) { return run.outcome != Outcome::running && run.outcome != Outcome::cancelled; }

// Trains the runs of a request side by side, each after the one that it starts at.
class Training {
 public:
  Training(const TrainRequest& request, std::stop_token stop, const std::function<void(TrainResult)>& publish,
           const TrainResult* previous)
      : publish_(publish), stop_(stop) {
    const bool known = previous && same_problem(previous->request, request);
    result_ = {request, known ? previous->problem : make_problem(request), {}, false};
    if (known) check_runs(request, *result_.problem);
    const auto batch = [](const Choice& run) { return *run.settings.find("batch"); };
    const bool batches_differ =
        std::ranges::any_of(request.runs, [&](const Choice& run) { return batch(run) != batch(request.runs.front()); });
    for (std::size_t k = 0; k < request.runs.size(); ++k) {
      const Choice& choice = request.runs[k];
      Run run;
      run.outcome = Outcome::cancelled;  // until it has begun
      if (const Run* same = known ? find_same(*previous, k) : nullptr) run = *same;
      run.label = run_label(choice, batches_differ);
      run.planned_steps = choice.settings.integer("steps");
      result_.runs.push_back(std::move(run));
    }
  }

  TrainResult train_runs() {
    std::vector<std::size_t> waiting;
    for (std::size_t k = 0; k < result_.runs.size(); ++k)
      if (!has_ended(result_.runs[k])) waiting.push_back(k);
    while (!waiting.empty() && !stop_.stop_requested()) {
      std::vector<std::size_t> ready, later;
      for (const std::size_t k : waiting) {
        const std::size_t before = start_run(result_.request.runs, k);
        const bool waits = std::ranges::find(waiting, before) != waiting.end();
        (waits ? later : ready).push_back(k);
      }
      parallel_for(
          static_cast<Index>(ready.size()), [&](Index i) { train_run(ready[static_cast<std::size_t>(i)]); }, stop_);
      waiting = std::move(later);
    }
    result_.finished = !stop_.stop_requested();
    if (publish_) publish_(result_);
    return std::move(result_);
  }

 private:
  // The run of an earlier training that is bit for bit what the k-th of this one would become.
  const Run* find_same(const TrainResult& previous, std::size_t k) const {
    const std::vector<Choice>&now = result_.request.runs, &then = previous.request.runs;
    const std::size_t before = start_run(now, k);
    if (before != no_run && !(before < then.size() && same_run(now[before], then[before]) &&
                              has_ended(previous.runs[before]) && has_ended(result_.runs[before])))
      return nullptr;
    for (std::size_t j = 0; j < then.size(); ++j)
      if (same_run(then[j], now[k]) && has_ended(previous.runs[j])) return &previous.runs[j];
    return nullptr;
  }

  void train_run(std::size_t k) {
    const Choice& choice = result_.request.runs[k];
    const Problem& problem = *result_.problem;
    const auto optimizer = make_optimizer(choice);
    ParamVector start;
    {
      const std::lock_guard lock(mutex_);
      start = start_of(problem, result_.request.runs, k, result_.runs);
    }
    const auto keep = [&](const Run& run) {
      const std::lock_guard lock(mutex_);
      const std::string label = result_.runs[k].label;
      result_.runs[k] = run;
      result_.runs[k].label = label;
      if (publish_ && run.outcome == Outcome::running) publish_(result_);
    };
    keep(train(*problem.objective, *optimizer, start,
               plan_of(choice.settings, result_.request.seed, *problem.objective), stop_, keep,
               problem.validation.get()));
  }

  const std::function<void(TrainResult)>& publish_;
  std::stop_token stop_;
  std::mutex mutex_;  // guards result_.runs
  TrainResult result_;
};

}  // namespace

void check_runs(const TrainRequest& request, const Problem& problem) {
  check_parameters(request, problem.objective->dimension());
  for (std::size_t k = 0; k < request.runs.size(); ++k) {
    const Choice& run = request.runs[k];
    check_plan(plan_of(run.settings, request.seed), *problem.objective, *make_optimizer(run), problem.validation.get());
    start_run(request.runs, k);
    // What names no iterate can be asked before the long part.
    if (const std::string& text = run.settings.text("start"); text.find(':') == text.npos)
      start_of(problem, request.runs, k, {});
  }
}

TrainRequest train_request(const Experiment& experiment) {
  if (is_analytic(experiment.objective.kind)) return {experiment.seed, {}, {}, experiment.objective, experiment.runs};
  return {experiment.seed, experiment.data, experiment.network, experiment.objective, experiment.runs};
}

TrainResult train_all(const TrainRequest& request, std::stop_token stop,
                      const std::function<void(TrainResult)>& publish, const TrainResult* previous) {
  return Training(request, stop, publish, previous).train_runs();
}

std::string run_label(const Choice& run, bool with_batch) {
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
  if (with_batch)
    text += run.settings.is_word("batch") ? ", all samples" : fmt::format(", batch {}", run.settings.integer("batch"));
  const std::string& start = run.settings.text("start");
  if (names_parameters(start))
    text += ", from a place";
  else if (const std::size_t colon = start.find(':'); colon != start.npos)
    text += fmt::format(", from run {} at {}", std::stoul(start) + 1, start.substr(colon + 1));
  else if (start != "initial")
    text += ", " + start;
  return text;
}

}  // namespace cartograd
