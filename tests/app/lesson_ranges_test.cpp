// The lessons 00 to 10: what a step computes meets its scene card, and what it says is what it computes. The others are
// in later_lesson_ranges_test.cpp.
#include <cmath>
#include <numbers>
#include <set>

#include "core/experiment/plane_map.h"
#include "lesson_checks.h"

using namespace cartograd;

namespace {

PlaneMap map_of(const TestedStep& step, MapQuantity quantity) { return plane_map({step.results.slice, quantity}); }

// The share of a map's places that differ from their right or upper neighbour: how much border there is.
double share_of_borders(const Slice& map) {
  Index borders = 0, pairs = 0;
  for (Index row = 0; row + 1 < map.rows; ++row)
    for (Index column = 0; column + 1 < map.columns; ++column, pairs += 2) {
      borders += map.at(column, row) != map.at(column + 1, row);
      borders += map.at(column, row) != map.at(column, row + 1);
    }
  return static_cast<double>(borders) / static_cast<double>(pairs);
}

// The lowest second difference of a surface along its rows, columns and diagonals: not below 0 if it is convex.
double lowest_bend(const Slice& slice) {
  double lowest = std::numeric_limits<double>::infinity();
  for (Index row = 1; row + 1 < slice.rows; ++row)
    for (Index column = 1; column + 1 < slice.columns; ++column)
      for (const auto& [right, up] : {std::pair<Index, Index>(1, 0), {0, 1}, {1, 1}, {1, -1}})
        lowest = std::min(lowest, slice.at(column + right, row + up) + slice.at(column - right, row - up) -
                                      2 * slice.at(column, row));
  return lowest;
}

// The recorded iterates whose loss is near this one.
std::ptrdiff_t visits(const Run& run, double loss, double near) {
  return std::ranges::count_if(run.loss, [&](double each) { return std::abs(each - loss) < near; });
}

// The first recorded step with a loss below this; −1 if there is none.
Index first_below(const Run& run, double loss) {
  const auto found = std::ranges::find_if(run.loss, [&](double each) { return each < loss; });
  return found == run.loss.end() ? -1 : run.step[static_cast<std::size_t>(found - run.loss.begin())];
}

}  // namespace

