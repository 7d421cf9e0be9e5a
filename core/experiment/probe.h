// One point of parameter space, looked at: its loss, its slope, and what its network does with the data.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/experiment/compute.h"

namespace cartograd {

// A place of the plane, or an iterate of a run.
struct ProbeRequest {
  std::shared_ptr<const TrainResult> basis;
  std::shared_ptr<const SliceResult> slice = {};  // whose plane is meant; null = an iterate
  double a = 0, b = 0;
  std::size_t run = 0;                                   // else: this run's newest iterate,
  std::optional<Index> step = {};                        // or the last one up to a step
  bool with_answers = true;                              // false: only the numbers
  bool operator==(const ProbeRequest&) const = default;  // compares basis and slice by pointer
};

// What a network answers. Which of these there is depends on its data.
struct NetworkAnswers {
  // Two features: a grid over them, row by row. `score` has a row for each class (or output) and a column for each grid
  // point: probabilities of classes, values of a regression.
  Window window;
  Index columns = 0, rows = 0;
  Matrix score;
  // One feature and one value: the curve.
  std::vector<double> x, y;
  // Classes: how many samples of class `row` are taken for class `column`, and which samples are taken for another.
  Eigen::MatrixX<Index> confusion;
  std::vector<Index> answered;  // class of each sample
};

struct ProbeResult {
  ProbeRequest request;
  Index step = 0;  // of an iterate
  double loss = 0, gradient_norm = 0;
  double accuracy = 0, validation_loss = 0, validation_accuracy = 0;  // nan where there is none
  NetworkAnswers answers;
};

// The parameters at the place that is meant; nothing where a run has no iterate yet, or where the plane is another
// network's.
std::optional<ParamVector> probed_point(const ProbeRequest& request);

// Nothing after a stop, or where a run has no iterate yet.
std::optional<ProbeResult> probe(const ProbeRequest& request, std::stop_token stop = {});

}  // namespace cartograd
