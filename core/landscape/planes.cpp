#include "core/landscape/planes.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include "core/base/error.h"

namespace cartograd {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Setting normalize_setting(std::string initial) {
  return choice_setting("normalize", "Normalise", std::move(initial), {"none", "layer", "filter"},
                        "scale directions to the weights (Li et al. 2018); filter and layer leave biases out");
}

ParamVector normal_direction(Index dimension, Rng& rng) {
  ParamVector direction(dimension);
  for (Index i = 0; i < dimension; ++i) direction[i] = rng.normal();
  return direction;
}

// Takes the part along u out of v and gives v its length back.
void orthogonalize(const ParamVector& u, ParamVector& v) {
  const double length = v.norm();
  if (u.squaredNorm() > 0) v -= u * (u.dot(v) / u.squaredNorm());
  if (v.norm() > 0) v *= length / v.norm();
}

const ParamVector& origin_of(const Settings& settings, std::span<const Run> runs) {
  return settings.text("origin") == "start" ? *runs.front().parameters.front() : *runs.front().parameters.back();
}

PlaneFit random_plane(PlaneInputs inputs) {
  PlaneFit fit;
  const std::string& how = inputs.settings.text("normalize");
  fit.plane.origin = origin_of(inputs.settings, inputs.runs);
  const auto draw = [&] {
    ParamVector direction = normal_direction(fit.plane.origin.size(), inputs.rng);
    normalize_direction(direction, fit.plane.origin, inputs.layout, how);
    return direction;
  };
  fit.plane.u = draw();
  fit.plane.v = draw();
  orthogonalize(fit.plane.u, fit.plane.v);
  if (how == "none") {  // comparable to the other two: as long as the weights are
    const double length = std::max(fit.plane.origin.norm(), 1.0);
    fit.plane.u *= length / fit.plane.u.norm();
    fit.plane.v *= length / fit.plane.v.norm();
  }
  fit.name_a = "random direction 1";
  fit.name_b = "random direction 2";
  fit.centered = true;
  return fit;
}

// All recorded iterates less their mean, one per column.
Matrix centered_iterates(std::span<const Run> runs, ParamVector& mean) {
  Index count = 0;
  for (const Run& run : runs) count += static_cast<Index>(run.size());
  Matrix iterates(runs.front().parameters.front()->size(), count);
  Index column = 0;
  for (const Run& run : runs)
    for (const auto& w : run.parameters) iterates.col(column++) = *w;
  mean = iterates.rowwise().mean();
  iterates.colwise() -= mean;
  return iterates;
}

// The two leading principal directions, unit length, by the eigenvectors of the smaller Gram matrix; fewer if the
// iterates span less.
std::vector<ParamVector> principal_directions(const Matrix& centered) {
  const bool by_iterates = centered.cols() < centered.rows();
  const Matrix gram = by_iterates ? Matrix(centered.transpose() * centered) : Matrix(centered * centered.transpose());
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(gram);
  std::vector<ParamVector> directions;
  const Index n = gram.rows();
  for (Index k = 0; k < std::min<Index>(2, n); ++k) {
    const Index column = n - 1 - k;
    if (solver.eigenvalues()[column] <= 1e-14 * std::max(solver.eigenvalues()[n - 1], 1e-300)) break;
    ParamVector direction = by_iterates ? ParamVector(centered * solver.eigenvectors().col(column))
                                        : ParamVector(solver.eigenvectors().col(column));
    directions.push_back(direction.normalized());
  }
  return directions;
}

PlaneFit pca_plane(PlaneInputs inputs) {
  PlaneFit fit;
  ParamVector mean;
  const Matrix centered = centered_iterates(inputs.runs, mean);
  std::vector<ParamVector> directions = principal_directions(centered);
  const auto found = directions.size();
  while (directions.size() < 2) {  // too short a path: a random direction completes the plane, and the note says so
    ParamVector filler = normal_direction(mean.size(), inputs.rng);
    for (const ParamVector& other : directions) filler -= other * other.dot(filler);
    directions.push_back(filler.norm() > 1e-12 ? ParamVector(filler.normalized()) : ParamVector::Zero(mean.size()));
  }
  if (found < 2) fit.note = "the iterates span less than a plane; the rest is a random direction";
  fit.plane.origin = inputs.settings.text("origin") == "mean" ? mean : origin_of(inputs.settings, inputs.runs);
  // Signs: the first run starts on the positive side of both, so that a small change of the path does not turn the
  // picture over.
  const ParamVector from_end = *inputs.runs.front().parameters.front() - fit.plane.origin;
  for (ParamVector& direction : directions) {
    if (direction.dot(from_end) < 0) direction = -direction;
    normalize_direction(direction, fit.plane.origin, inputs.layout, inputs.settings.text("normalize"));
  }
  fit.plane.u = directions[0];
  fit.plane.v = directions[1];
  fit.name_a = "PCA 1";
  fit.name_b = found < 2 ? "random direction" : "PCA 2";
  return fit;
}

// "w3" of a function, "layer 1 weights (2, 1)" of a network.
std::string parameter_name(const ParamLayout& layout, Index number) {
  for (const ParamBlock& block : layout) {
    const Index place = number - block.offset;
    if (place < 0 || place >= block.size()) continue;
    return block.cols == 1 ? fmt::format("{} ({})", block.name, place + 1)
                           : fmt::format("{} ({}, {})", block.name, place / block.cols + 1, place % block.cols + 1);
  }
  return fmt::format("w{}", number + 1);
}

// Two parameters along the axes, with their own values; all others are held at the origin's.
PlaneFit weights_plane(PlaneInputs inputs) {
  PlaneFit fit;
  fit.plane.origin = *inputs.runs.front().parameters.front();
  const Index n = fit.plane.origin.size();
  const Index first = inputs.settings.integer("first") - 1, second = inputs.settings.integer("second") - 1;
  if (std::max(first, second) >= n || first == second)
    throw InputError(fmt::format("plane of the parameters {} and {}; expected two different numbers from 1 to {}",
                                 first + 1, second + 1, n));
  if (inputs.settings.text("origin") == "zero")
    fit.plane.origin.setZero();
  else
    fit.plane.origin = origin_of(inputs.settings, inputs.runs);
  fit.plane.origin[first] = fit.plane.origin[second] = 0;
  fit.plane.u = ParamVector::Unit(n, first);
  fit.plane.v = ParamVector::Unit(n, second);
  fit.name_a = parameter_name(inputs.layout, first);
  fit.name_b = parameter_name(inputs.layout, second);
  fit.coordinates = true;
  return fit;
}

}  // namespace

