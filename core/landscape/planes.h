// Kinds of planes: each is one way to choose the origin and the two directions through parameter space.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/catalogue.h"
#include "core/base/parameters.h"
#include "core/base/rng.h"
#include "core/objective/objective.h"
#include "core/optim/run.h"

namespace cartograd {

// The directions that hold most of the variance of a path, and its middle.
struct PathDirections {
  std::size_t runs = 0;           // the first so many,
  bool without_diverged = false;  // but for those that have diverged
  ParamVector mean;
  std::vector<ParamVector> directions;  // of unit length, at most two
};

// A line in a plane, with the losses along it.
struct PlaneLine {
  std::string label;                        // "straight line, hill 0.34"
  std::vector<ParamVector> w;               // its places
  std::vector<double> loss;                 // at each of them
  bool curve = false;                       // made to be low, not just straight
  std::vector<Eigen::Vector2d> place = {};  // where they lie in the plane; fit_plane fills it in
};

// A plane and what its axes are.
struct PlaneFit {
  Plane plane;
  std::string name_a, name_b;       // for the axes: "PCA 1"
  double share_a = 0, share_b = 0;  // share of the trajectories' variance along each axis, 0 … 1
  double share = 0;                 // share of the trajectories' variance that the plane holds
  std::string note;                 // what a reader must know: "one direction only: the iterates lie on a line"
  bool coordinates = false;         // true if a and b are parameters themselves, so that 0 is no special place
  bool centered = false;            // true if the window should surround the origin whatever the trajectories do
  std::vector<Eigen::Vector2d> marks = {};  // more points of the plane that the window should show
  std::vector<PlaneLine> lines = {};        // that lie in it, drawn on the surface
  // What took long to find, and what the next plane of the same runs may have in common with this one.
  std::shared_ptr<const PathDirections> path = {};  // of a plane through the path
  std::shared_ptr<const PlaneFit> unturned = {};    // the plane before its turn; null if it was not turned
};

// What a kind of plane may look at. There is at least one run, and every run has at least one iterate.
struct PlaneInputs {
  const Settings& settings;
  std::span<const Run> runs;
  const Objective& objective;
  Rng rng;
  std::stop_token stop = {};
  std::shared_ptr<const PathDirections> path = {};  // as found before of the same runs; may be null
  // Gets planes on the way to one that takes long to find; may be null.
  std::function<void(const PlaneFit&)> on_the_way = {};

  const ParamLayout& layout() const { return objective.layout(); }
};

const Catalogue<PlaneFit(PlaneInputs)>& planes();

// Settings of every plane: whether its directions are made orthogonal, and a turn towards a third direction.
std::vector<Setting> common_plane_settings();

// The plane of a kind, with the common settings applied. Throws InputError if a direction has length zero, both are
// parallel, or the settings ask for what is not there; returns nothing after a stop.
std::optional<PlaneFit> fit_plane(std::string_view kind, PlaneInputs inputs);

// The same from the plane before its turn.
PlaneFit turned_plane(std::shared_ptr<const PlaneFit> unturned, const PlaneInputs& inputs);

// The runs that say where the country is: those that have not diverged, unless all have. One that has would be all that
// a picture of the paths shows.
std::vector<Run> steady_runs(std::span<const Run> runs);

// Scales a direction to the weights it starts from (Li et al. 2018): "filter" gives each row of each weight matrix of
// `direction` the norm of the same row of `w`; "layer" does so for each whole matrix; both set the entries of biases to
// zero, as the authors do. "none" leaves it. A direction that would vanish altogether (all weights zero) is left as it
// is.
void normalize_direction(ParamVector& direction, const ParamVector& w, const ParamLayout& layout, std::string_view how);

// The share of the variance of all recorded iterates (about their mean) that lies in the plane's two directions, and
// along each of the orthogonalised axes (a first). Zero of a sphere.
struct VarianceShare {
  double plane = 0, a = 0, b = 0;
};
VarianceShare variance_share(const Plane& plane, std::span<const Run> runs);

// A trajectory seen from a plane: one entry per recorded iterate.
struct Trajectory {
  std::vector<double> a, b, off_plane;
};
Trajectory project(const Plane& plane, const Run& run);
// Adds one more iterate to a trajectory seen from the plane.
void append_projection(Trajectory& trajectory, const Plane& plane, const ParamVector& w);

// A window that shows all trajectories with room around them, or all of a sphere; for a centered fit it surrounds the
// origin by at least ±1. If both axes measure the same length, neither is stretched more than 4 : 1 against the other.
Window automatic_window(const PlaneFit& fit, std::span<const Trajectory> trajectories);

}  // namespace cartograd
