// Whether many endings are really different places: which belong together, a map of all, and the hills between them.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "core/landscape/line_profile.h"
#include "core/objective/objective.h"
#include "core/restarts/ending.h"

namespace cartograd {

struct ComparisonSettings {
  double same = 0.2;  // how far apart, in their own length, two endings of one place may be
  Index lines = 6;    // hills are measured between so many of them
};

// The hills on the straight lines between endings: entry (i, j) between the i-th and the j-th.
struct Barriers {
  std::vector<std::size_t> endings;  // which
  Matrix straight, aligned;          // how high, before and after the units of one are put in the order of the other's
  // The losses from the first to the second, of all pairs (i, j) with j < i, row by row.
  std::vector<Profile> straight_lines, aligned_lines;

  static std::size_t pair(std::size_t i, std::size_t j) { return i * (i - 1) / 2 + j; }  // j < i
};

struct Comparison {
  std::vector<std::size_t> endings;  // which were compared: those that arrived and kept their parameters
  std::vector<Index> cluster;        // of each of them
  struct Group {
    std::size_t representative = 0;  // an ending
    Index count = 0;
    double loss = 0;
  };
  std::vector<Group> clusters;
  // The principal components of all of them, each first aligned to the best one; (0, 0) is their mean.
  std::vector<Eigen::Vector2d> place;
  double share_x = 0, share_y = 0;  // of the variance
  Barriers barriers;
};

// The same bits on any number of threads. After a stop, what there was time for.
Comparison compare(const Objective& objective, std::span<const Ending> endings, const ComparisonSettings& settings = {},
                   std::stop_token stop = {});

}  // namespace cartograd
