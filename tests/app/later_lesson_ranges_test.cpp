// The lessons 11 to 21: what a step computes meets its scene card, and what it says is what it computes. The others are
// in lesson_ranges_test.cpp.
#include <cmath>
#include <numbers>

#include "core/critical/slice_points.h"
#include "core/experiment/batch_slice.h"
#include "core/experiment/plane_map.h"
#include "lesson_checks.h"

using namespace cartograd;

namespace {

double largest(const std::vector<double>& values) { return *std::ranges::max_element(values); }

// How much of a slice curves upwards in both of its directions, by differences between neighbours.
double share_convex(const Slice& slice) {
  Index convex = 0, all = 0;
  for (Index row = 1; row + 1 < slice.rows; ++row)
    for (Index column = 1; column + 1 < slice.columns; ++column, ++all) {
      const auto at = [&](Index right, Index up) { return slice.at(column + right, row + up); };
      const double aa = at(1, 0) - 2 * at(0, 0) + at(-1, 0), bb = at(0, 1) - 2 * at(0, 0) + at(0, -1);
      const double ab = (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / 4;
      convex += aa > 0 && aa * bb > ab * ab;
    }
  return static_cast<double>(convex) / static_cast<double>(all);
}

// The losses on the straight line that is the middle of a plane of that kind.
std::vector<double> losses_on_line(const TestedStep& step) {
  const Plane& plane = step.fit().plane;
  return line_profile(step.objective(), plane.origin, plane.origin + plane.u, {}, 101).loss;
}

// The root of the mean square by which the surfaces of twelve mini-batches of the first run miss that of all samples.
double noise_of_batches(const TestedStep& step) {
  double sum = 0;
  Index count = 0;
  for (Index at = 0; at < 600; at += 50) {
    const auto batch = batch_slice({step.results.slice, step.experiment().runs[0], at});
    REQUIRE(batch);
    const Slice& slice = batch->slice;
    for (Index row = 0; row < slice.rows; ++row)
      for (Index column = 0; column < slice.columns; ++column, ++count)
        sum += std::pow(slice.at(column, row) - step.slice().interpolate(slice.a(column), slice.b(row)), 2);
  }
  return std::sqrt(sum / static_cast<double>(count));
}

}  // namespace

TEST_SUITE("later_lesson_ranges") {
  TEST_CASE("11: the critical points that were counted, and their order") {
    if (!computes) return;
    TestedLesson lesson("11");
    const TestedStep& points = lesson.step("the more ways down");
    const Survey& survey = points.results.found->survey;
    const auto found = static_cast<Index>(survey.points.size());
    points.says("{} weights: {} minima at the bottom, {} saddles", points.dimension(), survey.count(PointKind::minimum),
                survey.count(PointKind::saddle));
    points.says("Of {} searches in all {} dimensions, {} ended at a critical point", survey.searches,
                points.dimension(), survey.searches - static_cast<Index>(survey.rejected.size()));
    points.says("found {} different ones", found);
    points.says("The other {} searches", survey.rejected.size());
    points.says("{} of {} are saddles", survey.count(PointKind::saddle), found);
    const auto card = scene_card("S12")["accept"];
    CHECK(in_band(correlation_of_loss_and_index(survey), card["correlation_loss_index"]));
    for (const CriticalPoint& point : survey.points)
      CHECK(point.gradient_norm < card["all_accepted_grad_below"].get<double>());
    const auto lowest = std::ranges::min_element(survey.points, {}, &CriticalPoint::loss);
    CHECK(lowest->negative == card["lowest_is_index"].get<Index>());

    const TestedStep& descent = lesson.step("A way down, not a trap");
    const CurvatureTrack track = curvature_along({descent.results.training, descent.experiment().seed}).runs.at(0);
    descent.says("{} of {} curvatures are negative at the start", track.index.front(), descent.dimension());
    CHECK(track.index.back() == 0);

    const TestedStep& random = lesson.step("with more dimensions minima become rarer");
    const FoundPoints& smallest = *random.results.found;
    std::string counts =
        fmt::format("{} of {}", smallest.survey.count(PointKind::minimum), smallest.survey.points.size());
    for (const SizeCount& size : smallest.sizes) counts += fmt::format(", {} of {}", size.minima, size.points);
    random.says("found: {}", counts);
  }

  TEST_CASE("12: a random plane misses what the path's own plane holds") {
    if (!computes) return;
    TestedLesson lesson("12");
    const TestedStep& saddle = lesson.step("like the bottom of a bowl");
    const ParamVector origin = ParamVector::Zero(saddle.dimension());
    const Eigen::VectorXd curvatures = all_eigenvalues(hessian_operator(saddle.objective(), origin));
    saddle.says("A saddle in {} dimensions", saddle.dimension());
    CHECK((curvatures.array() < 0).count() == 1);
    saddle.says("one way down, {} up", (curvatures.array() > 0).count());
    saddle.says("with a loss of {}", saddle.objective().evaluate(origin, {}, nullptr));
    saddle.says("1 − 2^(−9), {:.1f} %", 100 * (1 - std::pow(2, -9)));
    const auto kinds = [](const TestedStep& step) {
      std::vector<SliceKind> found;
      for (const SlicePoint& point : slice_points_of(step))
        if (std::hypot(point.a, point.b) < 0.1) found.push_back(point.kind);
      return found;
    };
    CHECK(kinds(saddle) == std::vector{SliceKind::minimum});
    const TestedStep& turned = lesson.step("steepest ways up and down");
    CHECK(kinds(turned) == std::vector{SliceKind::saddle});
    turned.says("downhill to {:.2f}", turned.last_loss());

    const auto card = scene_card("S23")["accept"];
    const TestedStep& random = lesson.step("fall straight down");
    random.says("with {} weights", with_comma(random.dimension()));
    random.says("holds {:.2f} % of what", 100 * random.fit().share);
    random.says("{:.2f} % of its variance", 100 * random.fit().share);
    CHECK(in_band(random.fit().share, card["random_captured"]));
    const TestedStep& principal = lesson.step("varies most");
    principal.says("holds {:.1f} %", 100 * principal.fit().share);
    CHECK(in_band(principal.fit().share, card["pca_captured"]));
  }

  TEST_CASE("13: the straight line falls here and climbs there, and no run walks on it") {
    if (!computes) return;
    TestedLesson lesson("13");
    const TestedStep& digits = lesson.step("no hill. It falls");
    const std::vector<double> free = losses_on_line(digits);
    CHECK(in_band(largest_rise(free), scene_card("S14")["accept"]["relu_sgd_monotone"]));
    digits.says("from {:.2f} to {:.3f}", free.front(), free.back());

    const TestedStep& distance = lesson.step("from the plane of the line");
    const std::vector<double> off = project(distance.fit().plane, distance.run()).off_plane;
    distance.says("up to {:.1f}, at its end 0", largest(off));
    CHECK(off.front() < 1e-9);
    CHECK(off.back() < 1e-9);
    CHECK(std::ranges::max_element(off) - off.begin() < std::ssize(off) / 3);

    const TestedStep& spirals = lesson.step("a hill on its straight line");
    const std::vector<double> climbing = losses_on_line(spirals);
    // The hill is the climb from the lowest place before it.
    const auto top = std::ranges::max_element(climbing);
    const double before = *std::min_element(climbing.begin(), top);
    spirals.says("of about {:.2f}", *top - before);
    spirals.says("rises from {:.2f} to {:.2f} before it falls to {:.3f}", before, *top, climbing.back());
    CHECK(largest_rise(climbing) > scene_card("S14")["accept"]["tanh_adam_rise_at_least"].get<double>());
    CHECK(spirals.run().accuracy.back() == 1);
  }

  TEST_CASE("14: larger batches see a landscape nearer to that of all samples") {
    if (!computes) return;
    TestedLesson lesson("14");
    const TestedStep &eight = lesson.step("the eight samples that one step sees"),
                     &more = lesson.step("With 64 samples");
    CHECK(noise_of_batches(more) / noise_of_batches(eight) == doctest::Approx(1.0 / 3).epsilon(0.3));
    eight.says("of all {} samples", eight.problem().training_data.samples());

    const TestedStep& losses = lesson.step("The losses over all samples");
    losses.says("ends at {:.2f}, 64 at {:.3f}, all at {:.3f}", losses.last_loss(0), losses.last_loss(2),
                losses.last_loss(1));
    losses.says("Each curve has {} steps", losses.run().step.back());
    const auto rises = [&](std::size_t k) {  // how jagged a curve is
      const std::vector<double>& loss = losses.run(k).loss;
      double sum = 0;
      for (std::size_t i = loss.size() / 2; i < loss.size(); ++i) sum += std::max(0.0, loss[i] - loss[i - 1]);
      return sum;
    };
    CHECK(rises(0) > 2 * rises(2));
    CHECK(rises(2) > rises(1));
  }

  TEST_CASE("15: too slow, right, broken") {
    if (!computes) return;
    TestedLesson lesson("15");
    const TestedStep& ravine = lesson.step("climbs the wall");
    const auto lr = [&](std::size_t k) { return ravine.experiment().runs[k].settings.real("lr"); };
    ravine.says("The three rates are {}, {} and {}", lr(0), lr(1), lr(2));
    CHECK(lr(1) < 2 / condition(ravine));
    CHECK(lr(2) > 2 / condition(ravine));
    ravine.says("here 2/100 = {:.2f}", 2 / condition(ravine));
    ravine.says("{}: just above", lr(2));
    CHECK(ravine.last_loss(1) < ravine.last_loss(0) / 10);
    CHECK(ravine.last_loss(2) > ravine.run(2).loss.front());
    const TestedStep& between = lesson.step("growing without end");
    between.says("only {:.0f} % of learning rate", 100 * (lr(2) / lr(1) - 1));

    const TestedStep& digits = lesson.step("four learning rates");
    digits.says("After {} steps the losses are {:.2f}, {:.2f}, {:.3f} and {:.2f}", digits.run().step.back(),
                digits.last_loss(0), digits.last_loss(1), digits.last_loss(2), digits.last_loss(3));
    digits.says("ln 10 = {:.3f}", std::log(10.0));
    for (const std::size_t k : {0, 3}) CHECK(std::abs(digits.last_loss(k) - std::log(10.0)) < 0.05);  // S20: a valley

    const TestedStep& failing = lesson.step("Good settings can fail");
    const RestartGroup& group = failing.results.restarts->groups.at(0);
    failing.says("Of {} starts only {} succeed, {} stop", group.trained(), group.succeeded(),
                 group.trained() - group.succeeded());
    check_exclusive_or(group, "2-2-1 relu mse gd");
  }

  TEST_CASE("16: the sharpness stays at the edge of stability") {
    if (!computes) return;
    TestedLesson lesson("16");
    const TestedStep& sharpness = lesson.step("then hovers about it");
    check_edge_of_stability(sharpness);
    const auto bound = [&](std::size_t k) { return stability_limit(sharpness.experiment().runs[k])->sharpness; };
    sharpness.says("the bounds are {}, {} and {}", bound(0), bound(1), bound(2));

    // Every step counts here: of a run that goes to and fro, the recorded iterates may all be on one side.
    const TestedStep& walls = lesson.step("from wall to wall");
    Experiment recorded = walls.experiment();
    for (Choice& run : recorded.runs) run.settings.set("record", 1.0);
    const TrainResult every = train_all(train_request(recorded));
    for (const Run& run : every.runs) {
      Index rises = 0;
      for (std::size_t i = 1; i < run.size(); ++i) rises += run.loss[i] > run.loss[i - 1];
      CHECK(rises > 50);
      CHECK(run.loss.back() < run.loss.front() / 5);
    }
    walls.says("(rate {})", recorded.runs[2].settings.real("lr"));
    CHECK(walls.fit().share < 0.01);
    const std::vector<double> along = project(walls.fit().plane, every.runs[2]).a;
    Index turns = 0;
    for (std::size_t i = along.size() - 100; i < along.size(); ++i)
      turns += (along[i] - along[i - 1]) * (along[i - 1] - along[i - 2]) < 0;
    CHECK(turns >= 95);
  }

  TEST_CASE("17: with skip connections the slice is smoother and training gets further") {
    if (!computes) return;
    TestedLesson lesson("17");
    const TestedStep &shallow = lesson.step("A convolutional network"), &deep = lesson.step("crumpled"),
                     &skips = lesson.step("The same 32 layers");
    shallow.says("after {} steps", shallow.run().step.back());
    shallow.says("a loss of {:.2f} at its bottom", shallow.last_loss());
    deep.says("come down to {:.1f} only", deep.last_loss());
    skips.says("a loss of {:.3f}", skips.last_loss());
    // S18, with convolutions: at the largest depth.
    CHECK(skips.last_loss() < 0.3);
    CHECK(deep.last_loss() > 2 * skips.last_loss());
    CHECK(share_below(skips.slice(), 1) > share_below(deep.slice(), 1));
    CHECK(share_convex(skips.slice()) > share_convex(deep.slice()));
    const auto pits = [](const TestedStep& step) { return count_grid_points(step.slice()).minima.size(); };
    CHECK(pits(shallow) == 1);
    CHECK(pits(deep) > 20);
    CHECK(pits(skips) < pits(deep) / 5);
  }

  TEST_CASE("18: a hill on the line, little of it after alignment, none on the curve") {
    if (!computes) return;
    TestedLesson lesson("18");
    const TestedStep &line = lesson.step("Two networks trained from two starts"),
                     &same = lesson.step("in the order of"), &curve = lesson.step("Without any renaming");
    const double straight = hill(losses_on_line(line)), aligned = hill(losses_on_line(same));
    for (std::size_t k = 0; k < 2; ++k) line.says("at a loss of about {:.2f}", line.last_loss(k));
    line.says("a hill of {:.2f}", straight);
    line.says("in {} dimensions", with_comma(line.dimension()));
    same.says("{:.2f} is left", aligned);
    const auto card = scene_card("S17")["accept"];
    CHECK(in_band(straight / aligned, card["line_barrier_over_matched"]));
    CHECK(in_band(hill(curve.fit().lines.at(1).loss), card["bezier_barrier"]));
    curve.says("its hill of {:.2f}", hill(curve.fit().lines.at(0).loss));
    CHECK(largest(curve.fit().lines.at(1).loss) <= std::max(curve.last_loss(0), curve.last_loss(1)) + 1e-9);
  }

  TEST_CASE("19: the loss on other samples turns while the training loss falls") {
    if (!computes) return;
    TestedLesson lesson("19");
    const TestedStep& both = lesson.step("The training loss falls on and on");
    const Run& run = both.run();
    const auto best =
        static_cast<std::size_t>(std::ranges::min_element(run.validation_loss) - run.validation_loss.begin());
    both.says("turns after {} steps: {:.2f} there, {:.1f} at the end", run.step[best], run.validation_loss[best],
              run.validation_loss.back());
    both.says("{} noisy samples to learn from, {} kept apart", both.problem().training_data.samples(),
              both.problem().validation_data.samples());
    both.says("From step {} on", run.step[best]);
    both.says("Near step {}", run.step[best]);
    const double growth = run.validation_loss.back() / run.validation_loss[best];
    CHECK(in_band(growth, scene_card("S21")["accept"]["final_over_best_val"]));
    CHECK(growth > 5);  // so the second step says
    CHECK(run.gradient_norm.back() < run.gradient_norm.front() / 1000);

    const TestedStep& accuracy = lesson.step("The accuracy tells less");
    CHECK(accuracy.run().accuracy.back() == 1);
    accuracy.says("{:.0f} % of the others", 100 * accuracy.run().validation_accuracy.back());
    CHECK(accuracy.run().validation_accuracy[best] > accuracy.run().validation_accuracy.back());

    const TestedStep& early = lesson.step("Early stopping");
    CHECK(early.run().outcome == Outcome::stopped_early);
    early.says("stopped at step {}, at a training loss of {:.2f}", early.run().last_step, early.last_loss());
  }

  TEST_CASE("20: the three nodes of the theorem learn the exclusive or as often as their card says") {
    if (!computes) return;
    TestedLesson lesson("20");
    const Slice& cliffs = lesson.step("flat plains and cliffs").slice();
    const double height = largest(cliffs.loss) - *std::ranges::min_element(cliffs.loss);
    Index level = 0, pairs = 0;
    double cliff = 0;
    for (Index row = 0; row < cliffs.rows; ++row)
      for (Index column = 1; column < cliffs.columns; ++column, ++pairs) {
        const double difference = std::abs(cliffs.at(column, row) - cliffs.at(column - 1, row));
        level += difference < 1e-3 * height;
        cliff = std::max(cliff, difference);
      }
    CHECK(2 * level > pairs);
    CHECK(cliff > 0.1 * height);
    CHECK(lesson.step("with smooth units").last_loss() < 0.01);

    const TestedStep& counted = lesson.step("What happens in practice");
    const RestartGroup& group = counted.results.restarts->groups.at(0);
    counted.says("of {} starts {} learn it, {} end", group.trained(), group.succeeded(),
                 group.trained() - group.succeeded());
    check_exclusive_or(group, "2-2-1 sigmoid mse gd");
  }

  TEST_CASE("21: a slice hides the distance, the slope and the way down") {
    if (!computes) return;
    TestedLesson lesson("21");
    const TestedStep& path = lesson.step("does not lie on the surface");
    path.says("up to {:.1f} away", largest(project(path.fit().plane, path.run()).off_plane));

    // S25: what is a minimum of the slice has a slope, and hundreds of ways down.
    const TestedStep& untrained = lesson.step("A minimum, says the slice");
    const std::vector<SlicePoint> points = slice_points_of(untrained);
    const auto minimum = std::ranges::find(points, SliceKind::minimum, &SlicePoint::kind);
    REQUIRE(minimum != points.end());
    untrained.says("a length of {:.2f}", minimum->full_gradient_norm);
    untrained.says("in all {} dimensions", with_comma(untrained.dimension()));
    CHECK(minimum->full_gradient_norm > 0.2);
    const ParamVector w = untrained.fit().plane.at(minimum->a, minimum->b);
    CHECK((all_eigenvalues(hessian_operator(untrained.objective(), w)).array() < 0).count() > 100);

    const TestedStep& bowl = lesson.step("the slice looks like a bowl");
    const auto card = scene_card("S24")["accept"];
    CHECK(in_band(share_convex(bowl.slice()), card["share_of_points_with_convex_slice"]));
    const PlaneMap map = plane_map({bowl.results.slice, MapQuantity::curvature});
    std::vector<double> ratios = map.grid.loss;
    CHECK(in_band(map.grid.interpolate(0, 0), card["ratio_at_centre"]));
    CHECK(largest(ratios) > 0.4);
    CHECK(largest(ratios) < 0.5);
    std::ranges::nth_element(ratios, ratios.begin() + std::ssize(ratios) / 2);
    CHECK(in_band(ratios[ratios.size() / 2], card["median_ratio"]));

    const TestedStep& chance = lesson.step("a random walk in");
    chance.says("in {} dimensions", with_comma(chance.dimension()));
    chance.says("holds {:.0f} % of the variance", 100 * chance.fit().share);
    CHECK(chance.fit().share_a == doctest::Approx(0.61).epsilon(0.05));
    CHECK(chance.fit().share_b == doctest::Approx(0.15).epsilon(0.1));
  }
}
