// Quantities of the full space over the plane, and the critical points of the drawn surface as a stage.
#include "core/experiment/plane_map.h"

#include <cmath>

#include "core/base/decompositions.h"
#include "core/base/parallel.h"
#include "core/experiment/document.h"
#include "core/experiment/plane_points.h"
#include "support.h"

using namespace cartograd;

namespace {

Results computed(const std::string& text) { return compute(parse_document(text, "test", {}).experiment); }

Results function(const std::string& id, const std::string& range) {
  return computed("[objective]\nloss = \"" + id + "\"\n[plane]\nkind = \"weights\"\n[[run]]\nsteps = 3\nlr = 1e-3\n" +
                  "[slice]\nresolution = [33, 33]\nrange = " + range + "\n");
}

Results network(int hidden, const std::string& more = "") {
  return computed("[data]\nsamples = 30\n[network]\nhidden = [" + std::to_string(hidden) +
                  "]\n[[run]]\nsteps = 10\n[plane]\nkind = \"random\"\n[slice]\nresolution = [9, 9]\n" + more);
}

bool same_bits(const Slice& a, const Slice& b) {
  return std::ranges::equal(a.loss, b.loss,
                            [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

}  // namespace

TEST_SUITE("plane_map") {
  TEST_CASE("Himmelblau's gradient: lowest on the grid beside the known points, zero where one lies on it") {
    const Results results = function("himmelblau", "[-5, 3, -6, 2]");  // (3, 2) is a corner
    const PlaneMap map = plane_map({results.slice, MapQuantity::gradient});
    CHECK(map.grid.complete);
    REQUIRE(map.grid.columns == 33);
    CHECK(map.grid.at(32, 32) < 1e-12);
    const Problem& problem = *results.training->problem;
    for (Index row = 0; row < 33; row += 4)
      for (Index column = 0; column < 33; column += 4) {
        ParamVector gradient;
        problem.objective->evaluate(Eigen::Vector2d(map.grid.a(column), map.grid.b(row)), {}, &gradient);
        CHECK(map.grid.at(column, row) == doctest::Approx(gradient.norm()));
      }
    double typical = 0;
    for (const double value : map.grid.loss) typical += value / static_cast<double>(map.grid.loss.size());
    for (const KnownPoint& known : problem.known_points)
      if (const double near = map.grid.interpolate(known.w[0], known.w[1]); std::isfinite(near))
        CHECK(near < 0.2 * typical);
  }

  TEST_CASE("the ratio is 0 where everything is convex, and that of both curvatures on a saddle") {
    const Results bowl = function("bowl", "[-1, 1, -1, 1]");
    for (const double value : plane_map({bowl.slice, MapQuantity::curvature}).grid.loss) CHECK(value == 0);
    const Results saddle = function("quadratic_saddle", "[-1, 1, -1, 1]");  // 2 up, 1 down
    for (const double value : plane_map({saddle.slice, MapQuantity::curvature}).grid.loss)
      CHECK(value == doctest::Approx(0.5));
    CHECK(negative_curvature_ratio(-1, 1) == 1);
    CHECK(negative_curvature_ratio(-4, -1) == 4);
    CHECK(negative_curvature_ratio(0, 0) == 0);
    CHECK(std::isnan(negative_curvature_ratio(NAN, 1)));
    CHECK(std::isnan(negative_curvature_ratio(-1, NAN)));
  }

  TEST_CASE("of a network it is that of all parameters, from all eigenvalues or from both ends") {
    for (const int hidden : {4, 50}) {
      const Results results = network(hidden);
      const Objective& objective = *results.training->problem->objective;
      const PlaneMap map = plane_map({results.slice, MapQuantity::curvature});
      for (const auto& [column, row] : {std::pair<Index, Index>{0, 0}, {16, 16}, {31, 7}}) {
        const ParamVector w = results.slice->fit->plane.at(map.grid.a(column), map.grid.b(row));
        const Eigen::VectorXd values =
            Eigen::SelfAdjointEigenSolver<Matrix>(dense_hessian(objective, w), Eigen::EigenvaluesOnly).eigenvalues();
        const double expected = negative_curvature_ratio(values.minCoeff(), values.maxCoeff());
        CHECK(std::abs(map.grid.at(column, row) - expected) < (hidden == 4 ? 1e-9 : 0.03));
      }
    }
  }

  TEST_CASE("coarse to fine, each grid with the points of the one before; a stop is heard") {
    const Results results = network(4);
    std::vector<PlaneMap> published;
    plane_map({results.slice, MapQuantity::gradient}, {}, [&](const PlaneMap& map) { published.push_back(map); });
    REQUIRE(published.size() == 3);
    for (std::size_t i = 0; i + 1 < published.size(); ++i) {
      const Slice &coarse = published[i].grid, &fine = published[i + 1].grid;
      CHECK_FALSE(coarse.complete);
      for (Index row = 0; row < coarse.rows; ++row)
        for (Index column = 0; column < coarse.columns; ++column)
          REQUIRE(coarse.at(column, row) == fine.at(2 * column, 2 * row));
    }
    std::stop_source stop;
    const PlaneMap stopped = plane_map({results.slice, MapQuantity::gradient}, stop.get_token(),
                                       [&](const PlaneMap&) { stop.request_stop(); });
    CHECK_FALSE(stopped.grid.complete);
  }

  TEST_CASE("the same bits on any number of threads") {
    for (const int hidden : {4, 50}) {
      const Results results = network(hidden);
      for (const MapQuantity quantity : {MapQuantity::gradient, MapQuantity::curvature}) {
        set_thread_count(1);
        const PlaneMap one = plane_map({results.slice, quantity});
        set_thread_count(5);
        CHECK(same_bits(one.grid, plane_map({results.slice, quantity}).grid));
        set_thread_count(0);
      }
    }
  }

  TEST_CASE("slice points as a stage: of finished slices, and not of another objective's surface") {
    const Results results = function("himmelblau", "[-6, 6, -6, 6]");
    const auto points = plane_points({results.slice});
    REQUIRE(points);
    CHECK(points->found.points.size() == 9);
    CHECK(points->found.consistent);
    SliceResult unfinished = *results.slice;
    unfinished.slice.complete = false;
    CHECK_FALSE(plane_points({std::make_shared<const SliceResult>(unfinished)}));
    std::stop_source stop;
    stop.request_stop();
    CHECK_FALSE(plane_points({results.slice}, stop.get_token()));
    CHECK(plane_points({network(4, "statistics = \"origin\"\n").slice}));
    const Results normalised = computed(
        "[data]\nsamples = 30\n[network]\nhidden = [4]\nbatch_norm = true\n[[run]]\n"
        "steps = 5\n[slice]\nresolution = [9, 9]\nstatistics = \"origin\"\n");
    CHECK_FALSE(plane_points({normalised.slice}));
  }

  TEST_CASE("basins of Himmelblau: four places, each around its minimum; one thread equals eight") {
    const Results results = computed(
        "[objective]\nloss = \"himmelblau\"\n[plane]\nkind = \"weights\"\n[[run]]\noptimizer = \"gd\"\n"
        "lr = 0.005\nsteps = 2000\n[slice]\nresolution = [33, 33]\nrange = [-4.5, 4.5, -4.5, 4.5]\n");
    std::vector<Index> sizes;
    const PlaneMap basins = plane_map({results.slice, MapQuantity::ending}, {},
                                      [&](const PlaneMap& map) { sizes.push_back(map.grid.columns); });
    CHECK(sizes == std::vector<Index>{9, 17, 33, 65});
    CHECK(basins.grid.complete);
    REQUIRE(basins.endings.size() == 4);
    for (const double loss : basins.endings) CHECK(loss < 1e-10);
    const auto label = [&](double a, double b) {
      const auto at = [](double x) { return static_cast<Index>(std::lround((x + 4.5) / 9 * 64)); };
      return basins.grid.at(at(a), at(b));
    };
    std::vector<double> labels = {label(3, 2), label(-2.805, 3.131), label(-3.779, -3.283), label(3.584, -1.848)};
    std::ranges::sort(labels);
    CHECK(labels == std::vector<double>{0, 1, 2, 3});

    const int threads = thread_count();
    set_thread_count(1);
    const PlaneMap one = plane_map({results.slice, MapQuantity::ending});
    set_thread_count(8);
    const PlaneMap eight = plane_map({results.slice, MapQuantity::ending});
    set_thread_count(threads);
    CHECK(same_bits(one.grid, eight.grid));

    const PlaneMap losses = plane_map({results.slice, MapQuantity::ending_loss});
    for (const double loss : losses.grid.loss) CHECK(loss < 1e-10);
  }

  TEST_CASE("a start that diverges ends nowhere") {
    const Results results = computed(
        "[objective]\nloss = \"himmelblau\"\n[plane]\nkind = \"weights\"\n[[run]]\noptimizer = \"gd\"\n"
        "lr = 0.1\nsteps = 200\n[slice]\nresolution = [9, 9]\nrange = [-50, 50, -50, 50]\n");
    const PlaneMap map = plane_map({results.slice, MapQuantity::ending_loss});
    CHECK(std::isnan(map.grid.at(0, 0)));
    CHECK(std::isnan(map.grid.at(64, 64)));
  }
}
