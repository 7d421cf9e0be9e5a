#include "core/landscape/planes.h"

#include <cmath>
#include <fstream>
#include <numbers>

#include "core/landscape/plane_kinds.h"
#include "core/landscape/transition.h"
#include "scratch_folder.h"
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

// ½ Σ (i + 1) w_i² with parameters divided like a network's: eigenvectors and gradient are known.
class Bowl final : public Objective {
 public:
  explicit Bowl(Index dimension, ParamLayout layout = {}) : dimension_(dimension), layout_(std::move(layout)) {}
  Index dimension() const override { return dimension_; }
  const ParamLayout& layout() const override { return layout_; }
  double evaluate(const ParamVector& w, Batch, ParamVector* gradient) const override {
    const ParamVector slope = curvatures().cwiseProduct(w);
    if (gradient) *gradient = slope;
    return 0.5 * w.dot(slope);
  }
  ParamVector hessian_vector(const ParamVector&, const ParamVector& v) const override {
    return curvatures().cwiseProduct(v);
  }
  ParamVector curvatures() const { return ParamVector::LinSpaced(dimension_, 1, static_cast<double>(dimension_)); }

 private:
  Index dimension_;
  ParamLayout layout_;
};

using Words = std::map<std::string, SettingValue>;

PlaneFit fit_on(const Objective& objective, const std::string& id, const std::vector<Run>& runs,
                const Words& words = {}) {
  Settings settings = initial_settings(find_kind(planes(), "plane", id).settings);
  for (const Setting& setting : common_plane_settings()) settings.set(setting.id, setting.initial);
  for (const auto& [name, word] : words) settings.set(name, word);
  const auto found = fit_plane(id, {settings, runs, objective, Rng(1)});
  REQUIRE(found);
  return *found;
}

PlaneFit fit(const std::string& id, const std::vector<Run>& runs, const ParamLayout& layout, const Words& words = {}) {
  return fit_on(Bowl(runs.front().parameters.front()->size(), layout), id, runs, words);
}

std::vector<Run> random_runs(Index dimension, int count, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Run> runs;
  for (int k = 0; k < count; ++k) {
    std::vector<ParamVector> points;
    for (int i = 0; i < 6; ++i) points.push_back(ParamVector::NullaryExpr(dimension, [&] { return rng.normal(); }));
    runs.push_back(run_through(points));
  }
  return runs;
}

std::string write(const ScratchFolder& folder, const std::string& text) {
  const std::string path = folder / "d.csv";
  std::ofstream(path) << text;
  return path;
}

