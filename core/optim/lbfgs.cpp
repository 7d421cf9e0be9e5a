// Quasi-Newton steps from the last few changes of the gradient.
#include <algorithm>
#include <cmath>
#include <deque>
#include <vector>

#include "core/base/parallel.h"
#include "core/optim/optimizer.h"

namespace cartograd {

namespace {

// Nocedal & Wright 2006, Algorithm 7.4 (two loops), with a line search for the strong Wolfe conditions. On all samples;
// gradients are not clipped, since the line search bounds the step.
class Lbfgs final : public Optimizer {
 public:
  explicit Lbfgs(const Settings& settings)
      : Optimizer(settings), memory_(static_cast<std::size_t>(settings.integer("memory"))) {}

  double step(const Objective& objective, Batch, ParamVector& w) override {
    if (here_.w.size() != w.size() || here_.w != w) {
      here_.w = w;
      here_.loss = objective.evaluate(w, {}, &here_.gradient);
      stuck_ = false;
    }
    const double loss = here_.loss;
    if (stuck_) return loss;
    ParamVector direction = -apply_inverse(here_.gradient);
    double slope = direction.dot(here_.gradient);
    double length = rate();
    if (pairs_.empty() || !(slope < 0)) {  // nothing learnt, or nothing right: along the gradient, carefully
      pairs_.clear();
      direction = -here_.gradient;
      slope = -here_.gradient.squaredNorm();
      length *= std::min(1.0, 1 / here_.gradient.lpNorm<1>());
    }
    if (!(slope < 0)) return loss;  // a critical point, or not finite
    search(objective, direction, slope, length);
    remember(next_);
    here_ = next_;
    w = here_.w;
    return loss;
  }

 private:
  struct Place {
    ParamVector w, gradient;
    double loss = 0;
  };
  struct Pair {
    ParamVector step, change;  // of the parameters, of the gradient
    double curvature;          // their product, > 0
  };

  ParamVector apply_inverse(ParamVector vector) const {
    std::vector<double> parts(pairs_.size());
    for (std::size_t k = pairs_.size(); k-- > 0;) {
      parts[k] = pairs_[k].step.dot(vector) / pairs_[k].curvature;
      vector -= parts[k] * pairs_[k].change;
    }
    if (!pairs_.empty()) vector *= pairs_.back().curvature / pairs_.back().change.squaredNorm();
    for (std::size_t k = 0; k < pairs_.size(); ++k)
      vector += (parts[k] - pairs_[k].change.dot(vector) / pairs_[k].curvature) * pairs_[k].step;
    return vector;
  }

  // Leaves in next_ a place on the line that lies deep enough (Armijo) and is flat enough, found between brackets by
  // the secant of the slopes, which is exact on a quadratic. After 30 tries: the deepest place seen.
  void search(const Objective& objective, const ParamVector& direction, double slope, double length) {
    constexpr double sufficient = 1e-4, flat = 0.1;
    // Near a minimum losses differ by less than their rounding, and only slopes tell the way (Hager & Zhang 2005).
    const double rounding = 1e-14 * std::abs(here_.loss);
    double low = 0, low_slope = slope, high = 0, high_slope = 0;  // high = 0: no upper bracket yet
    Place best = here_;
    for (int attempt = 0; attempt < 30; ++attempt) {
      throw_if_stopped();
      next_.w = here_.w + length * direction;
      next_.loss = objective.evaluate(next_.w, {}, &next_.gradient);
      const double here_slope = next_.gradient.dot(direction);
      const bool finite = std::isfinite(next_.loss) && std::isfinite(here_slope);
      if (finite && next_.loss < best.loss) best = next_;
      if (!finite || next_.loss > here_.loss + sufficient * length * slope + rounding) {
        high = length;
        high_slope = 0;  // too high: the slope says nothing
      } else if (std::abs(here_slope) <= -flat * slope) {
        return;
      } else if (here_slope < 0) {
        low = length;
        low_slope = here_slope;
      } else {
        high = length;
        high_slope = here_slope;
      }
      if (high == 0) {
        const double secant = here_slope > slope ? length * slope / (slope - here_slope) : 4 * length;
        length = std::clamp(secant, 1.5 * length, 10 * length);
      } else {
        const double share = high_slope > 0 ? low_slope / (low_slope - high_slope) : 0.5;
        length = low + std::clamp(share, 0.05, 0.95) * (high - low);
      }
    }
    next_ = best;
  }

  void remember(const Place& next) {
    Pair pair{next.w - here_.w, next.gradient - here_.gradient, 0};
    pair.curvature = pair.step.dot(pair.change);
    if (!(pair.curvature > 1e-12 * pair.change.squaredNorm())) {
      if (next.w != here_.w) return;
      stuck_ = pairs_.empty();  // not even along the gradient: the numbers end here
      pairs_.clear();           // else it begins again along the gradient
      return;
    }
    pairs_.push_back(std::move(pair));
    if (pairs_.size() > memory_) pairs_.pop_front();
  }

  std::size_t memory_;
  std::deque<Pair> pairs_;
  bool stuck_ = false;  // no step from here lowers the loss
  Place here_, next_;
};

}  // namespace

OptimizerRows quasi_newton_optimizers() {
  return {
      {{"lbfgs",
        "L-BFGS",
        "quasi-Newton from the last few gradients, with a line search, on all samples (Liu & Nocedal 1989)",
        {log_setting("lr", "Learning rate", 1, 1e-6, 1e6, "first step that the line search tries"),
         integer_setting("memory", "Memory", 10, 1, 100, "how many gradients it remembers")}},
       make_rule<Lbfgs>},
  };
}

}  // namespace cartograd
