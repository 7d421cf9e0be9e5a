// Handwritten digits, compiled into the program: the test part of "Optical Recognition of Handwritten Digits",
// E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository, https://archive.ics.uci.edu/dataset/80, licence CC
// BY 4.0. The same 1797 images of 8 × 8 pixels, in the same order, as scikit-learn's load_digits().
#pragma once

#include "core/data/dataset.h"

namespace cartograd {

constexpr Index digit_count = 1797;

// Inputs are the pixels row by row, from 0 to 1 (the file's 0 … 16, divided by 16); with `pixels` 4 each is the mean of
// a square of 2 × 2. Takes the first `samples` images that show a digit below `classes`, or all there are. Draws
// nothing at random.
Dataset make_digits(const Settings& settings, Rng& rng);

}  // namespace cartograd