const Catalogue<PlaneFit(PlaneInputs)>& planes() {
  static const Catalogue<PlaneFit(PlaneInputs)> rows = {
      {{"pca",
        "PCA of the path",
        "the two directions that hold most of the variance of the recorded iterates of all runs",
        {choice_setting("origin", "Origin", "end", {"end", "start", "mean"},
                        "end or start of the first run, or the iterates' mean"),
         normalize_setting("none")}},
       pca_plane},
      {{"random",
        "Random",
        "two Gaussian directions, normalised and made orthogonal",
        {choice_setting("origin", "Origin", "end", {"end", "start"}, "end or start of the first run"),
         normalize_setting("filter")}},
       random_plane},
      {{"weights",
        "Two parameters",
        "two parameters along the axes, with their own values",
        {integer_setting("first", "First", 1, 1, 1e9, "number of the parameter along a"),
         integer_setting("second", "Second", 2, 1, 1e9, "number of the parameter along b"),
         choice_setting("origin", "Origin", "end", {"end", "start", "zero"},
                        "what all other parameters are: as at the end or start of the first run, or zero")}},
       weights_plane},
  };
  return rows;
}

void normalize_direction(ParamVector& direction, const ParamVector& w, const ParamLayout& layout,
                         std::string_view how) {
  if (how == "none" || layout.empty()) return;
  ParamVector scaled = ParamVector::Zero(direction.size());
  for (const ParamBlock& block : layout) {
    if (block.is_bias) continue;
    const Index rows = how == "filter" ? block.rows : 1, length = block.size() / rows;
    for (Index row = 0; row < rows; ++row) {
      const Index offset = block.offset + row * length;
      const double norm = direction.segment(offset, length).norm();
      if (norm > 0)
        scaled.segment(offset, length) = direction.segment(offset, length) * (w.segment(offset, length).norm() / norm);
    }
  }
  if (scaled.squaredNorm() > 0) direction = scaled;
}

VarianceShare variance_share(const Plane& plane, std::span<const Run> runs) {
  ParamVector mean;
  const Matrix centered = centered_iterates(runs, mean);
  const double total = centered.squaredNorm();
  if (!(total > 0)) return {};
  VarianceShare share;
  ParamVector second = plane.v;
  if (plane.u.squaredNorm() > 0) {
    const ParamVector first = plane.u.normalized();
    share.a = (first.transpose() * centered).squaredNorm() / total;
    second -= first * first.dot(second);
  }
  if (second.norm() > 1e-12 * plane.v.norm() && second.norm() > 0)
    share.b = (second.normalized().transpose() * centered).squaredNorm() / total;
  share.plane = std::min(1.0, share.a + share.b);
  return share;
}

Trajectory project(const Plane& plane, const Run& run) {
  Trajectory trajectory;
  for (const auto& w : run.parameters) append_projection(trajectory, plane, *w);
  return trajectory;
}

void append_projection(Trajectory& trajectory, const Plane& plane, const ParamVector& w) {
  const Eigen::Vector2d nearest = plane.project(w);
  trajectory.a.push_back(nearest.x());
  trajectory.b.push_back(nearest.y());
  trajectory.off_plane.push_back((w - plane.at(nearest.x(), nearest.y())).norm());
}

Window automatic_window(const PlaneFit& fit, std::span<const Trajectory> trajectories) {
  double low_a = 0, high_a = 0, low_b = 0, high_b = 0;  // the origin is always inside, where it is a place of its own
  if (fit.coordinates)
    for (const Trajectory& trajectory : trajectories)
      if (!trajectory.a.empty()) {
        low_a = high_a = trajectory.a.back();
        low_b = high_b = trajectory.b.back();
      }
  for (const Trajectory& trajectory : trajectories)
    for (std::size_t i = 0; i < trajectory.a.size(); ++i) {
      low_a = std::min(low_a, trajectory.a[i]);
      high_a = std::max(high_a, trajectory.a[i]);
      low_b = std::min(low_b, trajectory.b[i]);
      high_b = std::max(high_b, trajectory.b[i]);
    }
  if (fit.centered) {
    low_a = std::min(low_a, -1.0);
    high_a = std::max(high_a, 1.0);
    low_b = std::min(low_b, -1.0);
    high_b = std::max(high_b, 1.0);
  } else {
    const auto widen = [](double& low, double& high, double least) {
      const double margin = 0.3 * (high - low), missing = std::max(0.0, least - (high - low + 2 * margin)) / 2;
      low -= margin + missing;
      high += margin + missing;
    };
    const double size = std::max({high_a - low_a, high_b - low_b, 1e-3});
    widen(low_a, high_a, 0.75 * size);
    widen(low_b, high_b, 0.75 * size);
  }
  return {low_a, high_a, low_b, high_b};
}

}  // namespace cartograd
