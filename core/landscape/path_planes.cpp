#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/decompositions.h"
#include "core/base/error.h"
#include "core/landscape/plane_kinds.h"
#include "core/landscape/points.h"

namespace cartograd {

namespace {

ParamVector aligned_if_asked(const PlaneInputs& inputs, const ParamVector& w, const ParamVector& to) {
  return inputs.settings.flag("align") ? inputs.objective.aligned(w, to) : w;
}

// u and v of the plane through three points, or an error that says which coincide.
void span(PlaneFit& fit, const ParamVector& first, const ParamVector& second, const char* names) {
  fit.plane.u = first - fit.plane.origin;
  fit.plane.v = second - fit.plane.origin;
  const double size = std::max({1e-300, fit.plane.origin.norm(), first.norm(), second.norm()});
  for (const ParamVector* direction : {&fit.plane.u, &fit.plane.v})
    if (!(direction->norm() > 1e-12 * size))
      throw InputError(fmt::format("a plane through equal points; expected {} to differ", names));
}

}  // namespace

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

namespace {

std::shared_ptr<const PathDirections> directions_of(std::span<const Run> runs) {
  PathDirections found;
  found.runs = runs.size();
  const std::vector<Run> steady = steady_runs(runs);
  found.without_diverged = steady.size() < runs.size();
  found.directions = principal_directions(centered_iterates(steady, found.mean), 2);
  return std::make_shared<const PathDirections>(std::move(found));
}

}  // namespace

PlaneFit pca_plane(PlaneInputs inputs) {
  PlaneFit fit;
  auto runs = inputs.runs;
  if (!inputs.settings.is_word("runs"))
    runs = runs.first(std::min(runs.size(), static_cast<std::size_t>(inputs.settings.integer("runs"))));
  fit.path = inputs.path && inputs.path->runs == runs.size() ? inputs.path : directions_of(runs);
  if (fit.path->without_diverged) fit.note = "through the runs that did not diverge";
  const ParamVector& mean = fit.path->mean;
  std::vector<ParamVector> directions = fit.path->directions;
  const auto found = directions.size();
  while (directions.size() < 2) {  // too short a path: a random direction completes the plane, and the note says so
    ParamVector filler = normal_vector(mean.size(), inputs.rng);
    for (const ParamVector& other : directions) filler -= other * other.dot(filler);
    directions.push_back(filler.norm() > 1e-12 ? ParamVector(filler.normalized()) : ParamVector::Zero(mean.size()));
  }
  if (found < 2)
    fit.note += std::string(fit.note.empty() ? "" : "; ") +
                "the iterates span less than a plane; the rest is a random direction";
  fit.plane.origin = inputs.settings.text("origin") == "mean" ? mean : origin_of(inputs);
  // Signs: the first run starts on the positive side of both, so that a small change of the path does not turn the
  // picture over.
  const ParamVector from_end = *inputs.runs.front().parameters.front() - fit.plane.origin;
  for (ParamVector& direction : directions) {
    if (direction.dot(from_end) < 0) direction = -direction;
    normalize_direction(direction, fit.plane.origin, inputs.layout(), inputs.settings.text("normalize"));
  }
  fit.plane.u = directions[0];
  fit.plane.v = directions[1];
  fit.name_a = "PCA 1";
  fit.name_b = found < 2 ? "random direction" : "PCA 2";
  return fit;
}

// Through three iterates (Garipov et al. 2018 look at two minima and the start like this). a = 1 is the second point if
// the directions are left as they are; made orthogonal, the third lies where `marks` say.
PlaneFit three_points_plane(PlaneInputs inputs) {
  PlaneFit fit;
  const std::string names[] = {inputs.settings.text("first"), inputs.settings.text("second"),
                               inputs.settings.text("third")};
  fit.plane.origin = point_in(inputs, names[0]);
  const std::string last = fmt::format("{}:end", inputs.runs.size() - 1);
  const ParamVector third = point_in(inputs, names[2] == "auto" ? last : names[2]);
  // With one run the path's middle is the natural third point.
  const Run& first_run = inputs.runs.front();
  const bool middle = names[2] == "auto" && inputs.runs.size() == 1;
  span(fit, aligned_if_asked(inputs, point_in(inputs, names[1]), fit.plane.origin),
       aligned_if_asked(inputs, middle ? *first_run.parameters[first_run.size() / 2] : third, fit.plane.origin),
       "first, second and third");
  const auto name = [&](const std::string& text) { return point_name(inputs.runs, text); };
  fit.name_a = fmt::format("from {} to {}", name(names[0]), name(names[1]));
  fit.name_b = fmt::format("towards {}", middle ? "the path’s middle" : name(names[2] == "auto" ? last : names[2]));
  return fit;
}

// Goodfellow, Vinyals & Saxe 2015: the straight line between two iterates is b = 0, from a = 0 to a = 1; b is a random
// direction as long as the line.
PlaneFit line_plane(PlaneInputs inputs) {
  PlaneFit fit;
  const std::string &from = inputs.settings.text("first"), &to = inputs.settings.text("second");
  fit.plane.origin = point_in(inputs, from);
  span(fit, aligned_if_asked(inputs, point_in(inputs, to), fit.plane.origin),
       fit.plane.origin + normal_vector(fit.plane.origin.size(), inputs.rng), "first and second");
  fit.plane.v *= fit.plane.u.norm() / fit.plane.v.norm();
  fit.name_a = fmt::format("line from {} to {}", point_name(inputs.runs, from), point_name(inputs.runs, to));
  if (inputs.settings.flag("align")) fit.note = "the end’s units in the order nearest to the beginning’s";
  fit.name_b = "random direction";
  fit.marks = {{-0.5, -0.5}, {1.5, 0.5}};
  return fit;
}

}  // namespace cartograd
