// Samples to train on, and samples that are kept apart.
#pragma once

#include "core/data/dataset.h"

namespace cartograd {

struct Split {
  Dataset training, validation;  // validation has no samples if the share was 0
};

// Keeps that share of the samples (0 … 0.9, rounded to whole samples) apart, drawn at random; both parts stay in the
// data's order. Throws InputError if either part would be empty.
Split split_data(Dataset data, double share, Rng rng);

}  // namespace cartograd
