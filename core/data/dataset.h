// Data sets: samples with their targets, and the catalogue of ways to get them.
#pragma once

#include <string>
#include <vector>

#include "core/base/catalogue.h"
#include "core/base/rng.h"
#include "core/base/types.h"

namespace cartograd {

// Samples and what a network should answer. Every number is finite: the makers refuse anything else with an InputError.
struct Dataset {
  Matrix inputs;               // features × samples; one column is one sample
  std::vector<Index> classes;  // class of each sample, 0 … class_count−1; empty for regression
  Index class_count = 0;       // 0 for regression
  Matrix values;               // outputs × samples, the targets of a regression; empty for classification

  // For display.
  std::vector<std::string> feature_names;   // empty, or one per feature
  std::vector<std::string> class_names;     // empty, or one per class
  Index image_width = 0, image_height = 0;  // set if each sample is a grey image, pixels row by row

  Index samples() const { return inputs.cols(); }
  Index features() const { return inputs.rows(); }
  bool is_classification() const { return class_count > 0; }
};

// Throws InputError if the data cannot be trained on: no samples, no features, a number that is not finite, a target
// count or class number that does not fit.
void check_dataset(const Dataset& data);

// The same samples as a regression on their own inputs: what an autoencoder learns.
Dataset reconstruction_of(Dataset data);

// One row per data set. A maker draws all its randomness from the given generator, in the order that its summary
// states.
const Catalogue<Dataset(const Settings&, Rng&)>& datasets();

}  // namespace cartograd
