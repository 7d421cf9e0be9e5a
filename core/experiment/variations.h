// One setting with several values: the same experiment again for each of them.
#pragma once

#include "core/experiment/experiment.h"

namespace cartograd {

struct Variation {
  std::string label;  // "lr 0.1", "He": what tells it apart; empty where nothing is varied
  Experiment experiment;
};

// `vary` is "seed", a key as --set takes it ("run.0.lr"), or both with a comma; `values` are its values with commas
// between them, or empty for those that suit the setting: every row of a catalogue, every word of a choice, numbers
// around the present one. A list of numbers takes each value for all of its entries. Throws InputError for a key or a
// value that there is not, or if there are more than 32.
std::vector<Variation> variations(const Experiment& experiment, const std::string& vary, const std::string& values);

}  // namespace cartograd
