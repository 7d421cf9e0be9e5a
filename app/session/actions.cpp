#include "app/session/actions.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/landscape/points.h"
#include "core/optim/optimizer.h"

namespace cartograd {

namespace {

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

// What is shown from now on.
void set_window(Session& session, const Window& window) {
  session.experiment.slice.set("range", std::vector<double>{window.a_min, window.a_max, window.b_min, window.b_max});
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
  Choice branch = from.kind == optimizer ? from : with_kind(find_section("run"), from, optimizer);
  branch.settings.set("start", fmt::format("{}:{}", run, training->runs[run].step[count - 1]));
  add_run(session, std::move(branch));
}

void plane_through(Session& session, double a, double b, const std::string& kind) {
  if (!session.results().slice) return;
  const std::string place = place_text(session, a, b);
  Choice& plane = session.experiment.plane;
  plane = with_kind(find_section("plane"), plane, kind);
  plane.settings.set("origin", place);
}

void move_window(Session& session, double a, double b) {
  if (!session.results().slice) return;
  const Window& shown = session.results().slice->slice.window;
  const double half_a = 0.5 * (shown.a_max - shown.a_min), half_b = 0.5 * (shown.b_max - shown.b_min);
  set_window(session, {a - half_a, a + half_a, b - half_b, b + half_b});
}

void widen_window(Session& session, double a, double b, double factor) {
  if (!session.results().slice) return;
  const Window& shown = session.results().slice->slice.window;
  const auto about = [&](double middle, double end) { return middle + factor * (end - middle); };
  const Window window{about(a, shown.a_min), about(a, shown.a_max), about(b, shown.b_min), about(b, shown.b_max)};
  const double width = std::min(window.a_max - window.a_min, window.b_max - window.b_min);
  const double farthest =
      std::max({std::abs(window.a_min), std::abs(window.a_max), std::abs(window.b_min), std::abs(window.b_max)});
  if (width > 1e-9 * (1 + farthest) && farthest < 1e6) set_window(session, window);
}

void assign(Session& session, const std::string& assignment) {
  Document document = session.document();
  apply_assignment(document, assignment, view_table());
  View view = make_view(document.view);
  view.cursor = session.view.cursor;
  view.cursor_loss = session.view.cursor_loss;
  session.experiment = std::move(document.experiment);
  session.view = std::move(view);
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
  for (const KindInfo* row : find_section("run").rows) {
    Choice run = row->id == first.kind ? first : with_kind(find_section("run"), first, row->id);
    run.settings.set("label", std::string());
    if (row->id != first.kind)  // each with its own usual rate
      run.settings.set("lr", *initial_choice(find_section("run"), row->id).settings.find("lr"));
    const auto rule = find_kind(optimizers(), "optimizer", row->id).make(run.settings);
    if (rule->dimension_limit() >= dimension) session.experiment.runs.push_back(std::move(run));
  }
}

}  // namespace cartograd
