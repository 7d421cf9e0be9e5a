// The stage that searches for critical points: known points are all found, random landscapes have as many as theory
// says.
#include "core/experiment/critical_points.h"

#include <cmath>
#include <numbers>

#include "core/experiment/document.h"
#include "support.h"

using namespace cartograd;

namespace {

std::string function(const std::string& objective, const std::string& critical) {
  return "[objective]\n" + objective + "\n[[run]]\noptimizer = \"gd\"\nlr = 1e-3\nsteps = 1\n[plane]\nkind = " +
         "\"weights\"\n[slice]\nresolution = [3, 3]\n[critical]\n" + critical + "\n";
}

FoundPoints found_points(const std::string& text) {
  const Results results = compute(parse_document(text, "test", {}).experiment);
  REQUIRE(results.found);
  CHECK(results.found->finished);
  return *results.found;
}

std::string spin_glass(int dimension, int draw) {
  return fmt::format("loss = \"spin_glass\"\ndimension = {}\ndraw = {}", dimension, draw);
}

struct Mean {
  Index count = 0;
  double sum = 0, squares = 0;
  void add(double value) {
    ++count;
    sum += value;
    squares += value * value;
  }
  double mean() const { return sum / static_cast<double>(count); }
  double error() const {
    return std::sqrt((squares / static_cast<double>(count) - mean() * mean()) / static_cast<double>(count - 1));
  }
};

// Points of a periodic function, each once.
std::vector<CriticalPoint> in_one_period(const std::vector<CriticalPoint>& points) {
  std::vector<CriticalPoint> different;
  for (const CriticalPoint& point : points)
    if (std::ranges::none_of(different, [&](const CriticalPoint& other) {
          return (point.w - other.w)
                     .unaryExpr([](double way) { return std::remainder(way, 2 * std::numbers::pi); })
                     .norm() < 1e-4;
        }))
      different.push_back(point);
  return different;
}

}  // namespace

