// Many searches: what they find is known, each point is counted once, and nothing is found where there is nothing.
#include "core/critical/survey.h"

#include "core/base/decompositions.h"
#include "core/base/matching.h"
#include "core/critical/minres.h"
#include "scene_cards.h"

using namespace cartograd;

namespace {

// Uniform in a box.
StartOf in_box(Index dimension, double low, double high, std::uint64_t seed = 1) {
  return [=](Index i) {
    Rng rng(derive_seed(seed, "start", static_cast<std::uint64_t>(i)));
    return ParamVector(ParamVector::NullaryExpr(dimension, [&](Index) { return rng.uniform(low, high); }));
  };
}

// One tanh neuron with two weights on four samples (card S02): nine critical points, and plains that go on for ever.
NetworkObjective flagship() {
  Dataset data;
  const auto card = scene_card("S02");
  const auto samples = card["setup"]["samples_x1_x2_target"];
  data.inputs.resize(2, 4);
  data.values.resize(1, 4);
  for (Index i = 0; i < 4; ++i) {
    const auto& row = samples[static_cast<std::size_t>(i)];
    data.inputs.col(i) << row[0].get<double>(), row[1].get<double>();
    data.values(0, i) = row[2].get<double>();
  }
  return {Network::mlp({2, 1}, find_activation("linear"), find_activation("tanh"), false), data, find_loss("mse", data),
          0};
}

void check_points(const Survey& found, const std::vector<KnownPoint>& known) {
  CHECK(found.points.size() == known.size());
  for (const KnownPoint& point : known) {
    CAPTURE(point.w.transpose());
    CHECK(std::ranges::any_of(found.points, [&](const CriticalPoint& other) {
      return (other.w - point.w).norm() < 1e-6 && other.negative == *point.index && other.degenerate == 0;
    }));
  }
}

}  // namespace

