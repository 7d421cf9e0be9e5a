#include "core/data/split.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "core/base/error.h"

namespace cartograd {

namespace {

Dataset pick(const Dataset& data, std::span<Index> samples) {
  std::sort(samples.begin(), samples.end());
  const auto count = static_cast<Index>(samples.size());
  Dataset part = data;
  part.inputs.resize(data.features(), count);
  part.values.resize(data.values.rows(), data.is_classification() ? 0 : count);
  part.classes.clear();
  for (Index i = 0; i < count; ++i) {
    const Index sample = samples[static_cast<std::size_t>(i)];
    part.inputs.col(i) = data.inputs.col(sample);
    if (data.is_classification())
      part.classes.push_back(data.classes[static_cast<std::size_t>(sample)]);
    else
      part.values.col(i) = data.values.col(sample);
  }
  return part;
}

}  // namespace

Split split_data(Dataset data, double share, Rng rng) {
  if (share == 0) return {std::move(data), {}};
  const Index samples = data.samples();
  const Index apart = std::lround(share * static_cast<double>(samples));
  if (apart == 0 || apart == samples)
    throw InputError(
        fmt::format("validation = {} leaves {} of {} samples to train on and {} to validate; expected at "
                    "least one of each",
                    share, samples - apart, samples, apart));
  std::vector<Index> order = rng.shuffle(samples);
  const std::span<Index> all = order;
  return {pick(data, all.subspan(static_cast<std::size_t>(apart))),
          pick(data, all.first(static_cast<std::size_t>(apart)))};
}

}  // namespace cartograd
