#include "core/data/synthetic.h"

#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace cartograd {

namespace {

constexpr double pi = std::numbers::pi;

// Classes one after another, each with samples / class_count samples; the first classes take what is left over.
Dataset balanced_classes(Index samples, Index features, Index class_count) {
  Dataset data;
  data.inputs.resize(features, samples);
  data.class_count = class_count;
  for (Index c = 0; c < class_count; ++c)
    data.classes.insert(data.classes.end(),
                        static_cast<std::size_t>(samples / class_count + (c < samples % class_count ? 1 : 0)), c);
  if (features == 2) data.feature_names = {"x", "y"};
  return data;
}

// Calls place(class, i, count) for sample i of the `count` samples of each class; it returns the point.
template <class Place>
void place_points(Dataset& data, Place place) {
  Index sample = 0;
  for (Index c = 0; c < data.class_count; ++c) {
    const Index first = sample;
    while (sample < data.samples() && data.classes[static_cast<std::size_t>(sample)] == c) ++sample;
    for (Index i = first; i < sample; ++i) data.inputs.col(i) = place(c, i - first, sample - first);
  }
}

void add_noise(Matrix& numbers, double noise, Rng& rng) {
  for (double& number : numbers.reshaped()) number += noise * rng.normal();  // column by column: sample by sample
}

Eigen::Vector2d on_circle(double radius, double angle) { return {radius * std::cos(angle), radius * std::sin(angle)}; }

}  // namespace

Dataset make_moons(const Settings& settings, Rng& rng) {
  Dataset data = balanced_classes(settings.integer("samples"), 2, 2);
  place_points(data, [](Index c, Index i, Index count) -> Eigen::Vector2d {
    const double t = pi * (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    if (c == 0) return {std::cos(t), std::sin(t)};
    return {1 - std::cos(t), 0.5 - std::sin(t)};
  });
  add_noise(data.inputs, settings.real("noise"), rng);
  return data;
}

Dataset make_circles(const Settings& settings, Rng& rng) {
  Dataset data = balanced_classes(settings.integer("samples"), 2, 2);
  place_points(data, [&](Index c, Index i, Index count) {
    return on_circle(c == 0 ? 1 : settings.real("factor"),
                     2 * pi * static_cast<double>(i) / static_cast<double>(count));
  });
  add_noise(data.inputs, settings.real("noise"), rng);
  return data;
}

Dataset make_spirals(const Settings& settings, Rng& rng) {
  Dataset data = balanced_classes(settings.integer("samples"), 2, 2);
  place_points(data, [&](Index c, Index i, Index count) {
    const double t = static_cast<double>(i + 1) / static_cast<double>(count);
    return on_circle(t, 2 * pi * settings.real("turns") * t + pi * static_cast<double>(c));
  });
  add_noise(data.inputs, settings.real("noise"), rng);
  return data;
}

Dataset make_xor(const Settings& settings, Rng& rng) {
  const Index samples = settings.integer("samples");
  const double low = settings.flag("signs") ? -1 : 0;
  const std::array<Eigen::Vector2d, 4> corners = {Eigen::Vector2d{low, low}, {low, 1}, {1, low}, {1, 1}};
  Dataset data;
  data.inputs.resize(2, samples);
  data.class_count = 2;
  data.feature_names = {"x", "y"};
  for (Index i = 0; i < samples; ++i) {
    const Index corner = i % 4;
    data.inputs.col(i) = corners[static_cast<std::size_t>(corner)];
    data.classes.push_back(corner == 1 || corner == 2 ? 1 : 0);
  }
  add_noise(data.inputs, settings.real("noise"), rng);
  return data;
}

Dataset make_blobs(const Settings& settings, Rng& rng) {
  const Index features = settings.integer("features"), classes = settings.integer("classes");
  const double radius = settings.real("radius");
  Matrix centres(features, classes);
  for (Index c = 0; c < classes; ++c) {
    if (features == 1) {
      centres(0, c) = classes == 1 ? 0 : radius * (2 * static_cast<double>(c) / static_cast<double>(classes - 1) - 1);
    } else if (features == 2) {
      centres.col(c).head<2>() = on_circle(radius, 2 * pi * static_cast<double>(c) / static_cast<double>(classes));
    } else {
      for (double& number : centres.col(c)) number = rng.normal();
      centres.col(c) *= radius / centres.col(c).norm();
    }
  }
  Dataset data = balanced_classes(settings.integer("samples"), features, classes);
  place_points(data, [&](Index c, Index, Index) { return centres.col(c); });
  add_noise(data.inputs, settings.real("spread"), rng);
  return data;
}

Dataset make_sine(const Settings& settings, Rng& rng) {
  const Index samples = settings.integer("samples");
  Dataset data;
  data.inputs.resize(1, samples);
  data.values.resize(1, samples);
  for (Index i = 0; i < samples; ++i) {
    const double x = samples == 1 ? 0 : -1 + 2 * static_cast<double>(i) / static_cast<double>(samples - 1);
    data.inputs(0, i) = x;
    data.values(0, i) = std::sin(pi * settings.real("frequency") * x);
  }
  add_noise(data.values, settings.real("noise"), rng);
  data.feature_names = {"x"};
  return data;
}

}  // namespace cartograd
