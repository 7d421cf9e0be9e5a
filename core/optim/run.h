// A run: one optimizer from one start. Its result is a trajectory of iterates.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/objective/objective.h"
#include "core/optim/optimizer.h"

namespace cartograd {

enum class Outcome { running, converged, stopped, diverged, cancelled };

// How long and on what a run goes.
struct RunPlan {
  Index steps = 2000;
  Index batch = 0;         // samples per step; 0 = all. An incomplete batch at the end of an epoch is left out
  double tolerance = 0;    // converged when the full gradient's norm falls below this
  Index record_every = 1;  // steps between recorded iterates; the first and the last are always recorded
  std::uint64_t batch_seed = 0;
};

// The recorded iterates. Copying is cheap: parameters are shared and never change.
struct Run {
  std::string label;
  std::vector<Index> step;
  std::vector<double> loss;           // over all samples
  std::vector<double> gradient_norm;  // over all samples
  std::vector<std::shared_ptr<const ParamVector>> parameters;
  Index planned_steps = 0;
  Outcome outcome = Outcome::running;
  Index last_step = 0;  // where the outcome was met

  std::size_t size() const { return step.size(); }
};

// "converged at step 412", "stopped at step 2000", "diverged at step 7", "running, step 3".
std::string describe_outcome(const Run& run);

// Trains from `start`. `publish` gets a snapshot about 30 times a second and at the end. A loss, gradient or parameter
// that is not finite ends the run as diverged; the iterates up to there are kept. A stop ends it as cancelled within
// one step.
Run train(const Objective& objective, Optimizer& optimizer, const ParamVector& start, const RunPlan& plan,
          std::stop_token stop = {}, const std::function<void(const Run&)>& publish = {});

}  // namespace cartograd
