// Who goes best with whom.
#pragma once

#include <vector>

#include "core/base/types.h"

namespace cartograd {

// partner[row] = column, each column once, so that the sum of gain(row, partner[row]) is as large as possible. `gain`
// is square and finite. The Hungarian method with potentials (Kuhn 1955; Jonker & Volgenant 1987), O(n³).
std::vector<Index> best_matching(const Matrix& gain);

}  // namespace cartograd
