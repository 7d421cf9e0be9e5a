#include "core/experiment/batch_slice.h"

#include <algorithm>

#include "core/experiment/stages.h"

namespace cartograd {

std::optional<BatchSliceResult> batch_slice(const BatchSliceRequest& request, std::stop_token stop) {
  constexpr Index points = 33, usual_batch = 32;
  const Problem& problem = *request.slice->request.basis->problem;
  const Objective& objective = *problem.objective;
  if (objective.samples() < 2) return std::nullopt;
  BatchSliceResult result{request, 0, false, {}};
  RunPlan plan = plan_of(request.run.settings, request.slice->request.basis->request.seed);
  if (plan.batch <= 0 || plan.batch >= objective.samples()) {
    result.supposed = true;
    plan.batch = std::min(usual_batch, objective.samples() / 2);
  }
  SliceSettings settings{points, points, Precision::full, false, batch_of(plan, objective.samples(), request.step)};
  result.samples = static_cast<Index>(settings.batch.size());
  result.slice = sample_slice(objective, request.slice->fit->plane, request.slice->slice.window, settings, stop);
  if (!result.slice.complete) return std::nullopt;
  return result;
}

}  // namespace cartograd