TEST_SUITE("survey") {
  TEST_CASE("each method finds exactly the known points of functions, and their Morse sum") {
    struct Row {
      const char* function;
      double low, high;
    };
    for (const KindInfo* method : infos(search_methods()))
      for (const Row& row : {Row{"himmelblau", -5, 5}, Row{"six_hump_camel", -2, 2}, Row{"styblinski_tang", -4, 4}}) {
        CAPTURE(method->id);
        CAPTURE(row.function);
        const AnalyticFunction function = make_function(row.function);
        const Survey found = survey(*function.objective, in_box(2, row.low, row.high), 300, {.method = method->id});
        check_points(found, function.known_points);
        CHECK(morse_sum(found) == 1);
        CHECK(found.searches == 300);
        Index hits = static_cast<Index>(found.rejected.size());
        for (const Index each : found.hits) hits += each;
        CHECK(hits == 300);
      }
  }

  TEST_CASE("S02: nine points, and nothing on the plains around them") {
    const NetworkObjective objective = flagship();
    const auto card = scene_card("S02");
    const Survey found = survey(objective, in_box(2, -3, 5), 600);
    CHECK(found.count(PointKind::minimum) == card["accept"]["counts_by_index"][0].get<Index>());
    CHECK(found.count(PointKind::saddle) == card["accept"]["counts_by_index"][1].get<Index>());
    CHECK(found.count(PointKind::maximum) == card["accept"]["counts_by_index"][2].get<Index>());
    // Far out tanh is 1 in double precision and the gradient exactly 0: degenerate, never a minimum.
    CHECK(found.points.size() - static_cast<std::size_t>(found.count(PointKind::degenerate)) == 9);
    for (const CriticalPoint& point : found.points) {
      if (point.degenerate > 0) CHECK(point.w.cwiseAbs().maxCoeff() > 6);
    }
    CHECK(found.rejected.size() > 0);  // the plains are met, and are not taken for anything
    for (const auto& known : card["observed"]["critical_points"])
      CHECK(std::ranges::any_of(
          found.points, [&](const CriticalPoint& point) { return (point.w - to_vector(known["w"])).norm() < 1e-6; }));
  }

  TEST_CASE("where there is no critical point none is found") {
    const AnalyticFunction trap = make_function("gradient_flat_trap");
    for (const KindInfo* method : infos(search_methods())) {
      CAPTURE(method->id);
      const Survey found = survey(*trap.objective, in_box(2, -3, 3), 100, {.method = method->id});
      CHECK(found.points.empty());
      CHECK(found.rejected.size() == 100);
      // A slope that fades: its gradient is shorter than any tolerance, far enough out.
      const FunctionObjective fading(2, [](const ParamVector& w, ParamVector& slope) {
        slope = Eigen::Vector2d(-std::exp(-w[0]), 2 * w[1]);
        return std::exp(-w[0]) + w[1] * w[1];
      });
      const Survey out = survey(fading, in_box(2, -1, 25), 60, {.method = method->id});
      CHECK(out.points.empty());
    }
  }

  TEST_CASE("a plain is a flat region, not a saddle and not a minimum") {
    Dataset data;  // max(0, w x + b) on x > 0, card S06: where it is off for all samples nothing changes anything
    data.inputs = Eigen::RowVectorXd::LinSpaced(11, 0, 1);
    data.values = data.inputs;
    const NetworkObjective neuron(Network::mlp({1, 1}, find_activation("linear"), find_activation("relu")), data,
                                  find_loss("mse", data), 0);
    const Survey found = survey(neuron, in_box(2, -2, -1), 10);
    REQUIRE(found.points.size() == 1);
    CHECK(found.points[0].kind() == PointKind::flat_region);
    CHECK(found.hits[0] == 10);
    CHECK(describe_kind(found.points[0]) == "flat region");
    const AnalyticFunction monkey = make_function("monkey_saddle");
    const CriticalPoint point = find_critical_point(*monkey.objective, Eigen::Vector2d(0.2, 0.1));
    CHECK(point.kind() == PointKind::degenerate);
  }

  TEST_CASE("one thread and four give the same bits; a stop keeps what had ended") {
    const AnalyticFunction himmelblau = make_function("himmelblau");
    const auto run = [&](int threads) {
      set_thread_count(threads);
      const Survey found = survey(*himmelblau.objective, in_box(2, -5, 5), 60);
      set_thread_count(0);
      return found;
    };
    const Survey one = run(1), four = run(4);
    REQUIRE(one.points.size() == four.points.size());
    CHECK(one.hits == four.hits);
    for (std::size_t k = 0; k < one.points.size(); ++k) {
      CHECK(one.points[k].w == four.points[k].w);
      CHECK(one.points[k].eigenvalues == four.points[k].eigenvalues);
    }
    std::stop_source stop;
    Index told = 0;
    const Survey some =
        survey(*himmelblau.objective, in_box(2, -5, 5), 100000, {}, stop.get_token(), [&](const Survey& growing) {
          CHECK(growing.searches > told);
          told = growing.searches;
          if (told > 20) stop.request_stop();
        });
    CHECK(some.searches >= told);
    CHECK(some.searches < 100000);
  }

  TEST_CASE("copies of a network are one point; other points stay apart") {
    Rng rng(3);
    Dataset data;
    data.inputs = Matrix::NullaryExpr(2, 12, [&](Index, Index) { return rng.normal(); });
    data.values = Matrix::NullaryExpr(1, 12, [&](Index, Index) { return rng.normal(); });
    const NetworkObjective objective(Network::mlp({2, 4, 3, 1}, find_activation("tanh"), find_activation("linear")),
                                     data, find_loss("mse", data), 0.01);
    const ParamVector w = normal_vector(objective.dimension(), rng);
    ParamVector copy = w;
    // Units 0 and 2 of the first hidden layer change places, and unit 1 its sign.
    const auto swap_units = [&](Index i, Index j) {
      copy.segment(2 * i, 2).swap(copy.segment(2 * j, 2));
      std::swap(copy[8 + i], copy[8 + j]);
      for (Index r = 0; r < 3; ++r) std::swap(copy[12 + 4 * r + i], copy[12 + 4 * r + j]);
    };
    swap_units(0, 2);
    copy.segment(2, 2) *= -1;
    copy[9] *= -1;
    for (Index r = 0; r < 3; ++r) copy[12 + 4 * r + 1] *= -1;
    CHECK(objective.evaluate(copy, {}, nullptr) == doctest::Approx(objective.evaluate(w, {}, nullptr)).epsilon(1e-14));
    CHECK((copy - w).norm() > 1);
    CHECK((objective.aligned(copy, w) - w).norm() < 1e-14);
    CHECK(objective.aligned(w, w) == w);
    Survey found;
    CriticalPoint point;
    point.w = w;
    point.end = SearchEnd::critical;
    classify(objective, point, {}, {});
    CriticalPoint twin = point;
    twin.w = copy;
    found.add(objective, point);
    found.add(objective, twin);
    CHECK(found.points.size() == 1);
    twin.w[0] += 0.1;  // the same numbers, another place
    found.add(objective, twin);
    CHECK(found.points.size() == 2);
    CHECK(found.hits == std::vector<Index>{2, 1});
  }

  TEST_CASE("matching: as good as the best of all orders") {
    Rng rng(8);
    for (Index n = 1; n <= 6; ++n)
      for (int trial = 0; trial < 20; ++trial) {
        const Matrix gain = Matrix::NullaryExpr(n, n, [&](Index, Index) { return std::round(3 * rng.normal()); });
        const auto worth = [&](const std::vector<Index>& partner) {
          double sum = 0;
          for (Index i = 0; i < n; ++i) sum += gain(i, partner[static_cast<std::size_t>(i)]);
          return sum;
        };
        std::vector<Index> order(static_cast<std::size_t>(n));
        for (Index i = 0; i < n; ++i) order[static_cast<std::size_t>(i)] = i;
        double best = -1e9;
        do best = std::max(best, worth(order));
        while (std::ranges::next_permutation(order).found);
        CHECK(worth(best_matching(gain)) == best);
      }
  }

  TEST_CASE("minimum residuals: indefinite, singular, and right sides without a solution") {
    Rng rng(2);
    for (const Index zeros : {0, 3}) {
      const Index n = 12;
      Matrix a = Matrix::NullaryExpr(n, n, [&](Index, Index) { return rng.normal(); });
      const Matrix q = orthonormal_columns(a);
      Eigen::VectorXd values = Eigen::VectorXd::NullaryExpr(n, [&](Index) { return rng.normal(); });
      values.head(zeros).setZero();
      const Matrix h = q * values.asDiagonal() * q.transpose();
      const SymmetricOperator op{n, [&](const ParamVector& x) { return ParamVector(h * x); }};
      const ParamVector right = normal_vector(n, rng), x = minres(op, right, 1e-12, 50);
      // The best answer leaves a residual that H cannot see.
      CHECK((h * (h * x - right)).norm() < 1e-6 * right.norm());
      CHECK(minres(op, ParamVector::Zero(n), 1e-12, 50) == ParamVector::Zero(n));
    }
  }
}
