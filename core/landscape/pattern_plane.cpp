// A plane in which the surface shows a picture that was chosen beforehand: a warning of what a slice can show.
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/landscape/pattern.h"
#include "core/landscape/plane_kinds.h"
#include "core/optim/optimizer.h"

namespace cartograd {

namespace {

struct NamedPattern {
  std::string_view name;
  Pattern pattern;
};

// '#' is high; the first row is the one of largest b.
constexpr NamedPattern patterns[] = {
    {"face",
     {".........",  //
      "..#...#..",  //
      "..#...#..",  //
      "..#...#..",  //
      ".........",  //
      ".#.....#.",  //
      "..#...#..",  //
      "...###...",  //
      "........."}},
    {"heart",
     {".........",  //
      ".##...##.",  //
      "####.####",  //
      "#########",  //
      "#########",  //
      ".#######.",  //
      "..#####..",  //
      "...###...",  //
      "....#...."}},
};

constexpr double reach = 0.8;  // the outermost pixels lie so far from the origin

double pixel_place(Index i) { return reach * (static_cast<double>(i) / (pattern_side - 1) * 2 - 1); }

// How far the losses at the pixels are from those that are wanted: the mean square of the difference of the logarithms.
// Parameters: origin, u, v of the plane, one after the other.
class PatternObjective : public Objective {
 public:
  PatternObjective(const Objective& objective, const Pattern& pattern, double low, double high)
      : objective_(objective), pattern_(pattern), low_(std::log(low)), high_(std::log(high)) {}

  Index dimension() const override { return 3 * objective_.dimension(); }

  double evaluate(const ParamVector& w, Batch, ParamVector* gradient) const override {
    const Index n = objective_.dimension();
    const Plane plane = plane_of(w);
    // Row by row: what has to be kept of a row does not grow with its pixels.
    struct Row {
      double error = 0;
      ParamVector slope, along;  // sums over the row: of the slopes, and of these times a
    };
    std::array<Row, pattern_side> rows;
    const auto look = [&](Index j) {
      Row& row = rows[static_cast<std::size_t>(j)];
      row.slope = row.along = ParamVector::Zero(n);
      ParamVector slope;
      for (Index i = 0; i < pattern_side; ++i) {
        const double loss = objective_.evaluate(plane.at(pixel_place(i), pixel_place(j)), {}, &slope);
        const double difference = std::log(loss) - (is_high(pattern_, i, j) ? high_ : low_);
        constexpr double pixels = pattern_side * pattern_side;
        row.error += difference * difference / pixels;
        slope *= 2 * difference / loss / pixels;
        row.slope += slope;
        row.along += pixel_place(i) * slope;
      }
    };
    parallel_for(pattern_side, look);
    double error = 0;
    if (gradient) *gradient = ParamVector::Zero(3 * n);
    for (Index j = 0; j < pattern_side; ++j) {
      const Row& row = rows[static_cast<std::size_t>(j)];
      error += row.error;
      if (!gradient) continue;
      gradient->head(n) += row.slope;
      gradient->segment(n, n) += row.along;
      gradient->tail(n) += pixel_place(j) * row.slope;
    }
    return error;
  }

  Plane plane_of(const ParamVector& w) const {
    const Index n = objective_.dimension();
    return {w.head(n), w.segment(n, n), w.tail(n)};
  }

 private:
  const Objective& objective_;
  const Pattern& pattern_;
  double low_, high_;
};

}  // namespace

const Pattern& find_pattern(std::string_view name) {
  for (const NamedPattern& each : patterns)
    if (each.name == name) return each.pattern;
  throw InputError(unknown_name("pattern", name, pattern_names()));
}

std::vector<std::string> pattern_names() {
  std::vector<std::string> names;
  for (const NamedPattern& each : patterns) names.emplace_back(each.name);
  return names;
}

bool is_high(const Pattern& pattern, Index column, Index row) {
  return pattern[static_cast<std::size_t>(pattern_side - 1 - row)][static_cast<std::size_t>(column)] == '#';
}

double pattern_agreement(const Objective& objective, const Plane& plane, const Pattern& pattern, double low,
                         double high) {
  Index right = 0;
  for (Index j = 0; j < pattern_side; ++j)
    for (Index i = 0; i < pattern_side; ++i) {
      const double loss = objective.evaluate(plane.at(pixel_place(i), pixel_place(j)), {}, nullptr);
      right += (loss > std::sqrt(low * high)) == is_high(pattern, i, j) ? 1 : 0;
    }
  return static_cast<double>(right) / (pattern_side * pattern_side);
}

// Skorokhodov & Burtsev 2019 (arXiv 1910.03867) and Czarnecki et al. 2019 (arXiv 1912.07559): with enough parameters
// every picture is somewhere in the landscape. Origin and both directions are trained by Adam. The high loss is that of
// the origin to begin with, the low one a quarter of it.
PlaneFit pattern_plane(PlaneInputs inputs) {
  const Pattern& pattern = find_pattern(inputs.settings.text("pattern"));
  Plane plane{origin_of(inputs), {}, {}};
  const double high = inputs.objective.evaluate(plane.origin, {}, nullptr), low = high / 4;
  if (!(high > 0) || !std::isfinite(high))
    throw InputError(fmt::format("a picture of losses needs a loss above 0 at the origin, and this is {:.3g}", high));
  for (ParamVector* direction : {&plane.u, &plane.v}) {
    *direction = normal_vector(plane.origin.size(), inputs.rng);
    normalize_direction(*direction, plane.origin, inputs.layout(), "filter");
  }
  const PatternObjective wanted(inputs.objective, pattern, low, high);
  ParamVector w(wanted.dimension());
  w << plane.origin, plane.u, plane.v;
  const auto with = [&] {
    PlaneFit fit;
    fit.plane = wanted.plane_of(w);
    // At a right angle, since that is how it is drawn; among many parameters they nearly are.
    orthogonalize(fit.plane.u, fit.plane.v);
    fit.name_a = "chosen direction 1";
    fit.name_b = "chosen direction 2";
    fit.note = fmt::format(
        "this plane was made to show a {}: {:.0f} % of its {} places are as wanted", inputs.settings.text("pattern"),
        100 * pattern_agreement(inputs.objective, fit.plane, pattern, low, high), pattern_side * pattern_side);
    fit.centered = true;
    return fit;
  };
  const auto& adam = find_kind(optimizers(), "optimizer", "adam");
  Settings settings = initial_settings(adam.settings);
  settings.set("lr", inputs.settings.real("pattern_lr"));
  const std::unique_ptr<Optimizer> rule = adam.make(settings);
  const Index steps = inputs.settings.integer("pattern_steps"), n = plane.origin.size();
  for (Index step = 1, next = 4; step <= steps && !inputs.stop.stop_requested(); ++step) {
    rule->set_rate_factor(std::min(1.0, 2 - 2 * static_cast<double>(step) / static_cast<double>(steps + 1)));
    rule->step(wanted, {}, w);
    if (!w.allFinite()) throw InputError("the search for the picture diverged; expected a smaller pattern_lr");
    ParamVector u = w.segment(n, n), v = w.tail(n);
    orthogonalize(u, v);
    w.tail(n) = v;
    if (!inputs.on_the_way || step != next) continue;
    next = step * 5 / 4 + 1;
    inputs.on_the_way(with());
  }
  return with();
}

}  // namespace cartograd
