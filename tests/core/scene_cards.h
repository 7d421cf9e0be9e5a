// The lecture scenes' cards (oracle 18): helpers that rebuild their set-ups.
#pragma once

#include "../scene_card.h"
#include "core/data/dataset.h"
#include "core/optim/run.h"
#include "support.h"

namespace cartograd {

inline ParamVector normals(Index size, Rng& rng) {
  return ParamVector::NullaryExpr(size, [&](Index) { return rng.normal(); });
}

inline ParamVector initial_weights(const Network& network, const std::string& how, std::uint64_t seed,
                                   double scale = 1) {
  Rng rng(seed);
  return network.initialize(find_initializer(how), scale, rng);
}

// A data set of the catalogue.
inline Dataset make_row_data(const std::string& id, const Changes& changes, Rng& rng) {
  const auto& kind = find_kind(datasets(), "data set", id);
  Settings settings = initial_settings(kind.settings);
  for (const auto& [name, value] : changes) {
    REQUIRE(settings.find(name));
    settings.set(name, value);
  }
  return kind.make(settings, rng);
}

// A run that records its ends only, unless the plan says otherwise.
inline Run run_from(const Objective& objective, const ParamVector& start, const std::string& optimizer,
                    const Changes& changes, RunPlan plan) {
  if (plan.record_every == 1) plan.record_every = plan.steps;
  return train(objective, *make_optimizer(optimizer, changes), start, plan);
}

// The first step after which `reached` holds, at most `most`; -1 if never.
template <class Reached>
Index first_step(const Objective& objective, Optimizer& rule, ParamVector w, Index most, Reached reached) {
  for (Index step = 1; step <= most; ++step) {
    rule.step(objective, {}, w);
    if (reached(w)) return step;
  }
  return -1;
}

// Samples of a data set by number.
inline Dataset pick_samples(const Dataset& data, std::span<const Index> chosen) {
  Dataset picked = data;
  picked.inputs.resize(data.inputs.rows(), static_cast<Index>(chosen.size()));
  picked.classes.clear();
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    picked.inputs.col(static_cast<Index>(i)) = data.inputs.col(chosen[i]);
    picked.classes.push_back(data.classes[static_cast<std::size_t>(chosen[i])]);
  }
  return picked;
}

inline NetworkObjective classifier(const std::vector<Index>& widths, const std::string& activation, const Dataset& data,
                                   const std::string& loss, double weight_decay = 0) {
  return {Network::mlp(widths, find_activation(activation), find_activation("linear")), data, find_loss(loss, data),
          weight_decay};
}

inline Dataset digits(const char* pixels = "8") {
  Rng unused(1);
  return make_row_data("digits", {{"pixels", std::string(pixels)}}, unused);
}

// The problem of S12 and S13: four classes, standardised pixels, weight decay.
inline NetworkObjective small_classifier() {
  Dataset data = digits("4");
  const auto n = static_cast<double>(data.samples());
  const ParamVector mean = data.inputs.rowwise().mean();
  data.inputs.colwise() -= mean;
  const ParamVector deviation = (data.inputs.rowwise().squaredNorm() / n).cwiseSqrt();
  data.inputs.array().colwise() /= deviation.array() + 0.1;
  std::vector<Index> chosen;
  for (Index i = 0; i < data.samples() && chosen.size() < 120; ++i)
    if (data.classes[static_cast<std::size_t>(i)] < 4) chosen.push_back(i);
  data = pick_samples(data, chosen);
  data.class_count = 4;
  data.class_names.resize(4);
  return classifier({16, 3, 4}, "tanh", data, "cross_entropy", 0.01);
}

// The losses at `count` points of the straight line between two parameter vectors.
inline std::vector<double> losses_on_line(const Objective& objective, const ParamVector& from, const ParamVector& to,
                                          Index count) {
  const Plane line{from, to - from, ParamVector::Zero(from.size())};
  std::vector<Eigen::Vector2d> points;
  for (Index i = 0; i < count; ++i) points.emplace_back(static_cast<double>(i) / static_cast<double>(count - 1), 0);
  std::vector<double> losses(points.size());
  REQUIRE(objective.on_plane(line)->evaluate(points, losses));
  return losses;
}

}  // namespace cartograd
