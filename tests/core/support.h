// What several tests share: the tables of known answers, and small objectives.
#pragma once

#include <algorithm>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/objective/analytic.h"
#include "core/objective/network_objective.h"
#include "core/optim/optimizer.h"

namespace cartograd {

// One part of a table, or a part of a part, by value: a range-for over it stays valid (over oracle(…)["rows"] it would
// not). It is never empty, so no loop over it passes for nothing.
nlohmann::json oracle(const std::string& name, const std::string& part, const std::string& inner = "");

ParamVector to_vector(const nlohmann::json& numbers);

// The largest difference of two vectors, relative to the largest entry of the second (at least 1).
double relative_difference(const ParamVector& actual, const ParamVector& expected);

// The Hessian, column by column.
Matrix dense_hessian(const Objective& objective, const ParamVector& w);

// A row of a catalogue, made with its initial settings except for these.
using Changes = std::map<std::string, SettingValue>;
template <class Signature>
auto make_row(const Catalogue<Signature>& catalogue, const std::string& id, const Changes& changes) {
  const auto& kind = find_kind(catalogue, "row", id);
  Settings settings = initial_settings(kind.settings);
  for (const auto& [name, value] : changes) {
    REQUIRE(settings.find(name));
    settings.set(name, value);
  }
  return kind.make(settings);
}
AnalyticFunction make_function(const std::string& id, const Changes& changes = {});
std::unique_ptr<Optimizer> make_optimizer(const std::string& id, const Changes& changes = {});

// An objective from a function that returns the value and fills the gradient.
class FunctionObjective : public Objective {
 public:
  using Function = std::function<double(const ParamVector&, ParamVector&)>;
  FunctionObjective(Index dimension, Function function) : dimension_(dimension), function_(std::move(function)) {}
  Index dimension() const override { return dimension_; }
  double evaluate(const ParamVector& w, Batch, ParamVector* gradient) const override {
    ParamVector slope(dimension_);
    const double value = function_(w, slope);
    if (gradient) *gradient = slope;
    return value;
  }

 private:
  Index dimension_;
  Function function_;
};

// ½ Σ h_i x_i².
FunctionObjective quadratic(const ParamVector& curvatures);

FunctionObjective rosenbrock();

// (1 − w₁w₂)².
FunctionObjective product_objective();

// Samples as the tables write them: one row per sample; targets are class numbers (ce, bce) or rows of values.
Dataset table_data(const nlohmann::json& x, const nlohmann::json& y, const std::string& loss);

// The network objective of one case of a table.
NetworkObjective table_objective(const nlohmann::json& entry);

// An objective on smooth random data: `widths` as for Network, loss by id.
NetworkObjective random_objective(const std::vector<Index>& widths, const std::string& activation,
                                  const std::string& loss, double weight_decay, Index samples, Rng& rng);

}  // namespace cartograd
