// A session: the experiment and the view that a user edits, and the workers that keep the results up to date. No user
// interface, no OpenGL.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/scene/page.h"
#include "app/session/changes.h"
#include "app/session/result_cache.h"
#include "app/session/worker.h"
#include "core/experiment/batch_slice.h"
#include "core/experiment/critical_points.h"
#include "core/experiment/curvature_path.h"
#include "core/experiment/document.h"
#include "core/experiment/flatness.h"
#include "core/experiment/plane_map.h"
#include "core/experiment/plane_points.h"
#include "core/experiment/probe.h"
#include "core/experiment/restarts.h"
#include "core/experiment/search.h"
#include "core/experiment/spectra.h"

namespace cartograd {

// The playback cursor runs over the recorded iterates; it is no state of the computation.
struct Playback {
  bool playing = false;
  double step = 0;                      // where the cursor is, in training steps
  bool at_end = true;                   // the cursor follows the newest iterate
  double seconds = 6;                   // for the whole recording
  double speed = 1;                     // times that
  bool loop = false;                    // from the end to the start again
  std::vector<Index> breakpoints = {};  // steps at which it pauses on its way
  bool by_loss = false;  // all runs where they are first as low as the first one is, not at the same step
};

// What a training worker is asked: `attempt` tells a training that is asked for again.
struct TrainJob {
  TrainRequest request;
  int attempt = 0;
  bool operator==(const TrainJob&) const = default;
};

// What is computed ahead.
struct PrepareJob {
  Experiment experiment;
  bool curvature = false;  // along the runs, too
};

// True if both experiments have data, network, objective and runs of the same kinds, so that a title that was
// given to one still tells what the other is.
bool same_kinds(const Experiment& a, const Experiment& b);

class Session {
 public:
  // `wake` is called from other threads when there is something new to see.
  Session(Document document, std::function<void()> wake);

  // What the user edits. Any change is noticed by the next update().
  Experiment experiment;
  View view;
  std::string file;  // where it came from, absolute; empty = from none
  Playback playback;

  // Once a frame: submits what changed, takes what has arrived, moves the playback cursor by `seconds`. Never waits.
  // Returns true if the picture is another one than after the last call.
  bool update(double seconds);

  const Results& results() const { return results_; }
  const std::vector<Trajectory>& paths() const { return paths_; }
  const Page& page() const { return page_; }
  std::uint64_t page_version() const { return page_version_; }
  // The surface that follows the experiment; empty while only diagrams are shown.
  const Scene& scene() const;
  // The same page with the captions that tell what was computed; on screen the read-out does that.
  Page figure() const { return build_page(shown(), view, page_aspect); }
  // What the picture shows, in a sentence for each of the results.
  std::string caption() const;
  // Width over height of the place where the page is shown.
  float page_aspect = 1.6f;

  // Keeps the results as they are beside those to come, at most three times; under another title if one is given.
  void pin(const std::string& title = {});
  void unpin() { pinned_.clear(); }
  // Keeps the plane and the window as they are while everything else changes, or lets go of them. Networks of another
  // number of parameters have a plane of their own.
  void hold_plane() { held_ = held_ ? nullptr : results_.slice; }
  bool holds_plane() const { return held_ != nullptr; }
  std::size_t pinned() const { return pinned_.size(); }

  bool training() const { return training_worker_.busy(); }
  bool slicing() const { return slice_worker_.busy(); }
  bool finding_spectra() const { return spectra_worker_.busy(); }
  bool following_curvature() const { return curvature_worker_.busy(); }
  // Of all planned steps, and since when something is being trained or sliced.
  double training_share() const;
  double busy_seconds() const { return busy_seconds_; }
  bool searching() const { return search_worker_.busy() || critical_worker_.busy(); }
  bool restarting() const { return restart_worker_.busy(); }
  // Goes on with restarts that were stopped.
  void resume_restarts() { asked_restarts_.reset(); }
  // Nothing is being computed, and results() hold all that was.
  bool at_rest() const;
  // What the last request was refused for; empty if all is well. The old picture stays.
  std::string error() const;

  // Shows the network at a place of the plane beside the surface.
  void look_at(double a, double b);
  // Asks what is true at a place of the plane that is drawn; null until it is known.
  std::shared_ptr<const ProbeResult> hover(double a, double b);

  // Goes from a place of the plane to a critical point of the full space nearby, which results() then hold.
  void search_from(double a, double b);
  // The same from the first run's iterate at the cursor.
  void search_from_cursor();
  // How far the search has come; null before the first.
  std::shared_ptr<const SearchResult> search() const { return search_worker_.latest(); }
  // Forgets all points that were found, and asks for no more.
  void forget_points();
  // Ends what is being computed; what there is stays.
  void cancel();

  // Computes what a document shows ahead of time, so that it appears at once when it is opened.
  void prepare(const Document& document);
  bool preparing() const { return prepare_worker_.busy(); }

  // Does something once, when the surface that is asked for now is complete.
  void afterwards(std::function<void(Session&)> action) { afterwards_ = std::move(action); }

  // Turns the plane about its first axis, round and round, through the third directions of parameter space.
  bool turning = false;

