// A search for a critical point, asked from a place of the plane or from an iterate.
#pragma once

#include "core/critical/search.h"
#include "core/experiment/probe.h"

namespace cartograd {

// From the place that a probe request names; `number` tells two searches from one place apart.
struct SearchRequest {
  ProbeRequest from;
  int number = 0;
  bool operator==(const SearchRequest&) const = default;
};

struct SearchResult {
  SearchRequest request;
  CriticalPoint point;
  bool finished = false;  // false while it goes on: steps and gradient of `point` tell how far it is
};

// Publishes after each step. Nothing where the place is none, and after a stop.
void search_from(const SearchRequest& request, std::stop_token stop, const std::function<void(SearchResult)>& publish);

}  // namespace cartograd
