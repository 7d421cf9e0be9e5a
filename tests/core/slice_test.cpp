#include "core/landscape/slice.h"

#include <atomic>
#include <cmath>

#include "support.h"

using namespace cartograd;

namespace {

// f(x, y) = x + 10 y on the plane of the first two coordinates: each grid value tells where it was taken.
FunctionObjective ramp() {
  return {2, [](const ParamVector& x, ParamVector& slope) {
            slope << 1, 10;
            return x[0] + 10 * x[1];
          }};
}
Plane coordinates() { return {ParamVector::Zero(2), Eigen::Vector2d(1, 0), Eigen::Vector2d(0, 1)}; }

}  // namespace

TEST_SUITE("slice") {
  TEST_CASE("every grid on the way holds the function's values at its own points") {
    for (auto [columns, rows] : {std::pair<Index, Index>{65, 65}, {65, 33}, {50, 50}, {3, 3}, {60, 48}, {4, 101}}) {
      CAPTURE(columns);
      CAPTURE(rows);
      std::vector<Slice> published;
      const Slice last = sample_slice(ramp(), coordinates(), {-1, 2, 0, 5}, {columns, rows}, {},
                                      [&](const Slice& slice) { published.push_back(slice); });
      REQUIRE_FALSE(published.empty());
      for (const Slice& slice : published) {
        CHECK(slice.a(0) == -1);
        CHECK(slice.a(slice.columns - 1) == 2);
        CHECK(slice.b(slice.rows - 1) == 5);
        for (Index row = 0; row < slice.rows; ++row)
          for (Index column = 0; column < slice.columns; ++column)
            CHECK(slice.at(column, row) == doctest::Approx(slice.a(column) + 10 * slice.b(row)).epsilon(1e-12));
      }
      CHECK(published.back().complete);
      CHECK(published.back().loss == last.loss);
      CHECK(last.columns == columns);
      CHECK(last.rows == rows);
    }
  }

  TEST_CASE("65 points come as 17, 33, 65, and no point is computed twice") {
    struct Counting : FunctionObjective {
      Counting() : FunctionObjective(ramp()) {}
      mutable std::atomic<int> calls = 0;
      double evaluate(const ParamVector& w, Batch batch, ParamVector* gradient) const override {
        ++calls;
        return FunctionObjective::evaluate(w, batch, gradient);
      }
    } objective;
    std::vector<Index> sizes;
    sample_slice(objective, coordinates(), {}, {65, 65}, {},
                 [&](const Slice& slice) { sizes.push_back(slice.columns); });
    CHECK(sizes == std::vector<Index>{17, 33, 65});
    CHECK(objective.calls == 65 * 65);
  }

  TEST_CASE("infinite and undefined losses are kept") {
    const FunctionObjective objective(
        2, [](const ParamVector& x, ParamVector&) { return x[0] > 0 ? INFINITY : std::sqrt(x[1]); });
    const Slice slice = sample_slice(objective, coordinates(), {-1, 1, -1, 1}, {5, 5});
    CHECK(std::isinf(slice.at(4, 2)));
    CHECK(std::isnan(slice.at(0, 0)));
    CHECK(slice.complete);
  }

  TEST_CASE("interpolation is exact for a ramp and nan outside") {
    const Slice slice = sample_slice(ramp(), coordinates(), {-1, 2, 0, 5}, {9, 7});
    CHECK(slice.interpolate(0.123, 3.21) == doctest::Approx(0.123 + 32.1));
    CHECK(slice.interpolate(2, 5) == doctest::Approx(52));
    CHECK(std::isnan(slice.interpolate(2.01, 1)));
  }

  TEST_CASE("a stop ends it, incomplete") {
    std::stop_source stop;
    const Slice slice =
        sample_slice(ramp(), coordinates(), {}, {65, 65}, stop.get_token(), [&](const Slice&) { stop.request_stop(); });
    CHECK_FALSE(slice.complete);
    CHECK(std::isfinite(slice.at(0, 0)));
  }
}
