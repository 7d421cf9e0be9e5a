#include "core/curvature/operator.h"

#include <memory>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/parallel.h"

namespace cartograd {

SymmetricOperator hessian_operator(const Objective& objective, const ParamVector& w) {
  const std::shared_ptr<const HessianOperator> hessian = objective.hessian_at(w);
  return {w.size(), [hessian](const ParamVector& x) { return hessian->multiply(x); }};
}

Matrix dense_matrix(const SymmetricOperator& op, std::stop_token stop, double most_bytes) {
  const Index n = op.dimension;
  const double bytes = 2 * 8.0 * static_cast<double>(n) * static_cast<double>(n);
  if (bytes > most_bytes)
    throw InputError(fmt::format("a dense Hessian of {} parameters would take {:.1f} GB; expected at most {:.1f} GB", n,
                                 bytes / 1e9, most_bytes / 1e9));
  constexpr Index together = 8;
  Matrix columns(n, n);
  const bool finished = parallel_for((n + together - 1) / together,
                                     [&](Index task) {
                                       for (Index i = task * together;
                                            i < std::min(n, (task + 1) * together) && !stop.stop_requested(); ++i)
                                         columns.col(i) = op.multiply(ParamVector::Unit(n, i));
                                     },
                                     stop);
  if (!finished || stop.stop_requested()) return {};
  return (columns + columns.transpose()) / 2;
}

}  // namespace cartograd
