// Loss functions, one row each.
#pragma once

#include <span>

#include "core/base/catalogue.h"
#include "core/data/dataset.h"
#include "core/nn/kernel/kernel.h"

namespace cartograd {

// Mean loss of network outputs against targets. Cross-entropies are in nats and averaged over samples; `mse` is the
// mean over samples and outputs, as in PyTorch; `halfmse` is 1/(2n) Σ ‖r‖².
struct Loss : KindInfo {
  std::string axis;  // what an axis says: the loss with its unit
  // How many outputs the loss wants for this data. Throws InputError if it cannot be used with it (says what can).
  Index (*outputs_for)(const Dataset&);
  // Targets as the loss uses them: outputs × samples (one-hot, 0/1, or values).
  Matrix (*targets_for)(const Dataset&);
  // outputs, targets: outputs × samples. Returns the mean loss; if slope is not null it becomes its derivative by the
  // outputs.
  double (*mean)(const Matrix& outputs, const Matrix& targets, Matrix* slope);
  // How that derivative changes when the outputs change (outputs × samples, per unit of step).
  Matrix (*slope_change)(const Matrix& outputs, const Matrix& targets, const Matrix& change);
  // The kernel's sum that it is the mean over samples of, and its factor before that mean for so many outputs; with
  // KernelLoss::none everything is computed by the functions above.
  KernelLoss kernel;
  double (*kernel_factor)(Index outputs);
  // A single output above this stands for class 1.
  double threshold;
};

// The share of samples whose class the outputs (outputs × samples) get right; nan if there are no classes, or if an
// output is not a number.
double accuracy(const Matrix& outputs, std::span<const Index> classes, const Loss& loss);

const std::vector<Loss>& losses();
std::vector<const KindInfo*> loss_infos();
// The row; "auto" resolves to bce for two classes, cross_entropy for more, mse for values. Throws InputError.
const Loss& find_loss(std::string_view id, const Dataset& data);

}  // namespace cartograd