TEST_SUITE("critical_points") {
  TEST_CASE("all nine points of Himmelblau's function, from its window and from anywhere, and what topology says") {
    for (const std::string from : {"slice", "random"}) {
      CAPTURE(from);
      const FoundPoints found =
          found_points(function("loss = \"himmelblau\"", "searches = 200\nfrom = \"" + from + "\""));
      CHECK(found.planned == 200);
      CHECK(found.survey.searches == 200);
      CHECK(found.survey.points.size() == 9);
      CHECK(found.survey.count(PointKind::minimum) == 4);
      CHECK(found.survey.count(PointKind::saddle) == 4);
      CHECK(found.survey.count(PointKind::maximum) == 1);
      CHECK(morse_sum(found.survey) == found.problem->morse_sum);
      for (const KnownPoint& known : found.problem->known_points)
        CHECK(std::ranges::any_of(found.survey.points,
                                  [&](const CriticalPoint& point) { return (point.w - known.w).norm() < 1e-6; }));
    }
  }

  TEST_CASE("spin glasses have as many points, and as many minima, as Kac and Rice's formula says") {
    for (const auto& row : oracle("15_random_landscapes", "spherical_3_spin_expected", "rows")) {
      const int n = row["N"];
      if (n < 3 || n > 5) continue;
      CAPTURE(n);
      constexpr int draws = 16;
      Mean points, minima;
      int consistent = 0;
      for (int draw = 0; draw < draws; ++draw) {
        const FoundPoints found = found_points(function(
            spin_glass(n, draw),
            fmt::format("method = \"gauss_newton\"\nfrom = \"random\"\nsearches = {}", 300 * (n - 2) * (n - 2))));
        points.add(static_cast<double>(found.survey.points.size()));
        minima.add(static_cast<double>(found.survey.count(PointKind::minimum)));
        consistent += morse_sum(found.survey) == found.problem->morse_sum ? 1 : 0;
      }
      CHECK(std::abs(points.mean() - row["expected_total"].get<double>()) < 4 * points.error());
      CHECK(std::abs(minima.mean() - row["expected_by_index"][0].get<double>()) < 4 * minima.error());
      const double share = minima.sum / points.sum;  // its error: mostly that of the number of minima
      CHECK(std::abs(share - row["fraction_minima"].get<double>()) <
            4 * (minima.error() + share * points.error()) / points.mean());
      CHECK(consistent >= 0.85 * draws);
    }
  }

  TEST_CASE("a field on the torus: as many saddles as minima and maxima together") {
    for (const int draw : {0, 1, 2, 3, 4}) {
      CAPTURE(draw);
      const FoundPoints found = found_points(
          function(fmt::format("loss = \"gaussian_field\"\ndraw = {}", draw), "from = \"random\"\nsearches = 1500"));
      int sum = 0;
      const std::vector<CriticalPoint> points = in_one_period(found.survey.points);
      for (const CriticalPoint& point : points) {
        CHECK(point.degenerate == 0);
        sum += point.negative % 2 == 0 ? 1 : -1;
      }
      CHECK(points.size() >= 4);
      CHECK(sum == found.problem->morse_sum);
    }
  }

  TEST_CASE("sizes count what searches on a problem of that size find") {
    const FoundPoints both =
        found_points(function(spin_glass(3, 1), "searches = 60\nfrom = \"random\"\nsizes = [3, 4]"));
    REQUIRE(both.sizes.size() == 2);
    for (const int n : {3, 4}) {
      const SizeCount& size = both.sizes[static_cast<std::size_t>(n - 3)];
      const FoundPoints alone = found_points(function(spin_glass(n, 1), "searches = 60\nfrom = \"random\""));
      CHECK(size.parameters == n);
      CHECK(size.points == std::ssize(alone.survey.points));
      CHECK(size.minima == alone.survey.count(PointKind::minimum));
    }
    const FoundPoints network = found_points(
        "[data]\nsamples = 20\n[network]\nhidden = [2]\n[objective]\nweight_decay = 0.01\n[[run]]\nsteps = 2\n[plane]\n"
        "kind = \"weights\"\n[slice]\nresolution = [3, 3]\n[critical]\nsearches = 4\nsizes = [1, 3]\n");
    REQUIRE(network.sizes.size() == 2);
    CHECK(network.problem->objective->dimension() == 9);
    CHECK(network.sizes[0].parameters == 5);
    CHECK(network.sizes[1].parameters == 13);
    CHECK_THROWS_WITH_AS(found_points(function("loss = \"himmelblau\"", "searches = 1\nsizes = [3]")),
                         doctest::Contains("critical.sizes needs a network"), InputError);
  }

  TEST_CASE("one thread and four give the same bits; a stop keeps what had ended, and other sizes are left out") {
    const std::string text = function(spin_glass(4, 2), "searches = 80\nfrom = \"slice\"");
    const auto run = [&](int threads) {
      set_thread_count(threads);
      const FoundPoints found = found_points(text);
      set_thread_count(0);
      return found.survey;
    };
    const Survey one = run(1), four = run(4);
    REQUIRE(one.points.size() == four.points.size());
    CHECK(one.hits == four.hits);
    for (std::size_t k = 0; k < one.points.size(); ++k) CHECK(one.points[k].w == four.points[k].w);

    const Document document =
        parse_document(function(spin_glass(4, 2), "searches = 100000\nfrom = \"random\"\nsizes = [3]"), "test", {});
    const auto basis = std::make_shared<const TrainResult>(train_all(train_request(document.experiment)));
    std::stop_source stop;
    int published = 0;
    const FoundPoints some =
        find_critical_points({basis, nullptr, 1, document.experiment.critical}, stop.get_token(), [&](FoundPoints) {
          if (++published == 2) stop.request_stop();
        });
    CHECK_FALSE(some.finished);
    CHECK(some.survey.searches > 0);
    CHECK(some.survey.searches < some.planned);
    CHECK(some.sizes.empty());
    CHECK(published == 2);
  }
}
