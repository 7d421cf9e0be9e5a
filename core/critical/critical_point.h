// A place where a search ended, and what the full space says of it.
#pragma once

#include <stop_token>
#include <string>

#include "core/objective/objective.h"

namespace cartograd {

// How a search ended. Two ends look like success to a loose tolerance and are none. At a gradient-flat place the
// gradient lies where the Hessian is zero, so that ‖∇E‖² cannot fall any further (Frye et al. 2021). On a fading plain
// the gradient becomes ever smaller, and so does the curvature: the next zero stays as far away as it was.
enum class SearchEnd { critical, gradient_flat, fading, not_found, cancelled };

enum class PointKind { minimum, saddle, maximum, degenerate, flat_region, not_critical };

struct CriticalPoint {
  ParamVector w;
  double loss = 0, gradient_norm = 0;
  double flatness = 0;  // ‖H·∇E‖ / (‖H‖ ‖∇E‖): near 0 at a gradient-flat place
  double distance = 0;  // how far away the Hessian and the gradient say that the gradient is zero
  // Of the Hessian, ascending: all of them, or of many parameters the lowest ones and then the highest ones, each with
  // its residual ‖H·v − λ·v‖.
  Eigen::VectorXd eigenvalues, residuals;
  bool all_eigenvalues = false;
  Matrix escapes;        // one column for each of the (at most three) steepest ways down: eigenvectors with λ < 0
  Index negative = 0;    // eigenvalues below zero: the index
  Index degenerate = 0;  // eigenvalues that are zero as far as can be told
  bool flat = false;     // the gradient is zero all around, not only here
  SearchEnd end = SearchEnd::not_found;
  Index steps = 0;

  double lowest() const { return eigenvalues.size() > 0 ? eigenvalues[0] : 0; }
  double highest() const { return eigenvalues.size() > 0 ? eigenvalues[eigenvalues.size() - 1] : 0; }
  // Index 0 alone is no minimum: a direction without curvature may lead down.
  PointKind kind() const;
  // Whether there may be more negative eigenvalues than those that were computed.
  bool index_cut() const { return !all_eigenvalues && 2 * negative >= eigenvalues.size(); }
};

// An eigenvalue counts as zero if it is at most this share of the largest one's size, or if the little way that is left
// to the critical point may make it zero.
constexpr double zero_share = 1e-7;
// A critical point is at most so far away, in lengths of 1 + ‖w‖; a search goes on, while it can, until it is as near
// as the second number says.
constexpr double largest_distance = 1e-2, enough_distance = 1e-9;

// The step to where a quadratic surface with these curvatures would have no slope: −gᵢ / λᵢ along each eigenvector, but
// for slopes that cannot be told from rounding.
ParamVector promised_step(const Eigen::VectorXd& eigenvalues, const Matrix& eigenvectors, const ParamVector& gradient,
                          const ParamVector& w);

struct EigenvalueChoice {
  Index largest_dense = 2000;  // up to so many parameters all eigenvalues are found
  Index at_each_end = 10;      // of more parameters so many lowest and highest ones
};

// Fills in loss, gradient, eigenvalues and all that follows from them, at point.w. Unfinished after a stop.
void classify(const Objective& objective, CriticalPoint& point, const EigenvalueChoice& choice, std::stop_token stop);

// "gradient-flat", "fading", "not found" …
const char* end_name(SearchEnd end);

// "minimum", "saddle of index 3", "saddle of index 10 or more", "degenerate: index 2, 4 flat directions",
// "gradient-flat, not a critical point" …
std::string describe_kind(const CriticalPoint& point);

}  // namespace cartograd
