#include "app/cli/play_conditions.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "app/panels/widgets.h"
#include "app/scene/view.h"
#include "app/session/presentation.h"
#include "core/base/error.h"
#include "core/experiment/document.h"

namespace cartograd {

namespace {

std::string expect(bool is_true, const std::string& otherwise) { return is_true ? std::string() : otherwise; }

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

std::string quoted(const std::string& text) { return fmt::format("\"{}\"", text); }

std::string busy(const Session& session) {
  if (session.training()) return fmt::format("training at step {}", session.last_step());
  if (session.slicing()) return "a surface that is not finished";
  if (session.searching()) return "a search that goes on";
  if (!session.results().slice) return "no surface yet";
  return session.at_rest() ? "" : "results on their way";
}

std::string messages(const PlayedProgram& program) {
  return program.session.error().empty() ? program.panels.message : program.session.error();
}

bool is_error(const PlayedProgram& program) {
  return !program.session.error().empty() || (program.panels.message_is_error && !program.panels.message.empty());
}

std::string open_panels(const PanelState& panels) {
  std::string names;
  for (const std::string& id : panels.open) names += " " + id;
  return names.empty() ? "no panel" : "the panels" + names;
}

std::string value_instead(const PlayedProgram& program, const std::string& assignment) {
  const Document now = program.session.document();
  Document assigned = now;
  apply_assignment(assigned, assignment, view_table());
  if (assigned == now) return {};
  std::string found;
  for (const std::string& each : assignments_between(assigned, now, view_table())) found += " " + each;
  return found.substr(1);
}

std::string count_instead(std::size_t count, const std::string& wanted) {
  return expect(fmt::format("{}", count) == wanted, fmt::format("{}", count));
}

}  // namespace

const std::vector<PlayCondition>& play_conditions() {
  using Program = const PlayedProgram&;
  using Text = const std::string&;
  static const std::vector<PlayCondition> rows = {
      {"computed", "", "nothing is computed any more, and there is a surface",
       [](Program program, Text) { return busy(program.session); }},
      {"training", "", "a training goes on",
       [](Program program, Text) { return expect(program.session.training(), "none"); }},
      {"playing", "", "the runs are played",
       [](Program program, Text) { return expect(program.session.playback.playing, "they stand"); }},
      {"turning", "", "the plane turns",
       [](Program program, Text) { return expect(program.session.turning, "it stands"); }},
      {"panel", "ID", "a floating panel is open",
       [](Program program, Text id) { return expect(program.panels.open.contains(id), open_panels(program.panels)); }},
      {"panels", "", "the panels beside the picture are shown",
       [](Program program, Text) { return expect(program.panels.show_panels, "they are not"); }},
      {"shown", "LABEL", "something of that name can be clicked",
       [](Program, Text label) {
         return expect(std::ranges::any_of(marked_items(), [&](const auto& item) { return item.label == label; }),
                       "nothing of that name");
       }},
      {"message", "TEXT", "what is said contains the text",
       [](Program program, Text text) { return expect(contains(messages(program), text), quoted(messages(program))); }},
      {"error", "", "something went wrong and was said",
       [](Program program, Text) { return expect(is_error(program), "none"); }},
      {"value", "NAME=VALUE", "a value of the experiment or the view, as in --set",
       [](Program program, Text assignment) { return value_instead(program, assignment); }},
      {"runs", "N", "so many runs are there and trained as far as they go",
       [](Program program, Text number) {
         const auto& training = program.session.results().training;
         return count_instead(training ? training->runs.size() : 0, number);
       }},
      {"found", "N", "so many points of the full space are marked",
       [](Program program, Text number) {
         const auto& found = program.session.results().found;
         return count_instead(found ? found->survey.points.size() + found->misses.size() : 0, number);
       }},
      {"lecture", "N", "a lecture shows its N-th step",
       [](Program program, Text wanted) {
         const Presentation* lecture = program.panels.lecture;
         const bool active = lecture && lecture->active();
         const std::string found = active ? fmt::format("{}", lecture->number() + 1) : "none";
         return expect(active && (wanted.empty() || wanted == found), found);
       }},
      {"cells", "N", "the picture has so many parts",
       [](Program program, Text number) { return count_instead(program.session.page().cells.size(), number); }},
      {"step", "N", "the cursor stands at this step",
       [](Program program, Text number) {
         const Index step = program.session.view.cursor.value_or(program.session.last_step());
         return expect(fmt::format("{}", step) == number, fmt::format("{}", step));
       }},
      {"changed", "", "the picture is another one than the one that was remembered",
       [](Program program, Text) { return expect(program.window.pixels() != program.remembered, "the same picture"); }},
      {"copied", "TEXT", "what was copied contains the text",
       [](Program program, Text text) {
         return expect(contains(program.window.copied(), text), quoted(program.window.copied()));
       }},
      {"title", "TEXT", "the window's title contains the text",
       [](Program program, Text text) {
         return expect(contains(program.window.title(), text), quoted(program.window.title()));
       }},
      {"file", "PATH", "there is such a file",
       [](Program, Text path) { return expect(std::filesystem::exists(path), "none"); }},
  };
  return rows;
}

std::string found_instead(const PlayedProgram& program, const std::vector<std::string>& words) {
  const bool opposite = words.front() == "no" && words.size() > 1;
  const std::string& name = words[opposite ? 1 : 0];
  const auto condition = std::ranges::find(play_conditions(), name, &PlayCondition::name);
  if (condition == play_conditions().end()) {
    std::vector<std::string> names;
    for (const PlayCondition& each : play_conditions()) names.push_back(each.name);
    throw InputError(unknown_name("condition", name, names));
  }
  std::string rest;
  for (std::size_t i = opposite ? 2 : 1; i < words.size(); ++i) rest += (rest.empty() ? "" : " ") + words[i];
  const std::string found = condition->found_instead(program, rest);
  if (!opposite) return found;
  return found.empty() ? "it" : "";
}

}  // namespace cartograd
