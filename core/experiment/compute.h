// From an experiment to its results: the stages, each with the request it answers. A window runs them on workers,
// everything else calls them directly.
#pragma once

#include <memory>
#include <optional>

#include "core/critical/survey.h"
#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/landscape/planes.h"
#include "core/landscape/slice.h"
#include "core/nn/architectures.h"
#include "core/objective/analytic.h"
#include "core/optim/run.h"

namespace cartograd {

// What there is to train: a network on data, or an analytic function.
struct Problem {
  std::string description;  // "moons, 400 samples · network 2–16–1 (65 parameters) · Mean squared error"
  std::string axis;         // what an axis says: the loss with its unit, or the function
  std::shared_ptr<const Objective> objective;   // on the training part of the data
  std::shared_ptr<const Objective> validation;  // on the part that is kept apart; null if there is none
  ParamVector start;                            // where a run begins unless it says otherwise
  Dataset training_data, validation_data;       // without samples for a function, or where there is no validation
  std::optional<Window> window = {};            // of a function, in its first two parameters
  std::vector<KnownPoint> known_points = {};    // of a function
  std::optional<int> morse_sum = {};            // what topology says of all critical points of a function
  // The initial weights that another seed gives; of a function, a place of its window.
  std::function<ParamVector(std::uint64_t seed)> start_from_seed = {};
};

// Everything that the runs depend on.
struct TrainRequest {
  std::uint64_t seed = 1;
  Choice data, network, objective;
  std::vector<Choice> runs;
  bool operator==(const TrainRequest&) const = default;
};
TrainRequest train_request(const Experiment& experiment);

struct TrainResult {
  TrainRequest request;
  std::shared_ptr<const Problem> problem;
  std::vector<Run> runs;
  bool finished = false;  // false for the snapshots on the way
};

// Throws InputError if the parts do not fit together or would not fit into memory.
std::shared_ptr<const Problem> make_problem(const TrainRequest& request);

// Trains all runs side by side, each after the one that it starts at. What `previous` has trained already is taken from
// there. Throws InputError like make_problem, and if a start names no place.
TrainResult train_all(const TrainRequest& request, std::stop_token stop = {},
                      const std::function<void(TrainResult)>& publish = {}, const TrainResult* previous = nullptr);

struct SliceResult;

// Everything that the slice depends on; `basis` is the training result that the plane is laid through. `held`: take the
// plane and the window of this slice instead, so that both can be compared place by place.
struct SliceRequest {
  std::shared_ptr<const TrainResult> basis;
  std::uint64_t seed = 1;
  Choice plane;
  Settings slice;
  std::shared_ptr<const SliceResult> held = {};
  bool operator==(const SliceRequest&) const = default;  // compares basis and held by pointer
};

struct SliceResult {
  SliceRequest request;
  std::shared_ptr<const PlaneFit> fit;
  Slice slice;
};

// Throws InputError if the range is empty.
void check_slice(const Settings& slice);

// Several processes that compute one experiment together: what this one's part is, and how it tells the others.
struct Sharing {
  Index part = 0, of = 1;
  // Where a value is nan here, takes what another process has. All processes call it.
  std::function<void(std::vector<double>&)> merge = {};
  // The texts of all processes, in their order. All processes call it.
  std::function<std::vector<std::string>(const std::string&)> gather = {};
};

// Fits the plane and samples the slice; where `previous` has the very losses, they are taken from there, and where it
// is on a plane of another kind and a slice takes no time, planes between both are published for a moment. Throws
// InputError if the basis has no iterates, or if the held plane is one of another number of parameters.
SliceResult slice_through(const SliceRequest& request, std::stop_token stop = {},
                          const std::function<void(SliceResult)>& publish = {}, const SliceResult* previous = nullptr,
                          const Sharing& sharing = {});

// The experiment with "cursor" as a plane's origin replaced by the first run's iterate at that step (its end without
// one).
Experiment at_cursor(Experiment experiment, std::optional<Index> cursor);

struct SpectraResult;
struct CurvatureResult;
struct ProbeResult;
struct BatchSliceResult;
struct PlanePoints;
struct PlaneMap;
struct FlatnessResult;
struct RestartResult;

// How many of the critical points of a problem of another size are minima.
struct SizeCount {
  Index parameters = 0, points = 0, minima = 0;
};

// Critical points of the full space that were searched for, of one problem.
struct FoundPoints {
  std::shared_ptr<const Problem> problem;
  Survey survey;
  Index planned = 0;  // searches
  std::vector<SizeCount> sizes = {};
  std::vector<CriticalPoint> misses = {};  // where single searches ended that found none
  bool finished = false;
};

struct Results {
  std::shared_ptr<const TrainResult> training;  // null before the first
  std::shared_ptr<const SliceResult> slice;     // null before the first
  // Null unless asked for (spectra.h, probe.h, batch_slice.h, search.h, curvature_path.h, plane_points.h,
  // plane_map.h, flatness.h, restarts.h).
  std::shared_ptr<const SpectraResult> spectra = {};
  std::shared_ptr<const ProbeResult> probe = {};
  std::shared_ptr<const BatchSliceResult> batch = {};
  std::shared_ptr<const FoundPoints> found = {};
  std::shared_ptr<const CurvatureResult> curvature = {};
  std::shared_ptr<const PlanePoints> slice_points = {};
  std::shared_ptr<const PlaneMap> plane_map = {};
  std::shared_ptr<const FlatnessResult> flatness = {};
  std::shared_ptr<const RestartResult> restarts = {};
  bool operator==(const Results&) const = default;  // by pointers
};

struct ComputeOptions {
  std::shared_ptr<const SliceResult> held = {};         // see SliceRequest
  std::string known_restarts = {};                      // that were trained before (restart_file.h)
  std::function<void(const RestartResult&)> keep = {};  // gets the restarts now and then, and after a stop
  Sharing sharing = {};
};

// Both stages, one after the other, then the searches and the restarts if any are asked for. After a stop the slice is
// missing or not complete.
Results compute(const Experiment& experiment, std::stop_token stop = {}, const ComputeOptions& options = {});

// The name of a run in legends: its label, or its optimizer with the settings that tell it apart ("Adam, lr 0.01, from
// run 1 at 250"), with its batch if asked.
std::string run_label(const Choice& run, bool with_batch = false);

}  // namespace cartograd
