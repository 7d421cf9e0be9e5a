#include "app/session/actions.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/landscape/points.h"
#include "core/optim/optimizer.h"

namespace cartograd {

namespace {

const Section& section(std::string_view name) {
  const auto& all = experiment_sections();
  return *std::find_if(all.begin(), all.end(), [&](const Section& each) { return each.name == name; });
}

std::string place_text(const Session& session, double a, double b) {
  return point_text(session.results().slice->fit->plane.at(a, b));
}

// A plane through the paths is laid through those that are there now, so that one more does not move it.
void keep_plane(Session& session) {
  Settings& plane = session.experiment.plane.settings;
  if (plane.find("runs") && plane.is_word("runs"))
    plane.set("runs", static_cast<double>(session.experiment.runs.size()));
}

void add_run(Session& session, Choice run) {
  keep_plane(session);
  run.settings.set("label", std::string());
  session.experiment.runs.push_back(std::move(run));
}

// One run for each value of a setting.
void sweep(Session& session, const std::string& setting, const std::vector<SettingValue>& values) {
  const Choice first = session.experiment.runs.front();
  session.experiment.runs.clear();
  for (const SettingValue& value : values) {
    Choice run = first;
    run.settings.set(setting, value);
    run.settings.set("label", std::string());
    session.experiment.runs.push_back(std::move(run));
  }
}

}  // namespace

void start_run_at(Session& session, double a, double b) {
  if (!session.results().slice || session.experiment.runs.size() >= most_runs) return;
  Choice run = session.experiment.runs.front();
  run.settings.set("start", place_text(session, a, b));
  add_run(session, std::move(run));
}

void continue_with(Session& session, std::size_t run, const std::string& optimizer) {
  const auto& training = session.results().training;
  if (!training || run >= training->runs.size() || run >= session.experiment.runs.size() ||
      session.experiment.runs.size() >= most_runs)
    return;
  const std::size_t count = visible_iterates(training->runs[run], session.view);
  if (count == 0) return;
  const Choice& from = session.experiment.runs[run];
  Choice branch = from.kind == optimizer ? from : with_kind(section("run"), from, optimizer);
  branch.settings.set("start", fmt::format("{}:{}", run, training->runs[run].step[count - 1]));
  add_run(session, std::move(branch));
}

void plane_through(Session& session, double a, double b, const std::string& kind) {
  if (!session.results().slice) return;
  const std::string place = place_text(session, a, b);
  Choice& plane = session.experiment.plane;
  plane = with_kind(section("plane"), plane, kind);
  plane.settings.set("origin", place);
}

void follow_cursor(Session& session) {
  Settings& plane = session.experiment.plane.settings;
  const SettingValue* origin = plane.find("origin");
  if (!origin) return;
  plane.set("origin", std::string(*origin == SettingValue("cursor") ? "end" : "cursor"));
}

void sweep_learning_rate(Session& session) {
  const double rate = session.experiment.runs.front().settings.real("lr");
  std::vector<SettingValue> rates;
  for (const double factor : {1 / 30., 0.1, 1 / 3., 1., 3., 10., 30.})
    rates.emplace_back(std::stod(fmt::format("{:.2g}", rate * factor)));
  sweep(session, "lr", rates);
}

void sweep_batch(Session& session) {
  const auto& training = session.results().training;
  const Index samples = training ? training->problem->objective->samples() : 0;
  std::vector<SettingValue> sizes;
  for (Index size = 1; size < samples && sizes.size() < 6; size *= 4) sizes.emplace_back(static_cast<double>(size));
  sizes.emplace_back(std::string("all"));
  if (samples > 1) sweep(session, "batch", sizes);
}

void sweep_starts(Session& session) {
  std::vector<SettingValue> starts = {std::string("initial")};
  for (int seed = 1; seed < 8; ++seed) starts.emplace_back(fmt::format("seed {}", seed));
  const auto& training = session.results().training;
  if (training && training->problem->start_from_seed) sweep(session, "start", starts);
}

void race_optimizers(Session& session) {
  const auto& training = session.results().training;
  const Choice first = session.experiment.runs.front();
  const Index dimension = training ? training->problem->objective->dimension() : 0;
  session.experiment.runs.clear();
  for (const KindInfo* row : section("run").rows) {
    Choice run = row->id == first.kind ? first : with_kind(section("run"), first, row->id);
    run.settings.set("label", std::string());
    if (row->id != first.kind)  // each with its own usual rate
      run.settings.set("lr", *initial_choice(section("run"), row->id).settings.find("lr"));
    const auto rule = find_kind(optimizers(), "optimizer", row->id).make(run.settings);
    if (rule->dimension_limit() >= dimension) session.experiment.runs.push_back(std::move(run));
  }
}

}  // namespace cartograd