TEST_SUITE("lesson_ranges") {
  TEST_CASE("words are found with whole numbers only") {
    CHECK(holds("the error is still 0.53.", "still 0.53"));
    CHECK(holds("1,210 weights, 5", "5"));
    CHECK_FALSE(holds("the error is still 0.531", "still 0.53"));
    CHECK_FALSE(holds("10.53", "0.53"));
    CHECK_FALSE(holds("1,210 weights", "210 weights"));
    CHECK(with_comma(2410) == "2,410");
    CHECK(with_comma(64) == "64");
  }

  TEST_CASE("00, the tour: each picture shows what its caption says") {
    if (!computes) return;
    TestedLesson lesson("00");
    const TestedStep& first = lesson.step("is one network");
    first.says("a slice of {} dimensions", first.dimension());
    CHECK(first.start(0) == first.start(1));
    CHECK((first.end(0) - first.end(1)).norm() > (first.end(0) - first.start()).norm() / 2);

    const TestedStep& ravine = lesson.step("zigzags");
    const auto turns = [&](std::size_t k) {  // how often the step across the ravine turns round
      const auto& w = ravine.run(k).parameters;
      Index count = 0;
      for (std::size_t i = 1; i + 1 < w.size() && i < 20; ++i)
        count += ((*w[i])[1] - (*w[i - 1])[1]) * ((*w[i + 1])[1] - (*w[i])[1]) < 0;
      return count;
    };
    CHECK(turns(0) >= 15);

    const TestedStep& basins = lesson.step("Each colour");
    const PlaneMap map = map_of(basins, MapQuantity::ending);
    basins.says("from {} x {} places", map.grid.columns, map.grid.rows);
    CHECK(map.endings.size() == 4);
    for (const double loss : map.endings) CHECK(std::abs(loss) < 1e-6);
    Experiment frayed = basins.experiment();
    frayed.runs[0].settings.set("lr", 0.018);
    const PlaneMap more = plane_map({compute(frayed).slice, MapQuantity::ending});
    CHECK(share_of_borders(more.grid) > 2 * share_of_borders(map.grid));

    const TestedStep& restarts = lesson.step("most restarts succeed");
    const RestartGroup& group = restarts.results.restarts->groups.at(0);
    restarts.says("{} times", with_comma(group.trained()));
    check_exclusive_or(group, "2-3-1 tanh bce adam");

    const TestedStep& points = lesson.step("Most are saddles");
    const Survey& survey = points.results.found->survey;
    CHECK(survey.count(PointKind::saddle) > static_cast<Index>(survey.points.size()) / 2);
    CHECK(in_band(correlation_of_loss_and_index(survey), scene_card("S12")["accept"]["correlation_loss_index"]));

    const TestedStep& two = lesson.step("none on a curve");
    const auto bands = scene_card("S17")["accept"];
    CHECK(in_band(hill(two.fit().lines.at(1).loss), bands["bezier_barrier"]));
    CHECK(hill(two.fit().lines.at(0).loss) > 0.2);
    check_edge_of_stability(lesson.step("sharpness climbs"));
  }

  TEST_CASE("01: a network is a place, and learning walks down") {
    if (!computes) return;
    TestedLesson lesson("01");
    const TestedStep& neuron = lesson.step("two weights");
    CHECK(neuron.dimension() == 2);
    CHECK(largest_rise(neuron.run().loss) == 0);
    CHECK(share_below(neuron.slice(), neuron.last_loss()) < 0.05);

    const TestedStep& moons = lesson.step("A real network");
    moons.says("this one {}", moons.dimension());
    moons.says("{}-dimensional", moons.dimension());
    for (std::size_t k = 0; k < 2; ++k) CHECK(moons.run(k).accuracy.back() > 0.99);
    CHECK((moons.end(0) - moons.end(1)).norm() > (moons.end(0) - moons.start()).norm() / 2);

    const TestedStep& decisions = lesson.step("can be looked at");
    decisions.says("ln 2 = {:.3f}", std::numbers::ln2);
    CHECK(std::abs(decisions.run().loss.front() - std::numbers::ln2) < 0.1);
  }

  TEST_CASE("02: convex surfaces have one ending, and a ravine takes its time") {
    if (!computes) return;
    TestedLesson lesson("02");
    const TestedStep& bowl = lesson.step("A convex surface");
    const TestedStep& softmax = lesson.step("A real model with a bowl");
    CHECK(softmax.dimension() == 9);
    for (const TestedStep* step : {&bowl, &softmax})
      for (std::size_t k = 1; k < 3; ++k) {
        CHECK((step->end(k) - step->end(0)).norm() < 0.01 * (step->start(k) - step->start(0)).norm());
        CHECK(std::abs(step->last_loss(k) - step->last_loss(0)) < 1e-6);
      }

    const TestedStep& ravine = lesson.step("Convex does not mean easy");
    ravine.says("{:.0f} times as steep", condition(ravine));
    CHECK(holds(ravine.step.question, fmt::format("after {} steps", ravine.run().step.back())));
    CHECK(ravine.end(1).norm() < ravine.end(0).norm() / 10);

    const TestedStep& canyon = lesson.step("the same bowl as a canyon");
    canyon.says("A condition number of {}", with_comma(std::lround(condition(canyon))));
    canyon.says("After {} steps", with_comma(canyon.run().step.back()));
    CHECK(canyon.end()[0] / canyon.start()[0] > 0.8);  // along the floor
    CHECK(std::abs(canyon.end()[1]) < 1e-6);           // across it, all is done
  }

  TEST_CASE("03: one neuron has four minima, and basins decide") {
    if (!computes) return;
    TestedLesson lesson("03");
    const TestedStep& neuron = lesson.step("already four minima");
    std::vector<int> counts(3);  // two weights: the points of the slice are those of the neuron
    double deepest = std::numeric_limits<double>::infinity();
    for (const SlicePoint& point : slice_points_of(neuron)) {
      REQUIRE(point.kind != SliceKind::degenerate);
      CHECK(point.full_gradient_norm < 1e-6);
      ++counts[static_cast<std::size_t>(point.kind)];
      deepest = std::min(deepest, point.loss);
    }
    CHECK(counts == scene_card("S02")["accept"]["counts_by_index"].get<std::vector<int>>());
    CHECK(neuron.last_loss() > deepest + 0.1);

    const PlaneMap map = map_of(lesson.step("The start decides"), MapQuantity::ending);
    CHECK(map.endings.size() == 4);
    std::set<std::vector<double>> rows;  // rectangles two by two: the rows are of two kinds only
    for (Index row = 0; row < map.grid.rows; ++row) {
      const auto begin = map.grid.loss.begin() + row * map.grid.columns;
      rows.emplace(begin, begin + map.grid.columns);
    }
    CHECK(rows.size() == 2);

    const PlaneMap himmelblau = map_of(lesson.step("four equally good minima"), MapQuantity::ending);
    CHECK(himmelblau.endings.size() == 4);
    for (const double loss : himmelblau.endings) CHECK(std::abs(loss) < 1e-6);

    const TestedStep& squared = lesson.step("with squared error this neuron");
    CHECK(lowest_bend(squared.slice()) < -1e-3);
    TestedLesson first("01");
    const TestedStep& matching = first.step("two weights");
    CHECK(matching.problem().training_data.inputs == squared.problem().training_data.inputs);
    CHECK(lowest_bend(matching.slice()) > -1e-12);
  }

  TEST_CASE("04: where a run ends depends on where it starts") {
    if (!computes) return;
    TestedLesson lesson("04");
    const TestedStep& two = lesson.step("either side of a ridge");
    for (std::size_t k = 0; k < 2; ++k) CHECK(two.run(k).gradient_norm.back() < 1e-3);
    const double lower = std::min(two.last_loss(0), two.last_loss(1));
    two.says("blue ends at −{:.1f}, the global minimum", -two.last_loss(1));
    two.says("red at −{:.1f}", -two.last_loss(0));
    CHECK(two.last_loss(1) == lower);

    const PlaneMap map = map_of(lesson.step("only one quarter"), MapQuantity::ending_loss);
    const auto deep = std::ranges::count_if(map.grid.loss, [&](double loss) { return loss < lower + 1; });
    CHECK(static_cast<double>(deep) / static_cast<double>(map.grid.loss.size()) == doctest::Approx(0.25).epsilon(0.1));

    const TestedStep& waves = lesson.step("momentum rolls over ridges");
    waves.says("the first one, at {:.1f}", waves.last_loss(0));
    waves.says("over ridges, to {:.1f}", waves.last_loss(1));

    // Ten times as many steps tell which of those above 0 are stuck and which are slow.
    const TestedStep& population = lesson.step("eight ReLU units");
    const auto& endings = population.results.restarts->groups.at(0).endings;
    Experiment longer = population.experiment();
    longer.runs.clear();
    for (std::size_t i = 0; i < endings.size(); ++i)
      if (endings[i].loss > 1e-3) {
        longer.runs.push_back(restart_run(population.experiment(), static_cast<Index>(i)));
        longer.runs.back().settings.set("steps", 20'000.0);
      }
    CHECK(longer.runs.size() < endings.size() / 2);
    CHECK(std::ranges::any_of(train_all(train_request(longer)).runs, [](const Run& run) {
      return run.loss.back() > 1e-3 && run.gradient_norm.back() < 1e-6;
    }));
  }

  TEST_CASE("05: some noise helps, and much does not") {
    if (!computes) return;
    TestedLesson lesson("05");
    const TestedStep& without = lesson.step("Without noise the ball");
    without.says("at loss {:.2f}", without.last_loss());
    const double deepest = std::ranges::min(slice_points_of(without), {}, &SlicePoint::loss).loss;
    without.says("lies at {:.2f}", deepest);
    const TestedStep& fading = lesson.step("With noise that fades");
    CHECK(fading.start() == without.start());
    CHECK(fading.last_loss() < deepest + 0.01);

    const TestedStep& strong = lesson.step("thrown out of the window");
    CHECK(strong.experiment().runs[0].settings.real("noise") ==
          10 * fading.experiment().runs[0].settings.real("noise"));
    CHECK(strong.last_loss() > strong.run().loss.front());
    const Window& window = strong.slice().window;
    const ParamVector& end = strong.end();
    CHECK((end[0] < window.a_min || end[0] > window.a_max || end[1] < window.b_min || end[1] > window.b_max));

    const TestedStep& counted = lesson.step("random starts each");
    const auto& groups = counted.results.restarts->groups;
    counted.says("below {}", counted.experiment().restarts.real("success"));
    counted.says("{} random starts", groups.at(0).trained());
    counted.says("without noise {:.0f} %", 100 * groups.at(0).success().share);
    counted.says("with a variance of 10 {:.0f} %", 100 * groups.at(2).success().share);
    counted.says("with {} none", groups.at(3).experiment.runs[0].settings.real("noise"));
    CHECK(groups.at(3).succeeded() == 0);
  }

  TEST_CASE("06: restarts of the exclusive or succeed as often as their card says") {
    if (!computes) return;
    const auto card = scene_card("S08");
    TestedLesson lesson("06");
    const TestedStep& two = lesson.step("two starts");
    CHECK(two.dimension() == 9);
    CHECK(std::min(two.last_loss(0), two.last_loss(1)) < 0.01);
    const std::size_t failed = two.last_loss(0) < two.last_loss(1) ? 1 : 0;
    two.says("at a loss of {:.4f}", two.last_loss(failed));
    CHECK(two.run(failed).accuracy.back() == 0.75);

    const TestedStep& many = lesson.step("they pile up at");
    const RestartGroup& group = many.results.restarts->groups.at(0);
    const Proportion share = group.success();
    many.says("{} restarts", group.trained());
    many.says("{} succeed", group.succeeded());
    many.says("{:.0f} to {:.0f} %", 100 * share.low, 100 * share.high);
    CHECK(in_band(share.share, card["accept"]["2-2-1 tanh bce adam"]));
    check_levels(group, card["observed"]["2-2-1 tanh bce adam"]);
    many.says("{:.4f} = ½ ln 2", std::numbers::ln2 / 2);
    many.says("a few at {:.4f}", two.last_loss(failed));
    CHECK(endings_near(group, std::numbers::ln2 / 2) > 4 * endings_near(group, two.last_loss(failed)));
    CHECK(endings_near(group, two.last_loss(failed)) > 0);

    const TestedStep& best = lesson.step("The best of k restarts");
    best.says("p = {:.3f}", share.share);
    best.says("a success rate of {:.3f}", share.share);
    best.says("{:.1f} in 25 for k = 5", 25 * std::pow(1 - share.share, 5));
    CHECK(1 / std::pow(1 - share.share, 10) == doctest::Approx(600).epsilon(0.1));
    CHECK(trials_for(share.share, 0.99) == 8);

    const TestedStep& widths = lesson.step("Another cure");
    const auto& groups = widths.results.restarts->groups;
    widths.says("Of {} restarts each", groups.at(0).trained());
    widths.says("{} succeed with two", groups.at(0).succeeded());
    widths.says("{} with three", groups.at(1).succeeded());
    widths.says("{} with four", groups.at(2).succeeded());
    CHECK(in_band(groups.at(1).success().share, card["accept"]["2-3-1 tanh bce adam"]));
    CHECK(in_band(groups.at(2).success().share, card["accept"]["2-4-1 tanh bce adam"]));
  }

  TEST_CASE("07: wide networks end at nearly the same loss") {
    if (!computes) return;
    TestedLesson lesson("07");
    const TestedStep& endings = lesson.step("restarts for each width");
    const auto& groups = endings.results.restarts->groups;
    const std::vector<double> narrow = groups.at(0).sorted_losses(), wide = groups.at(3).sorted_losses();
    CHECK(narrow.size() == 8);
    endings.says("between {:.2f} and {:.2f}", narrow.front(), narrow.back());
    endings.says("with 16 between {:.3f} and {:.3f}", wide.front(), wide.back());
    endings.says("from {:.3f} to {:.4f}", standard_deviation(narrow), standard_deviation(wide));

    const TestedStep& validation = lesson.step("kept apart");
    validation.says("(correlation {:.1f})", correlation_with_validation(groups.at(0)));
    validation.says("(−{:.1f})", -correlation_with_validation(groups.at(3)));

    const TestedStep& spirals = lesson.step("Two spirals");
    const auto card = scene_card("S09")["accept"];
    const auto& widths = spirals.results.restarts->groups;
    spirals.says("{} restarts each", widths.at(0).trained());
    spirals.says("8 solve it {} times", widths.at(1).succeeded());
    CHECK(widths.at(0).succeeded() == 0);
    CHECK(widths.at(2).succeeded() == widths.at(2).trained());
    for (std::size_t k = 0; k < 3; ++k) {
      const auto& band = card[fmt::format("hidden {}", 4 * (k + 1))];
      // The card has 40 restarts, and weights that start three quarters as large: three standard errors of 20 beside
      // its band.
      const double p = (band[0].get<double>() + band[1].get<double>()) / 2;
      CHECK(in_band(widths[k].success().share, band, 3 * std::sqrt(p * (1 - p) / 20)));
    }
  }

  TEST_CASE("08: on a plain nothing moves") {
    if (!computes) return;
    TestedLesson lesson("08");
    const TestedStep& dead = lesson.step("The level plain");
    CHECK(dead.dimension() == 9);
    const Slice& slice = dead.slice();
    const Index middle = slice.rows / 2;
    const double plain = slice.at(0, middle);  // at the lowest bias
    const auto level = std::ranges::count_if(slice.loss, [&](double loss) { return std::abs(loss - plain) < 1e-12; });
    CHECK(static_cast<double>(level) / static_cast<double>(slice.loss.size()) > 0.1);
    ParamVector gradient;
    dead.objective().evaluate(dead.fit().plane.at(slice.a(0), slice.b(middle)), {}, &gradient);
    CHECK(gradient.dot(dead.fit().plane.u) == 0);
    CHECK(gradient.dot(dead.fit().plane.v) == 0);
    CHECK(gradient.norm() > 0);  // the others may still learn

    const TestedStep& well = lesson.step("Far out the slope");
    well.says("in {} steps", well.run().step.back());
    CHECK((well.end(0) - well.start(0)).norm() < 0.05 * (well.end(1) - well.start(0)).norm());
    for (std::size_t k = 1; k < 3; ++k) CHECK(well.last_loss(k) < 0.01);

    const TestedStep& squared = lesson.step("Saturation");
    squared.says("After {} steps the error is still {:.2f}", squared.run().step.back(), squared.last_loss());
    const TestedStep& matching = lesson.step("the plain is gone");
    matching.says("{:.2f} after {} steps", matching.last_loss(), matching.run().step.back());
    CHECK(matching.problem().training_data.inputs == squared.problem().training_data.inputs);
    CHECK(matching.start() == squared.start());
  }

  TEST_CASE("09: leaving a saddle takes the steps of its card") {
    if (!computes) return;
    TestedLesson lesson("09");
    const TestedStep& shelf = lesson.step("Down to the saddle");
    CHECK(visits(shelf.run(), 1, 0.02) > 40);
    CHECK(shelf.last_loss() < 1e-3);
    CHECK((*shelf.run().parameters[60]).norm() < 0.05);

    const TestedStep& close = lesson.step("Close up");
    const Eigen::VectorXd curvatures = all_eigenvalues(hessian_operator(close.objective(), ParamVector::Zero(2)));
    CHECK(curvatures[0] == doctest::Approx(-2));
    CHECK(curvatures[1] == doctest::Approx(2));

    const TestedStep& offsets = lesson.step("the offset is squared");
    const auto steps = scene_card("S05")["observed"]["gd"];
    std::vector<Index> left;
    for (const char* offset : {"0.01", "0.0001", "1e-08"}) {
      const std::size_t k = left.size();
      CHECK(offsets.start(k)[0] == 1 + std::stod(offset));
      left.push_back(first_below(offsets.run(k), 1e-4));
      CHECK(std::abs(left.back() - steps[offset].get<Index>()) <= 1);
    }
    offsets.says("1 + 2 lr = {}", 1 + 2 * offsets.experiment().runs[0].settings.real("lr"));
    Experiment ridge = offsets.experiment();
    ridge.runs[0].settings.set("start", "1, -1");
    ridge.runs[0].settings.set("tolerance", 0.0);
    CHECK(train_all(train_request(ridge)).runs[0].loss.back() == doctest::Approx(1));

    const TestedStep& monkey = lesson.step("A stranger saddle");
    ParamVector gradient;
    monkey.objective().evaluate(ParamVector::Zero(2), {}, &gradient);
    CHECK(gradient.norm() == 0);
    CHECK(all_eigenvalues(hessian_operator(monkey.objective(), ParamVector::Zero(2))).cwiseAbs().maxCoeff() < 1e-9);
    std::size_t changes = 0;
    for (int i = 0; i < 12; ++i) {
      const auto loss = [&](int k) {
        const double angle = 0.1 + k * std::numbers::pi / 6;
        return monkey.objective().evaluate(Eigen::Vector2d(std::cos(angle), std::sin(angle)), {}, nullptr);
      };
      changes += loss(i) * loss(i + 1) < 0;
    }
    CHECK(changes == 6);  // three ways down and three up
  }

  TEST_CASE("10: the loss falls in steps, from saddle to saddle") {
    if (!computes) return;
    TestedLesson lesson("10");
    const TestedStep& shelves = lesson.step("past a saddle to a minimum");
    shelves.says("from {:.2f} to {:.2f} and then to {:.2f}", shelves.run().loss.front(), 6.25, shelves.last_loss());
    CHECK(visits(shelves.run(), 6.25, 0.02) >= 20);
    CHECK(shelves.run().gradient_norm.back() < 1e-6);

    const TestedStep& autoencoder = lesson.step("one direction of the data after the other");
    autoencoder.says("with {} weights", autoencoder.dimension());
    // Baldi & Hornik: of each way to learn some principal directions, half the variance of the others is left.
    const Matrix& inputs = autoencoder.problem().training_data.inputs;
    const Matrix moments = inputs * inputs.transpose() / static_cast<double>(inputs.cols());
    const Eigen::VectorXd variances =
        all_eigenvalues({moments.rows(), [&](const ParamVector& v) -> ParamVector { return moments * v; }});
    CHECK(autoencoder.last_loss() == doctest::Approx(variances.head(12).sum() / 2).epsilon(1e-3));
    CHECK(autoencoder.run().loss.front() == doctest::Approx(variances.sum() / 2).epsilon(1e-6));
    CHECK(visits(autoencoder.run(), variances.head(15).sum() / 2, 0.03 * variances.sum() / 2) >= 20);

    const TestedStep& index = lesson.step("How many ways lead down");
    const CurvatureTrack track = curvature_along({index.results.training, index.experiment().seed}).runs.at(0);
    index.says("{} negative curvatures of {} at the start", track.index.front(), index.dimension());
    CHECK(track.index.back() == scene_card("S11")["accept"]["index_at_end"].get<Index>());
    CHECK(std::set<Index>(track.index.begin(), track.index.end()).size() >= 4);
  }
}
