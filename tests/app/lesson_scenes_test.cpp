// Scenes of lessons whose captions quote numbers: what a step computes is what it says.
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "../scene_card.h"
#include "core/base/rng.h"
#include "core/experiment/restarts.h"
#include "test_lessons.h"
#include "test_session.h"

using namespace cartograd;

namespace {

// The step whose caption begins so; it may move to another place in its lesson.
LessonStep step_saying(const std::string& lesson, const std::string& words) {
  const std::string path = "assets/lessons/" + lesson + ".toml";
  for (const LessonStep& step : lesson_at(path).steps)
    if (step.caption.starts_with(words)) return step;
  FAIL("no caption of " << lesson << " begins with \"" << words << "\"");
  return {};
}

bool says(const LessonStep& step, const std::string& words) { return step.caption.find(words) != std::string::npos; }

nlohmann::json table(const std::string& name) {
  std::ifstream file(std::string(CARTOGRAD_TEST_DATA) + "/../oracles/" + name + ".json");
  REQUIRE(file);
  return nlohmann::json::parse(file);
}

// The runs of a step, every iterate recorded.
std::vector<Run> every_iterate(const LessonStep& step, const std::string& change = "") {
  Document document = step.document;
  if (!change.empty()) apply_assignment(document, change, view_table());
  for (std::size_t k = 0; k < document.experiment.runs.size(); ++k)
    apply_assignment(document, fmt::format("run.{}.record=1", k), view_table());
  return train_all(train_request(document.experiment)).runs;
}

double first_below(const Run& run, double loss) {
  const auto found = std::ranges::find_if(run.loss, [=](double each) { return each < loss; });
  REQUIRE(found != run.loss.end());
  return static_cast<double>(run.step[static_cast<std::size_t>(found - run.loss.begin())]);
}

// How many restarts of each setting are stuck above the loss of success.
std::vector<Index> stuck(const LessonStep& step) {
  std::vector<Index> counts;
  for (const RestartGroup& group : train_restarts(restart_request(step.document.experiment)).groups) {
    CHECK(group.trained() == 200);
    CHECK(group.diverged() == 0);
    counts.push_back(group.trained() - group.succeeded());
  }
  return counts;
}

// The Hessian of what the plane shows, at the plane's origin, per unit of length; the curvatures ascend.
Eigen::Vector2d plane_curvatures(const Objective& objective, const Plane& plane) {
  Matrix axes(plane.u.size(), 2);
  axes << plane.u.normalized(), plane.v.normalized();
  Matrix products(axes.rows(), 2);
  for (Index k = 0; k < 2; ++k) products.col(k) = objective.hessian_vector(plane.origin, axes.col(k));
  const Eigen::Matrix2d inside = axes.transpose() * products;
  const double middle = 0.5 * inside.trace(), spread = std::sqrt(middle * middle - inside.determinant());
  return {middle - spread, middle + spread};
}

// The chance that a random plane through a saddle with `index` curvatures of −1 among `dimension`, the others +1, shows
// a way down. With normal directions A of the part up and B of the part down, BᵀB (AᵀA + BᵀB)⁻¹ is a 2 × 2 matrix beta
// variable, and the plane shows a bowl if both its eigenvalues are below ½. Their density is
// |x − y| (xy)^((k−3)/2) ((1−x)(1−y))^((d−k−3)/2); the inner integral over y < x is summed along the way. For k ≥ 3.
double chance_of_a_way_down(Index dimension, Index index) {
  const double p = 0.5 * static_cast<double>(index - 3), q = 0.5 * static_cast<double>(dimension - index - 3);
  constexpr int cells = 200'000;
  double zeroth = 0, first = 0, all = 0, above = 0;  // ∫ w dy and ∫ y w dy up to x
  for (int i = 0; i < cells; ++i) {
    const double x = (i + 0.5) / cells, weight = std::pow(x, p) * std::pow(1 - x, q) / cells;
    const double inner = weight * (x * zeroth - first);
    all += inner;
    if (x > 0.5) above += inner;
    zeroth += weight;
    first += x * weight;
  }
  return above / all;
}

}  // namespace