std::string directions_csv(Index dimension) {
  std::string text = "u,v\n";
  for (Index i = 0; i < dimension; ++i) text += std::to_string(i % 5 + 1) + "," + std::to_string(i % 3) + "\n";
  return text;
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

  TEST_CASE("of two directions on one line, the shortest coordinates; of none, none") {
    const ParamVector u = Eigen::Vector3d(1, 2, 2), origin = Eigen::Vector3d(1, 0, 0);
    const Plane line{origin, u, 2 * u};
    const ParamVector w = origin + 10 * u + ParamVector(Eigen::Vector3d(0, 1, -1));  // √2 away, at right angles
    CHECK(relative_difference(line.project(w), Eigen::Vector2d(2, 4)) < 1e-14);
    CHECK(line.off_plane(w) == doctest::Approx(std::sqrt(2)));
    const Plane point{origin, ParamVector::Zero(3), ParamVector::Zero(3)};
    CHECK(point.project(w) == Eigen::Vector2d::Zero());
    CHECK(point.off_plane(w) == doctest::Approx((w - origin).norm()));
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
    const ScratchFolder folder;
    const std::string file = write(folder, directions_csv(network.dimension()));
    for (const auto& kind : planes())
      for (const char* how : {"none", "layer", "filter"})
        for (double turn : {0.0, 40.0}) {
          if (kind.id == "sphere" || kind.id == "pattern") continue;  // below, and pattern_test.cpp
          CAPTURE(kind.id);
          CAPTURE(how);
          CAPTURE(turn);
          const PlaneFit found = fit(kind.id, {run_through(points)}, network.layout(),
                                     {{"normalize", how}, {"file", file}, {"turn", turn}});
          const ParamVector w = found.plane.at(0.7, -1.3);
          CHECK(relative_difference(found.plane.project(w), Eigen::Vector2d(0.7, -1.3)) < 1e-10);
          CHECK(found.plane.off_plane(w) < 1e-10 * w.norm());
          CHECK(std::abs(found.plane.cosine()) < 1e-9);
        }
  }

  TEST_CASE("a sphere: longitude and latitude, its radius, and what it refuses") {
    Rng rng(3);
    const std::vector<ParamVector> points = {normal_vector(3, rng), normal_vector(3, rng)};
    const PlaneFit sphere = fit("sphere", {run_through(points)}, {}, {{"radius", 2.0}});
    CHECK(relative_difference(sphere.plane.at(90, 0), Eigen::Vector3d(0, 2, 0)) < 1e-15);
    CHECK(relative_difference(sphere.plane.at(30, 90), Eigen::Vector3d(0, 0, 2)) < 1e-15);
    for (const double longitude : {-170.0, -20.0, 135.0})
      for (const double latitude : {-89.0, 0.0, 40.0}) {
        const ParamVector w = sphere.plane.at(longitude, latitude);
        CHECK(w.norm() == doctest::Approx(2));
        CHECK(relative_difference(sphere.plane.project(1.7 * w), Eigen::Vector2d(longitude, latitude)) < 1e-13);
        CHECK(sphere.plane.off_plane(1.7 * w) == doctest::Approx(1.4));
      }
    CHECK(automatic_window(sphere, {}) == Window{-180, 180, -90, 90});
    CHECK_THROWS_AS(fit("sphere", {run_through(points)}, {}, {{"turn", 10.0}}), InputError);
    const std::vector<ParamVector> four = {normal_vector(4, rng)};
    CHECK_THROWS_AS(fit("sphere", {run_through(four)}, {}, {}), InputError);
  }

  TEST_CASE("the plane of the Hessian holds its extreme eigenvectors, and the axes name the eigenvalues") {
    const Bowl bowl(100);  // large enough for the iterative solver
    const auto runs = random_runs(100, 1, 4);
    const PlaneFit extremes = fit_on(bowl, "hessian", runs);
    CHECK(std::abs(extremes.plane.u[99]) == doctest::Approx(1).epsilon(1e-4));
    CHECK(std::abs(extremes.plane.v[0]) == doctest::Approx(1).epsilon(1e-4));
    CHECK(extremes.name_a == "eigenvector of λ = 100");
    CHECK(extremes.name_b == "eigenvector of λ = 1");
    const PlaneFit highest = fit_on(bowl, "hessian", runs, {{"eigenvectors", "highest"}});
    CHECK(std::abs(highest.plane.v[98]) == doctest::Approx(1).epsilon(1e-4));
    const PlaneFit lowest = fit_on(bowl, "hessian", runs, {{"eigenvectors", "lowest"}});
    CHECK(std::abs(lowest.plane.u[0]) == doctest::Approx(1).epsilon(1e-4));
  }

  TEST_CASE("the gradient's plane goes down the gradient and along the update") {
    const Bowl bowl(8);
    const auto runs = random_runs(8, 1, 5);
    const PlaneFit found = fit_on(bowl, "gradient", runs, {{"orthogonal", 0.0}});
    const ParamVector start = *runs[0].parameters[0], update = *runs[0].parameters[1] - start;
    CHECK(-found.plane.u.normalized().dot(bowl.curvatures().cwiseProduct(start).normalized()) ==
          doctest::Approx(1).epsilon(1e-12));
    CHECK(found.plane.v.normalized().dot(update.normalized()) == doctest::Approx(1).epsilon(1e-12));
    CHECK(found.note.find("they meet at") != found.note.npos);
    const std::vector<Run> still = {run_through({start, start})};
    CHECK_THROWS_WITH_AS(fit_on(bowl, "gradient", still), doctest::Contains("did not move"), InputError);
    const std::vector<Run> minimum = {run_through({ParamVector::Zero(8), start})};
    CHECK_THROWS_WITH_AS(fit_on(bowl, "gradient", minimum), doctest::Contains("gradient at the origin is zero"),
                         InputError);
  }

  TEST_CASE("three points and a line lie where they are said to") {
    const auto runs = random_runs(9, 2, 6);
    const PlaneFit skew = fit("three_points", runs, {}, {{"orthogonal", 0.0}});
    CHECK(relative_difference(skew.plane.at(1, 0), *runs[0].parameters.back()) < 1e-12);
    CHECK(relative_difference(skew.plane.at(0, 1), *runs[1].parameters.back()) < 1e-12);
    const PlaneFit straight = fit("three_points", runs, {});
    CHECK(straight.plane.off_plane(*runs[1].parameters.back()) < 1e-9);
    const PlaneFit line = fit("line", runs, {}, {{"first", "1:2"}, {"second", "0:start"}});
    CHECK(relative_difference(line.plane.at(0, 0), *runs[1].parameters[2]) < 1e-12);
    CHECK(relative_difference(line.plane.at(1, 0), *runs[0].parameters.front()) < 1e-12);
    const auto refused = [&](const char* text, const char* why) {
      CHECK_THROWS_WITH_AS(fit("line", runs, {}, {{"second", text}}), doctest::Contains(why), InputError);
    };
    refused("0:start", "equal points");
    refused("2:end", "there are 2 runs");
    refused("end", "expected RUN:STEP");
    refused("0:x", "a number is wrong");
    CHECK_THROWS_WITH_AS(fit("three_points", runs, {}, {{"third", "0:end"}}), doctest::Contains("parallel"),
                         InputError);
  }

  TEST_CASE("two parameters by number and by name, with their own values") {
    const Network network = Network::mlp({3, 4, 2}, find_activation("tanh"), find_activation("linear"));
    const auto runs = random_runs(network.dimension(), 1, 7);
    const auto plane = [&](const char* first, const char* second) {
      return fit("weights", runs, network.layout(), {{"first", first}, {"second", second}});
    };
    const PlaneFit found = plane("layer 1 weights 2 3", "layer 2 biases 1");
    const Index i = 5, j = network.layout()[3].offset;
    CHECK(found.plane.u == ParamVector::Unit(network.dimension(), i));
    CHECK(found.plane.v == ParamVector::Unit(network.dimension(), j));
    CHECK(found.name_a == "layer 1 weights 2 3");
    const ParamVector& end = *runs[0].parameters.back();
    CHECK(relative_difference(found.plane.project(end), Eigen::Vector2d(end[i], end[j])) < 1e-12);
    CHECK(plane("1", "6").plane.v == found.plane.u);
    const auto refused = [&](const char* first, const char* why) {
      CHECK_THROWS_WITH_AS(plane(first, "1"), doctest::Contains(why), InputError);
    };
    refused("1", "two different");
    refused("0", "expected 1 to 26");
    refused("27", "expected 1 to 26");
    refused("layer 1 weights 5 1", "rows 1 to 4");
    refused("layer 1 weigths 2 1", "did you mean \"layer 1 weights\"");
    refused("", "is no parameter");
  }

  TEST_CASE("directions from a file; what is wrong with it is said with its place") {
    const ScratchFolder folder;
    const auto runs = random_runs(3, 1, 8);
    const auto plane = [&](const std::string& text) {
      return fit("custom", runs, {}, {{"file", write(folder, text)}, {"orthogonal", 0.0}});
    };
    const PlaneFit found = plane("v,origin,u\n1,5,0\n2,6,1\n3,7,0\n");
    CHECK(found.plane.origin == Eigen::Vector3d(5, 6, 7));
    CHECK(found.plane.u == Eigen::Vector3d(0, 1, 0));
    CHECK(found.plane.v == Eigen::Vector3d(1, 2, 3));
    const auto refused = [&](const std::string& text, const char* why) {
      CHECK_THROWS_WITH_AS(plane(text), doctest::Contains(why), InputError);
    };
    refused("u,w\n1,2\n", "no columns named u and v");
    refused("u,v\n1,2\n", "1 lines of numbers; expected one for each of 3 parameters");
    refused("u,v\n1,2\n1,2\n1,x\n", "d.csv:4:3: expected a finite number");
    refused("u,v\n1,2\n1,2\n1,2\n1,2\n", "more than 3 lines");
    refused("u,v\n0,1\n0,2\n0,3\n", "u has length zero");
    refused("u,v\n1,2\n2,4\n3,6\n", "parallel");
    CHECK_THROWS_WITH_AS(fit("custom", runs, {}), doctest::Contains("needs a file"), InputError);
  }

  TEST_CASE("a turn keeps lengths and the first axis, and 90 degrees is the third direction alone") {
    const auto runs = random_runs(12, 1, 9);
    const PlaneFit flat = fit("pca", runs, {}), quarter = fit("pca", runs, {}, {{"turn", 90.0}}),
                   eighth = fit("pca", runs, {}, {{"turn", 45.0}});
    CHECK(quarter.plane.u == flat.plane.u);
    CHECK(std::abs(quarter.plane.v.dot(flat.plane.v)) < 1e-12);
    CHECK(quarter.plane.v.norm() == doctest::Approx(flat.plane.v.norm()));
    CHECK(eighth.plane.v.dot(flat.plane.v) == doctest::Approx(std::sqrt(0.5)));
    CHECK(eighth.plane.v.dot(quarter.plane.v) == doctest::Approx(std::sqrt(0.5)));
    CHECK_THROWS_WITH_AS(fit("pca", random_runs(2, 1, 9), {}, {{"turn", 45.0}}),
                         doctest::Contains("no third direction"), InputError);
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

  TEST_CASE("between two planes lie planes: orthogonal, of lengths between, and at both ends the planes themselves") {
    Rng rng(3);
    const auto plane = [&](double length) {
      PlaneView view;
      view.fit.plane = {normal_vector(9, rng), normal_vector(9, rng), normal_vector(9, rng)};
      view.fit.plane.u *= length;
      orthogonalize(view.fit.plane.u, view.fit.plane.v);
      return view;
    };
    PlaneView from = plane(1), to = plane(20);
    to.window = {-3, 5, 0, 1};
    for (double t : {0.0, 0.3, 0.7, 1.0}) {
      const PlaneView view = between(from, to, t);
      CHECK(std::abs(view.fit.plane.cosine()) < 1e-9);
      const double u = view.fit.plane.u.norm(), low = from.fit.plane.u.norm(), high = to.fit.plane.u.norm();
      CHECK(u >= std::min(low, high) * (1 - 1e-12));
      CHECK(u <= std::max(low, high) * (1 + 1e-12));
      CHECK(view.window.a_max == doctest::Approx(1 + 4 * t));
    }
    for (const auto& [t, end] : {std::pair{0.0, &from}, std::pair{1.0, &to}}) {
      const Plane &found = between(from, to, t).fit.plane, &expected = end->fit.plane;
      CHECK((found.origin - expected.origin).norm() < 1e-9);
      CHECK((found.u - expected.u).norm() < 1e-9 * expected.u.norm());
      CHECK((found.v - expected.v).norm() < 1e-9 * expected.v.norm());
    }
    // Opposite directions have no way between them; still every step is a plane.
    to = from;
    to.fit.plane.u = -to.fit.plane.u;
    for (double t : {0.2, 0.5, 0.8})
      CHECK(between(from, to, t).fit.plane.u.norm() == doctest::Approx(from.fit.plane.u.norm()));
  }
}
