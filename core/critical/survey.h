// Many searches, and the different critical points that they find.
#pragma once

#include <optional>

#include "core/critical/search.h"

namespace cartograd {

// What searches have found, each point once.
struct Survey {
  std::vector<CriticalPoint> points;    // critical ones, no two of which are the same or copies of each other
  std::vector<Index> hits;              // how many searches ended at each of them
  std::vector<CriticalPoint> rejected;  // where the other searches ended; without their parameters and eigenvectors
  Index searches = 0;                   // that have ended

  Index count(PointKind kind) const;
  Index count(SearchEnd end) const;  // of those rejected

  // Adds where a search ended. Two points are the same if their losses and eigenvalues agree and the copy of one that
  // lies nearest to the other (Objective::aligned) is within `same` of it, in lengths of 1 + ‖w‖. A degenerate point is
  // one of a family; two of the same loss, index and number of flat directions count as one.
  void add(const Objective& objective, CriticalPoint point, double same = 1e-4);
};

// Where the i-th of many searches starts.
using StartOf = std::function<ParamVector(Index i)>;

// `count` searches on all cores. Publishes what there is about ten times a second. The result does not depend on the
// number of threads; after a stop it holds the searches that had ended.
Survey survey(const Objective& objective, const StartOf& start, Index count, const SearchSettings& settings = {},
              std::stop_token stop = {}, const std::function<void(const Survey&)>& publish = {});

// Σ (−1)^index over the points, each counted once; nothing if one of them is degenerate (Morse 1934).
std::optional<int> morse_sum(const Survey& found);

}  // namespace cartograd
