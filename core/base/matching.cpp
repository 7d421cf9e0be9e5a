#include "core/base/matching.h"

#include <limits>
#include <utility>

namespace cartograd {

// Rows join one after the other. Each looks for the shortest way of exchanges to a free column, in costs that the
// potentials keep from being negative.
std::vector<Index> best_matching(const Matrix& gain) {
  const Index n = gain.rows(), none = n;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Eigen::VectorXd row_potential = Eigen::VectorXd::Zero(n), column_potential = Eigen::VectorXd::Zero(n + 1);
  std::vector<Index> row_of(static_cast<std::size_t>(n) + 1, -1);  // of each column; column n stands for the new row
  const auto row_at = [&](Index column) -> Index& { return row_of[static_cast<std::size_t>(column)]; };
  for (Index row = 0; row < n; ++row) {
    row_at(none) = row;
    Eigen::VectorXd distance = Eigen::VectorXd::Constant(n, infinity);
    std::vector<Index> before(static_cast<std::size_t>(n), none);
    std::vector<bool> done(static_cast<std::size_t>(n) + 1, false);
    Index column = none;
    do {
      done[static_cast<std::size_t>(column)] = true;
      const Index from = row_at(column);
      double shortest = infinity;
      Index next = none;
      for (Index j = 0; j < n; ++j) {
        if (done[static_cast<std::size_t>(j)]) continue;
        const double cost = -gain(from, j) - row_potential[from] - column_potential[j];
        if (cost < distance[j]) {
          distance[j] = cost;
          before[static_cast<std::size_t>(j)] = column;
        }
        if (distance[j] < shortest) {
          shortest = distance[j];
          next = j;
        }
      }
      for (Index j = 0; j <= n; ++j) {
        if (done[static_cast<std::size_t>(j)]) {
          row_potential[row_at(j)] += shortest;
          column_potential[j] -= shortest;
        } else {
          distance[j] -= shortest;
        }
      }
      column = next;
    } while (row_at(column) >= 0);
    while (column != none) {
      const Index previous = before[static_cast<std::size_t>(column)];
      row_at(column) = row_at(previous);
      column = previous;
    }
  }
  std::vector<Index> partner(static_cast<std::size_t>(n));
  for (Index j = 0; j < n; ++j) partner[static_cast<std::size_t>(row_at(j))] = j;
  return partner;
}

}  // namespace cartograd
