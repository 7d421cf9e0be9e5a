// Learning-rate schedules: by which factor the learning rate is multiplied at each step.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/catalogue.h"

namespace cartograd {

// The settings that a schedule adds to a run: its name, and two numbers whose meaning its row tells.
std::vector<Setting> schedule_settings();

class Schedule {
 public:
  Schedule() = default;  // constant
  // From schedule_settings(), for a run of that many steps.
  Schedule(const Settings& settings, Index run_steps);

  bool constant() const { return kind_ == 0; }
  // The factor for step number `step` (from 0).
  double factor(Index step) const;
  // Tells a recorded loss; only "plateau" listens.
  void observe(double loss);

 private:
  std::size_t kind_ = 0;  // row of the table in schedule.cpp
  double steps_ = 1, factor_ = 1;
  double best_ = 0, waited_ = 0, drops_ = 1;  // plateau
  bool observed_ = false;
};

}  // namespace cartograd
