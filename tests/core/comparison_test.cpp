// Between endings: hills on lines, and curves around them.
#include "core/restarts/comparison.h"

#include "core/landscape/curve.h"
#include "core/restarts/clusters.h"
#include "network_checks.h"

using namespace cartograd;

namespace {

Ending ending_at(const Objective& objective, const ParamVector& w) {
  Ending ending;
  ending.outcome = Outcome::stopped;
  ending.loss = ending.first_loss = objective.evaluate(w, {}, nullptr);
  ending.w = std::make_shared<const ParamVector>(w);
  return ending;
}

}  // namespace

TEST_SUITE("comparison") {
  TEST_CASE("a permuted copy: the table's hill on the straight line, none after alignment, and one cluster") {
    for (const auto& entry : oracle("12_symmetries", "relu")) {
      if (!entry.contains("permutation")) continue;
      const NetworkObjective objective = table_objective(entry);
      const ParamVector w = to_vector(entry["theta"]), copy = to_vector(entry["permutation"]["theta"]);
      const Profile line = line_profile(objective, w, copy, {}, 11);
      for (std::size_t i = 0; i < 11; ++i)
        CHECK(line.loss[i] == doctest::Approx(entry["permutation"]["line_loss"][i].get<double>()).epsilon(1e-12));
      CHECK(barrier(line) == doctest::Approx(entry["permutation"]["barrier"].get<double>()).epsilon(1e-10));
      const std::vector<Ending> endings = {ending_at(objective, w), ending_at(objective, copy)};
      const Comparison found = compare(objective, endings);
      CHECK(found.barriers.straight(0, 1) > 0.01);
      CHECK(found.barriers.aligned(0, 1) < 1e-14);
      CHECK(found.clusters.size() == 1);
      CHECK((found.place[0] - found.place[1]).norm() < 1e-12);
    }
  }

  TEST_CASE("(1 − ab)²: hills between its minima in closed form, and none along the valley") {
    const FunctionObjective product = product_objective();
    for (const double a : {0.5, 0.8})
      for (const double b : {1.5, 2.0}) {
        const double expected = std::pow(a / b + b / a - 2, 2) / 16;
        const Profile line = line_profile(product, ParamVector{{a, 1 / a}}, ParamVector{{b, 1 / b}});
        CHECK(barrier(line) == doctest::Approx(expected).epsilon(1e-10));
      }
    // The two branches are apart: every curve between them passes a place with ab ≤ 0, where the loss is at least 1.
    const ParamVector one{{1, 1}}, other{{-1, -1}};
    const Curve curve = find_curve(product, one, other, {}, Rng(1));
    CHECK(barrier(curve_profile(product, curve, {}, 2001)) >= 1 - 1e-5);
  }

  TEST_CASE("with two hidden units both branches are one valley: a curve finds the way around the hill") {
    // (1 − a·b)² of two vectors: from (1, 0), (1, 0) to their negatives.
    const FunctionObjective objective(4, [](const ParamVector& w, ParamVector& slope) {
      const double miss = 1 - w.head(2).dot(w.tail(2));
      slope << -2 * miss * w.tail(2), -2 * miss * w.head(2);
      return miss * miss;
    });
    const ParamVector from{{1, 0, 1, 0}}, to{{-1, 0, -1, 0}};
    CHECK(barrier(line_profile(objective, from, to)) == doctest::Approx(1));
    for (const CurveKind kind : {CurveKind::bezier, CurveKind::polyline}) {
      // In the middle of the line the gradient has no part across it; a bend to the side must be begun.
      const ParamVector aside = from + 1e-3 * ParamVector{{0, 1, 0, 1}};
      const Curve curve = find_curve(objective, aside, to, {kind, 1000}, Rng(1));
      CHECK(curve.at(0) == aside);
      CHECK(curve.at(1) == to);
      CHECK(barrier(curve_profile(objective, curve)) < 0.3);
    }
  }

  TEST_CASE("a curve lies in the plane of its ends and its bend, and one thread gives the bits of eight") {
    Rng rng(3);
    const NetworkObjective objective = random_objective({2, 4, 1}, "tanh", "mse", 0, 12, rng);
    const ParamVector from = normal_vector(objective.dimension(), rng), to = normal_vector(objective.dimension(), rng);
    const int threads = thread_count();
    set_thread_count(1);
    const Curve one = find_curve(objective, from, to, {CurveKind::bezier, 60}, Rng(5));
    set_thread_count(8);
    const Curve eight = find_curve(objective, from, to, {CurveKind::bezier, 60}, Rng(5));
    set_thread_count(threads);
    CHECK(one.bend == eight.bend);
    const Plane plane{one.from, one.to - one.from, one.bend - one.from};
    for (const CurveKind kind : {CurveKind::bezier, CurveKind::polyline}) {
      const Curve curve{kind, one.from, one.bend, one.to};
      for (const double t : {0.0, 0.2, 0.5, 0.7, 1.0}) {
        CHECK(plane.off_plane(curve.at(t)) < 1e-10);
        Curve moved = curve;  // the derivative by the bend
        moved.bend.array() += 1e-3;
        CHECK((moved.at(t) - curve.at(t) - ParamVector::Constant(from.size(), 1e-3 * curve.pull(t))).norm() < 1e-12);
      }
    }
    const auto mean = [&](const Curve& curve) {
      const Profile profile = curve_profile(objective, curve);
      double sum = 0;
      for (const double loss : profile.loss) sum += loss;
      return sum;
    };
    CHECK(mean(one) < mean({CurveKind::bezier, from, (from + to) / 2, to}));
  }

  TEST_CASE("clusters: near places with the same loss are one, others are not") {
    const FunctionObjective bowl = quadratic(ParamVector{{1, 1}});
    Clusters clusters(bowl, 0.2, 1);
    CHECK(clusters.add(ParamVector{{1, 0}}, 0.5) == 0);
    CHECK(clusters.add(ParamVector{{1.05, 0.05}}, 0.51) == 0);
    CHECK(clusters.add(ParamVector{{1.05, 0.05}}, 0.6) == 1);  // another loss
    CHECK(clusters.add(ParamVector{{0, 1}}, 0.5) == 2);        // another place
    CHECK(clusters.find(ParamVector{{-1, 0}}, 0.5) == -1);
    CHECK(clusters.clusters()[0].count == 2);
    CHECK(clusters.clusters()[2].first == 3);
  }
}
