#include "core/landscape/planes.h"

#include <cmath>
#include <numbers>

#include "support.h"

using namespace cartograd;

namespace {

Run run_through(const std::vector<ParamVector>& points) {
  Run run;
  for (std::size_t i = 0; i < points.size(); ++i) {
    run.step.push_back(static_cast<Index>(i));
    run.loss.push_back(1);
    run.gradient_norm.push_back(1);
    run.parameters.push_back(std::make_shared<const ParamVector>(points[i]));
  }
  return run;
}

PlaneFit fit(const std::string& id, const std::vector<Run>& runs, const ParamLayout& layout,
             std::map<std::string, std::string> words = {}) {
  const auto& kind = find_kind(planes(), "plane", id);
  Settings settings = initial_settings(kind.settings);
  for (const auto& [name, word] : words) settings.set(name, word);
  return kind.make({settings, runs, layout, Rng(1)});
}

}  // namespace

TEST_SUITE("planes") {
  TEST_CASE("projection solves the 2×2 system, also for skew directions") {
    for (const auto& entry : oracle("13_slices", "projections")) {
      const Plane plane{to_vector(entry["origin"]), to_vector(entry["d1"]), to_vector(entry["d2"])};
      CHECK(plane.cosine() == doctest::Approx(entry["cos_d1_d2"].get<double>()).epsilon(1e-12));
      for (std::size_t i = 0; i < entry["points"].size(); ++i) {
        const ParamVector w = to_vector(entry["points"][i]);
        CHECK(relative_difference(plane.project(w), to_vector(entry["coords_least_squares"][i])) < 1e-12);
        CHECK(plane.off_plane(w) == doctest::Approx(entry["out_of_plane_distance"][i].get<double>()).epsilon(1e-11));
      }
    }
  }

  TEST_CASE("principal directions and shares agree with the table") {
    for (const auto& entry : oracle("13_slices", "projections")) {
      std::vector<ParamVector> points;
      for (const auto& point : entry["points"]) points.push_back(to_vector(point));
      const std::vector<Run> runs = {run_through(points)};
      const PlaneFit found = fit("pca", runs, {});
      const ParamVector first = to_vector(entry["pca"]["component1_up_to_sign"]),
                        second = to_vector(entry["pca"]["component2_up_to_sign"]);
      CHECK(std::abs(found.plane.u.dot(first)) == doctest::Approx(1).epsilon(1e-12));
      CHECK(std::abs(found.plane.v.dot(second)) == doctest::Approx(1).epsilon(1e-12));
      const VarianceShare share = variance_share(found.plane, runs);
      CHECK(share.a == doctest::Approx(entry["pca"]["explained_variance_ratio"][0].get<double>()).epsilon(1e-12));
      CHECK(share.b == doctest::Approx(entry["pca"]["explained_variance_ratio"][1].get<double>()).epsilon(1e-12));
      CHECK(share.plane == doctest::Approx(share.a + share.b));
    }
  }

  TEST_CASE("every kind: the point at (a, b) projects to (a, b) and lies in the plane") {
    Rng rng(2);
    const Network network = Network::mlp({3, 4, 2}, find_activation("tanh"), find_activation("linear"));
    std::vector<ParamVector> points;
    for (int i = 0; i < 6; ++i)
      points.push_back(ParamVector::NullaryExpr(network.dimension(), [&] { return rng.normal(); }));
    for (const auto& kind : planes())
      for (const char* how : {"none", "layer", "filter"}) {
        CAPTURE(kind.id);
        CAPTURE(how);
        const PlaneFit found = fit(kind.id, {run_through(points)}, network.layout(), {{"normalize", how}});
        const ParamVector w = found.plane.at(0.7, -1.3);
        CHECK(relative_difference(found.plane.project(w), Eigen::Vector2d(0.7, -1.3)) < 1e-10);
        CHECK(found.plane.off_plane(w) < 1e-10 * w.norm());
        if (kind.id == "random") CHECK(std::abs(found.plane.cosine()) < 1e-12);
      }
  }

  TEST_CASE("filter normalisation gives each row the norm of the weights' row and leaves biases out") {
    Rng rng(3);
    const Network network = Network::mlp({3, 4, 2}, find_activation("relu"), find_activation("linear"));
    const auto random = [&] {
      return ParamVector(ParamVector::NullaryExpr(network.dimension(), [&] { return rng.normal(); }));
    };
    const ParamVector w = random();
    ParamVector direction = random();
    normalize_direction(direction, w, network.layout(), "filter");
    for (const ParamBlock& block : network.layout())
      for (Index row = 0; row < block.rows; ++row) {
        const auto rows = [&](const ParamVector& x) {
          return x.segment(block.offset + row * block.cols, block.cols).norm();
        };
        CHECK(rows(direction) == doctest::Approx(block.is_bias ? 0 : rows(w)).epsilon(1e-12));
      }
    ParamVector at_zero = random();
    const ParamVector before = at_zero;
    normalize_direction(at_zero, ParamVector::Zero(w.size()), network.layout(), "filter");
    CHECK(at_zero == before);  // nothing to scale to: left as it is
  }

  TEST_CASE("a path that does not move, or moves on a line, still has a plane and says so") {
    const ParamVector point = ParamVector::Ones(5);
    const PlaneFit still = fit("pca", {run_through({point, point})}, {});
    CHECK(still.plane.u.norm() == doctest::Approx(1));
    CHECK(still.plane.v.norm() == doctest::Approx(1));
    CHECK_FALSE(still.note.empty());
    const PlaneFit line = fit("pca", {run_through({point, 2 * point, 4 * point})}, {});
    CHECK(std::abs(line.plane.u.dot(point.normalized())) == doctest::Approx(1));
    CHECK(std::abs(line.plane.cosine()) < 1e-9);
    CHECK_FALSE(line.note.empty());
    CHECK(fit("pca", {run_through({point})}, {}).plane.v.allFinite());
  }

  TEST_CASE("the automatic window holds every path with room") {
    PlaneFit found;
    const std::vector<Trajectory> paths = {{{0, 4}, {0, 0.1}, {0, 0}}, {{0, -1}, {0, 0.2}, {0, 0}}};
    const Window window = automatic_window(found, paths);
    CHECK(window.a_min < -1.5);
    CHECK(window.a_max > 4.5);
    CHECK(window.b_min < 0);
    CHECK(window.b_max > 0.2);
    CHECK((window.a_max - window.a_min) / (window.b_max - window.b_min) < 4.01);
    const Window nothing = automatic_window(found, {});
    CHECK(nothing.a_max > nothing.a_min);
  }
}
