// An experiment: what to compute, as one value. Panels edit it, files store it, --set changes it, equality tells what
// is stale.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/catalogue.h"

namespace cartograd {

// Every part is a chosen row of a catalogue with all its settings filled in. Default-constructed = the empty file.
struct Experiment {
  std::string title;
  std::uint64_t seed = 1;
  Choice data;               // [data] kind: datasets()
  Choice network;            // [network] kind: networks()
  Choice objective;          // [objective] loss: losses(), or analytic_functions(), which need no data and no network
  std::vector<Choice> runs;  // [[run]] optimizer: optimizers(), and the settings every run has
  Choice plane;              // [plane] kind: planes()
  Settings slice;            // [slice]
  Settings critical;         // [critical]
  Settings restarts;         // [restarts]

  Experiment();
  bool operator==(const Experiment&) const = default;
};

// One table of the experiment file: its name, which key picks the catalogue row, the rows, and settings that all rows
// share.
struct Section {
  std::string name;                   // "data"
  std::string label;                  // "Data"
  std::string selector;               // "kind", "optimizer", "loss"; empty if there is nothing to pick
  std::vector<const KindInfo*> rows;  // empty if there is nothing to pick
  std::vector<Setting> common;        // settings of every row, after the row's own
  bool repeated = false;              // [[run]] may stand several times
};

// All sections of the file, in the order in which they are written. `[view]` is added by the application.
const std::vector<Section>& experiment_sections();

// The section of this name. Throws std::logic_error for a name that is no section.
const Section& find_section(std::string_view name);

// False for [data] and [network] when the objective is an analytic function.
bool is_used(const Experiment& experiment, const Section& section);

// The settings of a row: its own, then the section's common ones.
std::vector<Setting> settings_of(const Section& section, std::string_view kind);
// A row with all initial values.
Choice initial_choice(const Section& section, std::string_view kind);
// The same row, or another one that keeps the values of those settings that it also has and accepts.
Choice with_kind(const Section& section, const Choice& choice, std::string_view kind);

// The part of the experiment that a section describes: one Choice, or several for [[run]]. A section without a selector
// has the kind "". Throws std::logic_error for a name that is no section.
std::vector<Choice> get_section(const Experiment& experiment, std::string_view name);
void set_section(Experiment& experiment, std::string_view name, std::vector<Choice> choices);

// A setting of an experiment, and which of the section's choices it belongs to.
struct NamedSetting {
  const Section* section = nullptr;
  std::size_t number = 0;
  Setting setting;
};
// By its name as --set takes it, without a value: "network.seed", "run.1.lr"; "run.lr" is the first run's. Throws
// InputError with the nearest right name.
NamedSetting named_setting(const Experiment& experiment, const std::string& name);

}  // namespace cartograd
