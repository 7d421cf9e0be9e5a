// The data sets that are computed from a formula and a random generator. Their settings and recipes stand in the
// catalogue (dataset.cpp); each draws one normal number per feature, sample by sample, times `noise`.
#pragma once

#include "core/data/dataset.h"

namespace cartograd {

Dataset make_moons(const Settings& settings, Rng& rng);
Dataset make_circles(const Settings& settings, Rng& rng);
Dataset make_spirals(const Settings& settings, Rng& rng);
Dataset make_xor(const Settings& settings, Rng& rng);
Dataset make_blobs(const Settings& settings, Rng& rng);
Dataset make_sine(const Settings& settings, Rng& rng);

}  // namespace cartograd
