// Searching for critical points, from places whose answers are known.
#include "core/critical/search.h"

#include <doctest/doctest.h>

#include "core/experiment/document.h"
#include "core/experiment/search.h"
#include "core/objective/analytic.h"

using namespace cartograd;

namespace {

AnalyticFunction function(const std::string& id) {
  const auto& row = find_kind(analytic_functions(), "function", id);
  return row.make(initial_settings(row.settings));
}

// A slope: its gradient is nowhere zero, and along it there is no curvature.
class Ramp final : public Objective {
 public:
  Index dimension() const override { return 2; }
  double evaluate(const ParamVector& w, Batch, ParamVector* gradient) const override {
    if (gradient) *gradient = Eigen::Vector2d(1, 2 * w[1]);
    return w[0] + w[1] * w[1];
  }
};

}  // namespace

TEST_SUITE("search") {
  TEST_CASE("from near each known point of Himmelblau's function it finds that point, with its kind") {
    const AnalyticFunction himmelblau = function("himmelblau");
    REQUIRE(himmelblau.known_points.size() == 9);
    for (const KnownPoint& known : himmelblau.known_points) {
      const CriticalPoint found = find_critical_point(*himmelblau.objective, known.w + Eigen::Vector2d(0.1, -0.08));
      CHECK(found.end == SearchEnd::critical);
      CHECK((found.w - known.w).norm() < 1e-7);
      CHECK(found.negative == *known.index);
      CHECK(found.degenerate == 0);
      CHECK(describe_kind(found) == (*known.index == 0   ? "minimum"
                                     : *known.index == 2 ? "maximum"
                                                         : "saddle of index 1"));
    }
  }

  TEST_CASE("the gradient of a slope leads nowhere, and that is said: a gradient-flat place is no critical point") {
    const CriticalPoint found = find_critical_point(Ramp(), Eigen::Vector2d(0.3, 0.7));
    CHECK(found.end == SearchEnd::gradient_flat);
    CHECK(found.gradient_norm == doctest::Approx(1));
    CHECK(describe_kind(found) == "gradient-flat, not a critical point");
  }

  TEST_CASE("a network: what it finds has a gradient of zero, and the index of its dense Hessian") {
    const auto document = parse_document(
        "[data]\nsamples = 40\n[network]\nhidden = [4]\n[[run]]\noptimizer = \"adam\"\nsteps = "
        "300\n[slice]\nresolution = "
        "[5, 5]\n",
        "test", {});
    const Results results = compute(document.experiment);
    const Objective& objective = *results.training->problem->objective;
    Index steps = 0;
    std::optional<SearchResult> last;
    search_from({{results.training, nullptr, 0, 0, 0, 40}, 1}, {}, [&](SearchResult result) {
      CHECK(result.point.steps >= steps);
      steps = result.point.steps;
      last = std::move(result);
    });
    REQUIRE(last);
    REQUIRE(last->finished);
    const CriticalPoint& point = last->point;
    ParamVector gradient;
    CHECK(objective.evaluate(point.w, {}, &gradient) == point.loss);
    CHECK(gradient.norm() == doctest::Approx(point.gradient_norm));
    CHECK(point.all_eigenvalues);
    CHECK(point.eigenvalues.size() == objective.dimension());
    // Never said to be one without being one.
    if (point.end == SearchEnd::critical)
      CHECK(point.gradient_norm <= 1e-8 * std::max(1.0, point.loss));
    else
      CHECK(point.gradient_norm > 1e-8);
    MESSAGE(describe_kind(point) << " after " << point.steps << " steps, gradient " << point.gradient_norm);
  }

  TEST_CASE("a stop is heard") {
    std::stop_source stop;
    stop.request_stop();
    const AnalyticFunction himmelblau = function("himmelblau");
    CHECK(find_critical_point(*himmelblau.objective, himmelblau.start, {}, stop.get_token()).end ==
          SearchEnd::cancelled);
  }
}
