// Critical points of the drawn surface: of its grid, and of the function on the plane.
#include "core/critical/slice_points.h"

#include <cmath>
#include <limits>

#include "core/base/rng.h"
#include "core/experiment/compute.h"
#include "core/experiment/document.h"
#include "support.h"

using namespace cartograd;

namespace {

const Plane whole_plane = {Eigen::Vector2d::Zero(), Eigen::Vector2d::UnitX(), Eigen::Vector2d::UnitY()};

Slice slice_of(const AnalyticFunction& function, Index columns, Index rows) {
  return sample_slice(*function.objective, whole_plane, function.window, {columns, rows});
}

SlicePoints points_of(const AnalyticFunction& function, Index columns, Index rows) {
  return slice_points(*function.objective, whole_plane, slice_of(function, columns, rows));
}

Index count(const SlicePoints& found, SliceKind kind) {
  return std::ranges::count(found.points, kind, &SlicePoint::kind);
}

// Numbers of a few values, so that many are equal, with a share of holes.
Slice random_grid(Index columns, Index rows, double holes, Rng& rng) {
  Slice slice{{}, columns, rows, {}, true};
  for (Index i = 0; i < columns * rows; ++i) {
    const double hole = rng.uniform() < 0.5 ? std::numeric_limits<double>::infinity() : std::nan("");
    slice.loss.push_back(rng.uniform() < holes ? hole : std::floor(rng.uniform(0, 6)));
  }
  return slice;
}

Results small_network() {
  return compute(parse_document("[data]\nsamples = 40\n[network]\nhidden = [3]\n[objective]\nweight_decay = 0.02\n"
                                "[[run]]\nsteps = 1\n[plane]\nkind = \"random\"\n"
                                "[slice]\nresolution = [33, 33]\nrange = [-4, 4, -4, 4]\n",
                                "test", {})
                     .experiment);
}

}  // namespace