  // Longest recorded step of all runs.
  Index last_step() const;
  // Train again from the start and watch; with a new seed if asked.
  void restart(bool new_seed);
  // Lay the plane through the newest iterates now, not only when training ends.
  void fit_plane();
  void play();
  void pause();
  // By whole recorded iterates, forward or back.
  void step(int iterates);
  void seek(double step);

  // Takes the last change of experiment or view back (a drag of a slider is one change), or makes it again. The camera
  // and the time are no part of it. Up to 100 changes are kept.
  void undo();
  void redo();
  // All that undo brings back. Two that differ are two states of the user's work.
  struct Edit {
    Experiment experiment;
    View view;
    std::string file;
    bool operator==(const Edit&) const = default;
  };
  Edit edit() const;

  // The camera as the document had it, as it was before the last movement, and as it was after it.
  void reset_camera() { view.camera = home_camera_; }
  void camera_back();
  void camera_forward();

  Document document() const;
  // Replaces experiment and view; undo brings them back, with their file.
  void open(const Document& document, const std::string& from_file = {});
  // From now on this work, also as it was before, is that of another file.
  void move_to(const std::string& other_file);

 private:
  void begin();
  void take(const Edit* edit);
  void submit_training();
  void submit_slice(bool trained);
  void submit_spectra();
  void submit_curvature();
  void submit_flatness();
  void submit_probe();
  void submit_batch();
  void submit_plane_points();
  void submit_plane_map();
  void submit_restarts(bool trained);
  void search(ProbeRequest from);
  void submit_critical(bool trained);
  void keep_found_points();
  void turn_plane(double seconds);
  bool shows_what_is_asked() const;
  bool wants_provisional_plane(const TrainResult& training) const;
  void move_cursor(double seconds);
  void place_cursor();
  bool extend_paths();
  std::string title() const;
  std::vector<Shown> shown() const;

  std::shared_ptr<ResultCache> cache_ = std::make_shared<ResultCache>();
  std::shared_ptr<const SliceResult> kept_slice_;  // that the cache has been given
  Worker<PrepareJob, int> prepare_worker_;
  Worker<TrainJob, TrainResult> training_worker_;
  Worker<SliceRequest, SliceResult> slice_worker_;
  Worker<SpectraRequest, SpectraResult> spectra_worker_;
  Worker<CurvatureRequest, CurvatureResult> curvature_worker_;
  Worker<FlatnessRequest, FlatnessResult> flatness_worker_;
  Worker<ProbeRequest, ProbeResult> probe_worker_, hover_worker_;
  Worker<BatchSliceRequest, BatchSliceResult> batch_worker_;
  Worker<PlanePointsRequest, PlanePoints> plane_points_worker_;
  Worker<PlaneMapRequest, PlaneMap> plane_map_worker_;
  Worker<RestartRequest, RestartResult> restart_worker_;
  Worker<SearchRequest, SearchResult> search_worker_;
  Worker<CriticalRequest, FoundPoints> critical_worker_;
  std::optional<TrainJob> asked_training_;
  int attempt_ = 0;
  std::optional<SliceRequest> asked_slice_;
  std::optional<SpectraRequest> asked_spectra_;
  std::optional<CurvatureRequest> asked_curvature_;
  std::optional<FlatnessRequest> asked_flatness_;
  std::optional<ProbeRequest> asked_probe_, asked_hover_;
  std::optional<BatchSliceRequest> asked_batch_;
  std::optional<PlanePointsRequest> asked_plane_points_;
  std::optional<PlaneMapRequest> asked_plane_map_;
  std::optional<RestartRequest> asked_restarts_;
  int searches_ = 0;
  std::optional<CriticalRequest> asked_critical_;
  std::shared_ptr<const SearchResult> kept_search_;  // whose end is among ends_
  std::vector<CriticalPoint> ends_;                  // of single searches of the problem
  std::shared_ptr<const Problem> ends_problem_;
  std::shared_ptr<const FoundPoints> kept_survey_;  // that found_ was made from
  std::shared_ptr<const FoundPoints> found_;
  std::shared_ptr<const TrainResult> basis_;  // the training result that planes are laid through
  bool fit_requested_ = false;
  std::function<void(Session&)> afterwards_;
  double busy_seconds_ = 0;
  double waited_ = 0;  // seconds since training was asked for, while there is no plane yet

  Results results_;
  std::vector<Trajectory> paths_;
  std::shared_ptr<const PlaneFit> paths_fit_;                    // the plane that paths_ are seen from
  std::vector<std::shared_ptr<const ParamVector>> path_starts_;  // tells a run that began anew from one that has grown
  Changes<Edit> edits_;
  Changes<Camera> cameras_;
  Experiment opened_;  // as the document had it
  Camera home_camera_;
  View shown_view_;
  std::string title_;
  std::vector<Shown> pinned_;
  std::shared_ptr<const SliceResult> held_;
  std::size_t shown_count_ = 0;
  float shown_aspect_ = 0;
  Page page_;
  std::uint64_t page_version_ = 0;
};

}  // namespace cartograd