TEST_SUITE("lesson_scenes") {
  TEST_CASE("S04: equal units stay equal, and end at the saddle") {
    if (!computes) return;
    const LessonStep step = step_saying("09_saddle_points", "Two hidden units that start equal");
    const auto card = scene_card("S04");
    const std::vector<Run> runs = every_iterate(step);
    for (const auto& w : runs[0].parameters) CHECK((*w)[0] == (*w)[1]);
    for (double entry : *runs[0].parameters.back()) CHECK(in_band(entry, card["accept"]["saddle"]));
    CHECK(in_band(runs[0].loss.back(), card["accept"]["saddle_loss"]));
    CHECK(says(step, "0.0287"));
  }

  TEST_CASE("S04: a difference of 1e-8 is enough to leave, after a long shelf") {
    if (!computes) return;
    const LessonStep step = step_saying("09_saddle_points", "A difference of");
    const auto card = scene_card("S04");
    const double saddle_loss = card["observed"]["saddle_loss"];
    const std::vector<Run> runs = every_iterate(step);
    REQUIRE(runs.size() == 2);
    CHECK(*std::ranges::min_element(runs[0].loss) > 0.999 * saddle_loss);
    const Run& run = runs[1];
    const auto near =
        std::ranges::count_if(run.loss, [&](double loss) { return std::abs(loss - saddle_loss) < 0.02 * saddle_loss; });
    CHECK(std::abs(near - 893) <= 2);
    CHECK(in_band(first_below(run, 1e-4), card["accept"]["eps_1e8_escape"]));
    CHECK(says(step, "893 steps"));
    CHECK(says(step, "step 2121"));
    CHECK(std::abs(first_below(every_iterate(step, "run.1.start=0.1, 0.101")[1], 1e-4) - 1511) <= 2);
    CHECK(step.answer.find("1,511") != std::string::npos);
  }

  TEST_CASE("S04: the saddle's own axes and curvatures") {
    if (!computes) return;
    const LessonStep step = step_saying("09_saddle_points", "At the saddle the surface");
    const auto card = scene_card("S04");
    const Results results = compute(step.document.experiment);
    const Plane& plane = results.slice->fit->plane;
    for (double entry : plane.origin) CHECK(in_band(entry, card["accept"]["saddle"]));
    CHECK(std::abs(plane.u.normalized().sum()) == doctest::Approx(std::sqrt(2)));  // along the diagonal
    const Eigen::Vector2d curvatures = plane_curvatures(*results.training->problem->objective, plane);
    for (Index k = 0; k < 2; ++k)
      CHECK(curvatures[k] ==
            doctest::Approx(card["observed"]["saddle_eig"][static_cast<std::size_t>(k)].get<double>()).epsilon(1e-6));
    CHECK(says(step, "+0.306"));
    CHECK(says(step, "−0.095"));
  }

  TEST_CASE("the chance that a random plane shows a saddle as a bowl is the table's, and the caption's") {
    const nlohmann::json slices = table("13_slices");
    int compared = 0;
    for (const auto& row : slices["saddle_through_random_plane"]["rows"])
      if (row["index"].get<Index>() >= 3 && ++compared)
        CHECK(1 - chance_of_a_way_down(row["d"], row["index"]) ==
              doctest::Approx(row["plane_sees_bowl"].get<double>()).epsilon(1e-6));
    CHECK(compared == 8);
    const double down = chance_of_a_way_down(100, 10);
    CHECK(down == doctest::Approx(1 - 0.9999999957224656).epsilon(1e-4));
    const LessonStep step = step_saying("21_the_picture_lies", "A saddle with 10 ways down");
    CHECK(says(step, fmt::format("{:.7f} %", 100 * (1 - down))));
    CHECK(step.answer.find(fmt::format("1 in {:.0f} million", 1e-6 / down)) != std::string::npos);
  }

  TEST_CASE("random planes of the program show a saddle as a bowl as often as the formula says") {
    Document document = step_saying("21_the_picture_lies", "A saddle with 10 ways down").document;
    for (const char* change : {"objective.dimension=10", "objective.index=3",
                               "objective.start=[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]", "slice.resolution=[3, 3]"})
      apply_assignment(document, change, view_table());
    const auto basis = std::make_shared<const TrainResult>(train_all(train_request(document.experiment)));
    int bowls = 0;
    constexpr int planes = 400;
    for (int seed = 0; seed < planes; ++seed) {
      apply_assignment(document, fmt::format("plane.seed={}", seed), view_table());
      const Experiment& experiment = document.experiment;
      const SliceResult slice = slice_through({basis, experiment.seed, experiment.plane, experiment.slice, {}});
      bowls += plane_curvatures(*basis->problem->objective, slice.fit->plane)[0] > 0;
    }
    const double expected = 1 - chance_of_a_way_down(10, 3);
    CHECK(std::abs(bowls - planes * expected) < 3 * std::sqrt(planes * expected * (1 - expected)));
  }

  TEST_CASE("index 10 in 100 dimensions: a bowl in random planes, a saddle in the plane of extreme eigenvectors") {
    if (!computes) return;
    LessonStep step = step_saying("21_the_picture_lies", "A saddle with 10 ways down");
    for (int seed = 1; seed <= 3; ++seed) {
      apply_assignment(step.document, fmt::format("plane.seed={}", seed), view_table());
      const Results results = compute(step.document.experiment);
      CHECK(results.slice->fit->plane.origin.isZero(0));
      CHECK(plane_curvatures(*results.training->problem->objective, results.slice->fit->plane)[0] > 0.3);
      CHECK(results.training->problem->known_points[0].index == 10);
    }
    const Results results =
        compute(step_saying("21_the_picture_lies", "The same point in the plane of its extreme").document.experiment);
    const Eigen::Vector2d curvatures =
        plane_curvatures(*results.training->problem->objective, results.slice->fit->plane);
    CHECK((curvatures - Eigen::Vector2d(-1, 1)).norm() < 1e-3);
  }

  TEST_CASE("ReLU students: more units are stuck more often, until there is one more than there are to learn") {
    if (!computes) return;
    const nlohmann::json population = table("09_relu_population"), &rates = population["hit_rates"];
    const LessonStep larger = step_saying("11_minima_or_saddles", "More dimensions need not help"),
                     extra = step_saying("11_minima_or_saddles", "One unit more");
    const std::vector<Index> counts = stuck(larger), cured = stuck(extra);
    REQUIRE(counts.size() == 4);
    REQUIRE(cured.size() == 2);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const double share = rates[i]["stuck"].get<double>() / 200, error = std::sqrt(200 * share * (1 - share));
      CHECK(std::abs(static_cast<double>(counts[i]) - 200 * share) <= 3 * error);
    }
    // Rounding differs between compilers, and may send a start on the edge between two endings to the other one.
    const std::vector<Index> said = {0, 31, 63, 99};
    for (std::size_t i = 0; i < said.size(); ++i) CHECK(std::abs(counts[i] - said[i]) <= 3);
    CHECK(says(larger, "0, 31, 63 and 99"));
    CHECK(cured[0] == counts[1]);
    CHECK(cured[1] == 0);
    CHECK(says(extra, "31 of 200"));
    CHECK(says(extra, "none with 9"));
  }
}
