#include "core/experiment/search.h"

namespace cartograd {

void search_from(const SearchRequest& request, std::stop_token stop, const std::function<void(SearchResult)>& publish) {
  const std::optional<ParamVector> start = probed_point(request.from);
  if (!start) return;
  SearchResult result{request, {}, false};
  const Objective& objective = *request.from.basis->problem->objective;
  result.point = find_critical_point(objective, *start, {}, stop, [&](Index step, double gradient_norm) {
    result.point.steps = step;
    result.point.gradient_norm = gradient_norm;
    publish(result);
  });
  result.finished = true;
  if (result.point.end != SearchEnd::cancelled) publish(result);
}

}  // namespace cartograd
