#include "core/optim/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace cartograd {

namespace {

// What a row's formula gets: the step, and the two settings.
struct Moment {
  double step, steps, factor;
};

struct Row {
  std::string_view id, summary;
  double automatic_steps;  // "auto", as a share of the run's steps; for plateau a number
  double automatic_factor;
  double (*factor)(const Moment&);
};

// From `from` to `to` along half a cosine wave, at the share t of the way.
double wave(double from, double to, double t) { return to + (from - to) / 2 * (1 + std::cos(std::numbers::pi * t)); }

double constant(const Moment&) { return 1; }

// PyTorch's StepLR.
double staircase(const Moment& m) { return std::pow(m.factor, std::floor(m.step / m.steps)); }

// PyTorch's CosineAnnealingLR (Loshchilov & Hutter 2017), which stays at its end.
double cosine(const Moment& m) { return wave(1, m.factor, std::min(1.0, m.step / m.steps)); }

// PyTorch's LinearLR.
double warmup(const Moment& m) { return m.factor + (1 - m.factor) * std::min(1.0, m.step / m.steps); }

// PyTorch's OneCycleLR with its usual shares (Smith & Topin 2018): up to the full rate in 30 % of the steps, then down
// to a ten-thousandth of the first.
double one_cycle(const Moment& m) {
  const double top = 0.3 * m.steps - 1, end = m.steps - 1, step = std::min(m.step, end);
  if (step <= top) return wave(m.factor, 1, step / top);
  return wave(1, m.factor / 1e4, end > top ? (step - top) / (end - top) : 1);
}

// "plateau" is PyTorch's ReduceLROnPlateau: Schedule counts, and has no formula.
constexpr Row rows[] = {
    {"constant", "as it is", 1, 1, constant},
    {"step", "times `schedule_factor` after every `schedule_steps` steps (auto: 0.1, a third of the run)", 1.0 / 3, 0.1,
     staircase},
    {"cosine", "down to `schedule_factor` of it along a half cosine of `schedule_steps` steps (auto: 0, the run)", 1, 0,
     cosine},
    {"warmup", "from `schedule_factor` of it up in `schedule_steps` steps (auto: 0.1, a tenth of the run)", 0.1, 0.1,
     warmup},
    {"one_cycle",
     "from `schedule_factor` of it up, then down to nearly 0, in `schedule_steps` steps (auto: 0.04, the run)", 1, 0.04,
     one_cycle},
    {"plateau",
     "times `schedule_factor` when the loss (of validation if there is any) was not better for more than "
     "`schedule_steps` recorded iterates (auto: 0.1, 10)",
     10, 0.1, constant},
};
constexpr std::size_t plateau_row = std::size(rows) - 1;

}  // namespace

std::vector<Setting> schedule_settings() {
  std::vector<std::string> names;
  std::string help = "what becomes of the learning rate";
  for (const Row& row : rows) {
    names.emplace_back(row.id);
    help += fmt::format("; {}: {}", row.id, row.summary);
  }
  return {
      choice_setting("schedule", "Schedule", "constant", names, help),
      advanced(or_word(integer_setting("schedule_steps", "Schedule steps", 500, 1, 1e8, "see schedule"), "auto", true)),
      advanced(or_word(real_setting("schedule_factor", "Schedule factor", 0.1, 0, 1, "see schedule"), "auto", true))};
}

Schedule::Schedule(const Settings& settings, Index run_steps) {
  const std::string& name = settings.text("schedule");
  while (rows[kind_].id != name) ++kind_;
  const Row& row = rows[kind_];
  const double automatic = kind_ == plateau_row
                               ? row.automatic_steps
                               : std::max(1.0, std::floor(row.automatic_steps * static_cast<double>(run_steps)));
  steps_ = settings.is_word("schedule_steps") ? automatic : settings.real("schedule_steps");
  factor_ = settings.is_word("schedule_factor") ? row.automatic_factor : settings.real("schedule_factor");
}

double Schedule::factor(Index step) const {
  return drops_ * rows[kind_].factor({static_cast<double>(step), steps_, factor_});
}

void Schedule::observe(double loss) {
  if (kind_ != plateau_row) return;
  constexpr double threshold = 1e-4;  // an improvement by less than this share is none, as in PyTorch
  if (!observed_ || loss < best_ * (1 - threshold)) {
    observed_ = true;
    best_ = loss;
    waited_ = 0;
  } else if (++waited_ > steps_) {
    drops_ *= factor_;
    waited_ = 0;
  }
}

}  // namespace cartograd
