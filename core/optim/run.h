// A run: one optimizer from one start. Its result is a trajectory of iterates.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/objective/objective.h"
#include "core/optim/optimizer.h"
#include "core/optim/schedule.h"

namespace cartograd {

enum class Outcome { running, converged, stopped, stopped_early, diverged, cancelled };

// How long and on what a run goes.
struct RunPlan {
  Index steps = 2000;
  Index batch = 0;         // samples per step; 0 = all. An incomplete batch at the end of an epoch is left out
  double tolerance = 0;    // converged when the full gradient's norm falls below this
  Index record_every = 1;  // steps between recorded iterates; the first and the last are always recorded
  std::uint64_t batch_seed = 0;
  Schedule schedule = {};  // of the learning rate
  double clip = 0;         // gradients longer than this are shortened to it; 0 = never
  Index patience = 0;      // stops early after so many recorded iterates without a better validation loss; 0 = never
};

// The samples of the mini-batch that the step after so many steps takes; empty = all of them.
std::vector<Index> batch_of(const RunPlan& plan, Index samples, Index step);

// Throws InputError if the batch is larger than the data, if the optimizer cannot take that many parameters, or if
// patience has nothing to watch. train() expects that this was asked.
void check_plan(const RunPlan& plan, const Objective& objective, const Optimizer& optimizer,
                const Objective* validation = nullptr);

// The recorded iterates. Copying is cheap: parameters are shared and never change.
struct Run {
  std::string label;
  std::vector<Index> step;
  std::vector<double> loss;           // over all samples
  std::vector<double> gradient_norm;  // over all samples
  std::vector<double> accuracy;       // over all samples; empty without classes
  // On the validation samples, without weight decay; empty if there are none (or no classes).
  std::vector<double> validation_loss, validation_accuracy;
  std::vector<double> seconds;  // spent on the steps up to there, on this machine, beside whatever else it did
  std::vector<std::shared_ptr<const ParamVector>> parameters;
  Index planned_steps = 0;
  Outcome outcome = Outcome::running;
  Index last_step = 0;  // where the outcome was met

  std::size_t size() const { return step.size(); }
};

// "converged at step 412", "stopped at step 2000", "stopped early at step 120", "diverged at step 7", "running, step
// 3".
std::string describe_outcome(const Run& run);

// Trains from `start`; `validation` is the same objective on samples that are kept apart, or null. `publish` gets a
// snapshot about 30 times a second and at the end. A loss, gradient or parameter that is not finite ends the run as
// diverged; the iterates up to there are kept. A stop ends it as cancelled within one step.
Run train(const Objective& objective, Optimizer& optimizer, const ParamVector& start, const RunPlan& plan,
          std::stop_token stop = {}, const std::function<void(const Run&)>& publish = {},
          const Objective* validation = nullptr);

}  // namespace cartograd