TEST_SUITE("slice_points") {
  TEST_CASE("the Euler characteristic of a disc on random grids of all sizes, with equal losses and with holes") {
    Rng rng(1);
    for (const Index columns : {1, 2, 3, 4, 7, 16, 33})
      for (const Index rows : {1, 2, 3, 5, 8, 17})
        for (const double holes : {0.0, 0.05, 0.5, 1.0})
          for (int trial = 0; trial < 10; ++trial) {
            const Slice slice = random_grid(columns, rows, holes, rng);
            const GridPoints points = count_grid_points(slice);
            CHECK(points.signed_sum() + points.boundary == 1);
            for (const auto* each : {&points.minima, &points.saddles, &points.maxima})
              for (const Index number : *each) {
                const Index column = number % columns, row = number / columns;
                for (Index i = -1; i <= 1; ++i)
                  for (Index j = -1; j <= 1; ++j)
                    if (i * j >= 0) REQUIRE(std::isfinite(slice.at(column + i, row + j)));
              }
          }
  }

  TEST_CASE("a monkey saddle counts twice on the grid, and is degenerate") {
    const AnalyticFunction monkey = make_function("monkey_saddle");
    const Slice slice = slice_of(monkey, 21, 21);
    const GridPoints grid = count_grid_points(slice);
    CHECK(grid.saddles == std::vector<Index>{220, 220});
    CHECK(grid.minima.empty());
    CHECK(grid.maxima.empty());
    CHECK(grid.boundary == 3);
    const SlicePoints found = slice_points(*monkey.objective, whole_plane, slice);
    REQUIRE(found.points.size() == 1);
    CHECK(found.points[0].kind == SliceKind::degenerate);
    CHECK_FALSE(found.consistent);
  }

  TEST_CASE("functions of two parameters: the slice points are the known points, and the grid agrees") {
    for (const std::string id : {"himmelblau", "six_hump_camel", "three_hump_camel", "double_well"}) {
      CAPTURE(id);
      const AnalyticFunction function = make_function(id);
      const SlicePoints found = points_of(function, 65, 65);
      CHECK(found.points.size() == function.known_points.size());
      CHECK(found.consistent);
      CHECK(found.left_out == 0);
      CHECK(found.boundary == 0);  // they rise towards the edge of the window
      for (const KnownPoint& known : function.known_points) {
        const auto near = std::ranges::find_if(found.points, [&](const SlicePoint& point) {
          return std::hypot(point.a - known.w[0], point.b - known.w[1]) < 1e-7;
        });
        REQUIRE(near != found.points.end());
        CHECK(near->kind == std::array{SliceKind::minimum, SliceKind::saddle,
                                       SliceKind::maximum}[static_cast<std::size_t>(*known.index)]);
        CHECK(near->loss == doctest::Approx(function.objective->evaluate(known.w, {}, nullptr)));
        CHECK(near->full_gradient_norm < 1e-5);  // here the plane is all there is
      }
    }
    const SlicePoints himmelblau = points_of(make_function("himmelblau"), 65, 65);
    CHECK(count(himmelblau, SliceKind::minimum) == 4);
    CHECK(count(himmelblau, SliceKind::saddle) == 4);
    CHECK(count(himmelblau, SliceKind::maximum) == 1);
    const SlicePoints camel = points_of(make_function("six_hump_camel"), 65, 65);
    CHECK(count(camel, SliceKind::minimum) == 6);
    CHECK(count(camel, SliceKind::saddle) == 7);
    CHECK(count(camel, SliceKind::maximum) == 2);
  }

  TEST_CASE("Rastrigin on a fine grid has all its points; on whole numbers it looks like a paraboloid") {
    AnalyticFunction rastrigin = make_function("rastrigin");
    const SlicePoints fine = points_of(rastrigin, 105, 105);
    CHECK(count(fine, SliceKind::minimum) == 25);
    CHECK(count(fine, SliceKind::saddle) == 60);
    CHECK(count(fine, SliceKind::maximum) == 36);
    CHECK(fine.consistent);
    rastrigin.window = {-3, 3, -3, 3};
    const Slice whole_numbers = slice_of(rastrigin, 7, 7);
    const GridPoints grid = count_grid_points(whole_numbers);
    CHECK(grid.minima == std::vector<Index>{24});
    CHECK(grid.saddles.empty());
    CHECK(grid.maxima.empty());
  }

  TEST_CASE("three points a side take the saddle between two wells for one well, and the slice point tells") {
    const AnalyticFunction wells = make_function("double_well");
    const Slice coarse = slice_of(wells, 3, 3);
    CHECK(count_grid_points(coarse).minima == std::vector<Index>{4});
    const SlicePoints found = slice_points(*wells.objective, whole_plane, coarse);
    REQUIRE(found.points.size() == 1);
    CHECK(found.points[0].kind == SliceKind::saddle);
    CHECK_FALSE(found.consistent);
  }

  TEST_CASE("more candidates than are looked at are said, and not called consistent") {
    AnalyticFunction rastrigin = make_function("rastrigin");
    rastrigin.window = {-10.2, 10.2, -10.2, 10.2};
    const Slice slice = slice_of(rastrigin, 205, 205);
    const GridPoints grid = count_grid_points(slice);
    const SlicePoints found = slice_points(*rastrigin.objective, whole_plane, slice);
    CHECK(grid.minima.size() == 441);
    CHECK(found.left_out == static_cast<Index>(grid.minima.size() + grid.saddles.size() + grid.maxima.size()) - 400);
    CHECK(found.points.size() == 400);
    CHECK_FALSE(found.consistent);
  }

  TEST_CASE("an objective on a skew plane: derivatives are those of its values") {
    const AnalyticFunction function = make_function("rosenbrock", {{"dimension", 4.0}});
    Rng rng(3);
    const Plane plane{normal_vector(4, rng), normal_vector(4, rng), 0.3 * normal_vector(4, rng)};
    const PlaneObjective surface(*function.objective, plane);
    const Eigen::Vector2d place(0.3, -0.2), v(1, -2);
    ParamVector gradient;
    CHECK(surface.evaluate(place, {}, &gradient) == function.objective->evaluate(plane.at(0.3, -0.2), {}, nullptr));
    const double step = 1e-6;
    const double slope =
        (surface.evaluate(place + step * v, {}, nullptr) - surface.evaluate(place - step * v, {}, nullptr)) /
        (2 * step);
    CHECK(gradient.dot(v) == doctest::Approx(slope).epsilon(1e-6));
    const ParamVector product = surface.hessian_vector(place, v);
    CHECK(relative_difference(product, surface.Objective::hessian_vector(place, v)) < 1e-6);
    CHECK(relative_difference(surface.hessian_at(place)->multiply(v), product) < 1e-12);
  }

  TEST_CASE("a plane through a network: flat within the plane, and none of the network's critical points") {
    const Results results = small_network();
    const Objective& objective = *results.training->problem->objective;
    const Plane& plane = results.slice->fit->plane;
    const SlicePoints found = slice_points(objective, plane, results.slice->slice);
    REQUIRE_FALSE(found.points.empty());
    CHECK(found.consistent);
    CHECK(count(found, SliceKind::degenerate) == 0);
    const PlaneObjective surface(objective, plane);
    for (const SlicePoint& point : found.points) {
      ParamVector gradient;
      CHECK(surface.evaluate(Eigen::Vector2d(point.a, point.b), {}, &gradient) == point.loss);
      CHECK(gradient.norm() < 1e-7);
      CHECK(point.full_gradient_norm > 1e-3);
    }
  }

  TEST_CASE("the same on any number of threads; a stop is heard") {
    const Results results = small_network();
    const Objective& objective = *results.training->problem->objective;
    const auto points = [&](int threads, std::stop_token stop) {
      set_thread_count(threads);
      return slice_points(objective, results.slice->fit->plane, results.slice->slice, stop);
    };
    const SlicePoints one = points(1, {}), several = points(5, {});
    REQUIRE(one.points.size() == several.points.size());
    for (std::size_t i = 0; i < one.points.size(); ++i) {
      CHECK(one.points[i].a == several.points[i].a);
      CHECK(one.points[i].b == several.points[i].b);
      CHECK(one.points[i].kind == several.points[i].kind);
      CHECK(one.points[i].full_gradient_norm == several.points[i].full_gradient_norm);
    }
    std::stop_source stop;
    stop.request_stop();
    const SlicePoints stopped = points(0, stop.get_token());
    CHECK(stopped.cancelled);
    CHECK(stopped.points.empty());
    CHECK_FALSE(stopped.consistent);
  }
}
