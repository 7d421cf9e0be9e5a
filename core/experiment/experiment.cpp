#include "core/experiment/experiment.h"

#include <stdexcept>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/critical/search.h"
#include "core/data/dataset.h"
#include "core/landscape/planes.h"
#include "core/nn/architectures.h"
#include "core/objective/analytic.h"
#include "core/objective/loss.h"
#include "core/optim/optimizer.h"
#include "core/optim/schedule.h"

namespace cartograd {

namespace {

Setting seed_setting(const std::string& help) {
  return advanced(
      or_word(integer_setting("seed", "Seed", 0, 0, 9007199254740992.0, help + "; auto follows the experiment's seed"),
              "auto", true));
}

std::vector<Setting> run_settings() {
  std::vector<Setting> settings = {
      or_word(integer_setting("batch", "Batch", 32, 1, 1e9, "samples per step; all = the whole training set"), "all",
              true),
      integer_setting("steps", "Steps", 2000, 1, 1e8, "how many steps at most")};
  for (Setting& setting : schedule_settings()) settings.push_back(std::move(setting));
  settings.insert(
      settings.end(),
      {advanced(
           or_word(log_setting("clip", "Clip", 1, 1e-9, 1e9,
                               "gradients longer than this are shortened to it; L-BFGS has its line search instead"),
                   "off", true)),
       advanced(point_setting("start", "Start", "initial",
                              "where the run begins: at the initial weights, at those of another seed (seed 3), at an "
                              "iterate of an earlier run as RUN:STEP (0:250), or at one number for each parameter",
                              {"initial", "seed"})),
       advanced(or_word(integer_setting("patience", "Patience", 20, 1, 1e8,
                                        "stops after so many recorded iterates without a better validation loss"),
                        "off", true)),
       advanced(
           log_setting("tolerance", "Tolerance", 1e-9, 0, 1, "converged when the full gradient is shorter than this")),
       advanced(or_word(
           integer_setting("record", "Record every", 1, 1, 1e8,
                           "steps between recorded iterates; auto: about 500 in all, of large networks one per epoch"),
           "auto", true)),
       seed_setting("order of the mini-batches"),
       advanced(text_setting("label", "Label", "", "name in the legend; empty = automatic"))});
  return settings;
}

std::vector<const KindInfo*> objective_infos() {
  std::vector<const KindInfo*> rows = loss_infos();
  for (const KindInfo* row : infos(analytic_functions())) rows.push_back(row);
  return rows;
}

std::vector<Setting> plane_settings() {
  std::vector<Setting> settings = common_plane_settings();
  settings.push_back(seed_setting("random directions"));
  return settings;
}

std::vector<Setting> search_settings() {
  return {
      integer_setting("searches", "Searches", 0, 0, 100000, "how many searches for critical points of the full space"),
      choice_setting("method", "Method", "newton", ids(infos(search_methods())),
                     "how a search makes the gradient shorter"),
      choice_setting("from", "From", "runs", {"runs", "slice", "random"},
                     "where searches start: at iterates of the runs, in the plane's window, at random initial weights"),
      real_setting("noise", "Noise", 0.3, 0, 100,
                   "how far from an iterate a search starts, in typical sizes of a parameter there"),
      advanced(log_setting("tolerance", "Tolerance", 1e-8, 1e-14, 1e-2,
                           "a gradient so short counts as zero (times the loss, where that is above 1)")),
      advanced(
          or_word(integer_setting("eigenvalues", "Eigenvalues", 10, 1, 1000,
                                  "so many at each end of the spectrum; auto: all up to 2,000 parameters, else 10"),
                  "auto", true)),
      advanced(
          or_word(list_setting("sizes", "Sizes", {2, 3, 4, 5, 6}, 1, 10000, 1, 30,
                               "as many searches again for each of these numbers of hidden units, or dimensions of "
                               "a function: the share of minima against the number of parameters"),
                  "off", true)),
  };
}

std::vector<Setting> restart_settings() {
  return {
      integer_setting("count", "Restarts", 0, 0, 10000,
                      "how often the first run is trained from other initial weights, with other mini-batches"),
      text_setting("vary", "Vary", "seed",
                   "seed alone, or also one setting by its name (network.init, run.0.lr, network.hidden): as many "
                   "restarts for each of its values"),
      text_setting("values", "Values", "", "of that setting, with commas between them; empty = those that suit it"),
      real_setting("success", "Success below", 0.01, -1e300, 1e300, "a run has succeeded once its loss is below this"),
      advanced(integer_setting("compare", "Compared", 100, 0, 500,
                               "so many endings (of each value) keep their parameters, for the map, the clusters and "
                               "the hills between them")),
      advanced(real_setting("same", "Same place", 0.2, 0, 2,
                            "endings nearer to each other than this, in lengths of theirs, are one place")),
      advanced(integer_setting("lines", "Lines", 6, 0, 20, "hills are measured between so many of the endings")),
  };
}

}  // namespace

const std::vector<Section>& experiment_sections() {
  static const std::vector<Section> sections = {
      {"data",
       "Data",
       "kind",
       infos(datasets()),
       {advanced(real_setting("validation", "Validation", 0, 0, 0.9,
                              "share of the samples that is kept apart to validate on")),
        seed_setting("noise and places of the samples, and which of them validate")}},
      {"network", "Network", "kind", infos(networks()), {seed_setting("initial weights")}},
      {"objective", "Objective", "loss", objective_infos(), {}},
      {"run", "Runs", "optimizer", infos(optimizers()), run_settings(), true},
      {"plane", "Plane", "kind", infos(planes()), plane_settings()},
      {"slice",
       "Slice",
       "",
       {},
       {list_setting("resolution", "Resolution", {65, 65}, 3, 2049, 2, 2, "points along a and along b"),
        or_word(list_setting("range", "Range", {-1, 1, -1, 1}, -1e6, 1e6, 4, 4,
                             "a_min, a_max, b_min, b_max; auto shows the paths"),
                "auto", true),
        advanced(choice_setting("precision", "Precision", "auto", {"auto", "double", "single"},
                                "of the losses; auto is double unless that would take long")),
        advanced(choice_setting("statistics", "Statistics", "point", {"point", "origin"},
                                "of batch normalisation: of the data at every point, or as they are at the origin"))}},
      {"critical", "Critical points", "", {}, search_settings()},
      {"restarts", "Restarts", "", {}, restart_settings()},
  };
  return sections;
}

const Section& find_section(std::string_view name) {
  for (const Section& section : experiment_sections())
    if (section.name == name) return section;
  throw std::logic_error("no section " + std::string(name));
}

bool is_used(const Experiment& experiment, const Section& section) {
  return (section.name != "data" && section.name != "network") || !is_analytic(experiment.objective.kind);
}

std::vector<Setting> settings_of(const Section& section, std::string_view kind) {
  std::vector<Setting> settings;
  if (!section.selector.empty()) settings = find_info(section.rows, section.name, kind).settings;
  settings.insert(settings.end(), section.common.begin(), section.common.end());
  return settings;
}

Choice initial_choice(const Section& section, std::string_view kind) {
  return {std::string(kind), initial_settings(settings_of(section, kind))};
}

Choice with_kind(const Section& section, const Choice& choice, std::string_view kind) {
  Choice changed = initial_choice(section, kind);
  std::vector<Setting> old_table = settings_of(section, choice.kind);
  for (const Setting& setting : settings_of(section, kind)) {
    const SettingValue* value = choice.settings.find(setting.id);
    if (!value || problem(setting, *value)) continue;
    // A value that was merely the old row's initial one gives way to the new row's.
    const auto old =
        std::find_if(old_table.begin(), old_table.end(), [&](const Setting& each) { return each.id == setting.id; });
    if (old != old_table.end() && old->initial == *value) continue;
    changed.settings.set(setting.id, *value);
  }
  return changed;
}

Experiment::Experiment() {
  for (const Section& section : experiment_sections())
    set_section(*this, section.name, {initial_choice(section, section.rows.empty() ? "" : section.rows.front()->id)});
}

std::vector<Choice> get_section(const Experiment& experiment, std::string_view name) {
  if (name == "data") return {experiment.data};
  if (name == "network") return {experiment.network};
  if (name == "objective") return {experiment.objective};
  if (name == "run") return experiment.runs;
  if (name == "plane") return {experiment.plane};
  if (name == "slice") return {{"", experiment.slice}};
  if (name == "critical") return {{"", experiment.critical}};
  if (name == "restarts") return {{"", experiment.restarts}};
  throw std::logic_error("no section " + std::string(name));
}

NamedSetting named_setting(const Experiment& experiment, const std::string& name) {
  const std::size_t first = name.find('.'), last = name.rfind('.');
  const std::string begin = name.substr(0, first);
  NamedSetting found;
  std::vector<std::string> sections;
  for (const Section& section : experiment_sections()) {
    sections.push_back(section.name);
    if (section.name == begin) found.section = &section;
  }
  if (!found.section) throw InputError(unknown_name("section", begin, sections));
  if (first == name.npos) throw InputError(fmt::format("\"{}\" is a section; expected a setting of it", name));
  if (last > first) {
    const std::string digits = name.substr(first + 1, last - first - 1);
    if (digits.empty() || digits.size() > 4 || digits.find_first_not_of("0123456789") != digits.npos)
      throw InputError(fmt::format("\"{}\" is no setting; expected a name as in run.0.lr or network.seed", name));
    found.number = std::stoul(digits);
  }
  const std::vector<Choice> choices = get_section(experiment, begin);
  if (found.number >= choices.size())
    throw InputError(
        fmt::format("there is no {}.{}; the first of {} is {}.0", begin, found.number, choices.size(), begin));
  std::vector<std::string> known;
  for (const Setting& setting : settings_of(*found.section, choices[found.number].kind)) {
    if (setting.id == name.substr(last + 1)) {
      found.setting = setting;
      return found;
    }
    known.push_back(setting.id);
  }
  throw InputError(unknown_name("setting", name.substr(last + 1), known));
}

void set_section(Experiment& experiment, std::string_view name, std::vector<Choice> choices) {
  if (name == "run") {
    experiment.runs = std::move(choices);
    return;
  }
  Choice& choice = choices.at(0);
  if (name == "data")
    experiment.data = std::move(choice);
  else if (name == "network")
    experiment.network = std::move(choice);
  else if (name == "objective")
    experiment.objective = std::move(choice);
  else if (name == "plane")
    experiment.plane = std::move(choice);
  else if (name == "slice")
    experiment.slice = std::move(choice.settings);
  else if (name == "critical")
    experiment.critical = std::move(choice.settings);
  else if (name == "restarts")
    experiment.restarts = std::move(choice.settings);
  else
    throw std::logic_error("no section " + std::string(name));
}

}  // namespace cartograd
