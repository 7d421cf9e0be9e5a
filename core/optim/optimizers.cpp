#include <algorithm>
#include <iterator>

#include "core/optim/optimizer.h"

namespace cartograd {

const OptimizerRows& optimizers() {
  static const OptimizerRows rows = [] {
    OptimizerRows all;
    for (OptimizerRows part :
         {descent_optimizers(), adaptive_optimizers(), quasi_newton_optimizers(), curvature_optimizers()})
      std::move(part.begin(), part.end(), std::back_inserter(all));
    return all;
  }();
  return rows;
}

}  // namespace cartograd
