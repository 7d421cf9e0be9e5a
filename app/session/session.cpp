#include "app/session/session.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "app/scene/charts.h"
#include "app/scene/surface_colors.h"
#include "core/objective/analytic.h"

namespace cartograd {

namespace {

// A plane through fewer iterates would turn over with every new one.
constexpr std::size_t iterates_for_a_first_plane = 8;
constexpr double seconds_before_a_first_plane = 0.15;
constexpr double longest_seconds_without_a_plane = 1;  // of a network that takes long for a step

// Remembers what it trained last: a run that is added does not train the others again.
auto trainer(std::shared_ptr<const ResultCache> cache) {
  return [cache, known = std::optional<TrainResult>(), attempt = 0](const TrainJob& job, std::stop_token stop,
                                                                    const auto& publish) mutable {
    const bool again = std::exchange(attempt, job.attempt) != job.attempt;
    const auto ready = cache->training(job.request);
    known = train_all(job.request, stop, publish, ready ? ready.get() : known && !again ? &*known : nullptr);
  };
}

// Remembers the last slice, for the same reason, and leads from one kind of plane to another.
auto slicer(std::shared_ptr<const ResultCache> cache) {
  return [cache, known = std::optional<SliceResult>()](const SliceRequest& request, std::stop_token stop,
                                                       const auto& publish) mutable {
    if (auto ready = cache->slice(request)) {
      known = std::move(ready);
      return publish(*known);
    }
    const SliceResult* const before = known ? &*known : nullptr;
    SliceResult result = slice_through(request, stop, publish, before);
    if (result.slice.complete) known = std::move(result);
  };
}

// Remembers how curved the iterates were: of a run that has grown, only the new ones are looked at.
auto follower(std::shared_ptr<const ResultCache> cache) {
  return [cache, known = std::optional<CurvatureResult>()](const CurvatureRequest& request, std::stop_token stop,
                                                           const auto& publish) mutable {
    const auto ready = cache->curvature(request);
    known = curvature_along(request, stop, publish, ready ? ready.get() : known ? &*known : nullptr);
  };
}

// Remembers where restarts have ended: more of them, or those that were stopped, only add to it.
auto restarter(std::shared_ptr<const ResultCache> cache) {
  return [cache, known = std::optional<RestartResult>()](const RestartRequest& request, std::stop_token stop,
                                                         const auto& publish) mutable {
    if (const auto ready = cache->restarts(request)) {
      known = *ready;
      return publish(*known);
    }
    known = train_restarts(request, stop, publish, known ? &*known : nullptr);
  };
}

auto searcher(std::shared_ptr<const ResultCache> cache) {
  return [cache](const CriticalRequest& request, std::stop_token stop, const auto& publish) {
    if (const auto ready = cache->found(request)) return publish(*ready);
    find_critical_points(request, stop, publish);
  };
}

// Computes an experiment for the cache: first what is seen first.
auto preparer(std::shared_ptr<ResultCache> cache) {
  return [cache](const PrepareJob& job, std::stop_token stop, const std::function<void(int)>&) {
    const Experiment& experiment = job.experiment;
    const TrainRequest request = train_request(experiment);
    std::optional<PreparedResults> results =
        cache->results(request, experiment.seed, experiment.plane, experiment.slice);
    if (!results) {
      const auto ready = cache->training(request);
      const auto training = std::make_shared<const TrainResult>(train_all(request, stop, {}, ready.get()));
      if (!training->finished) return;
      const Experiment at_end = at_cursor(experiment, {});
      SliceResult slice = slice_through({training, experiment.seed, at_end.plane, experiment.slice}, stop);
      if (!slice.slice.complete) return;
      results = {training, std::make_shared<const SliceResult>(std::move(slice))};
      cache->keep(*results);
    }
    if (job.curvature) {
      CurvatureResult curvature = curvature_along({results->training, experiment.seed}, stop);
      if (!curvature.finished) return;
      results->curvature = std::make_shared<const CurvatureResult>(std::move(curvature));
    }
    if (experiment.critical.integer("searches") > 0 && experiment.critical.text("from") != "slice") {
      results->critical = CriticalRequest{results->training, nullptr, experiment.seed, experiment.critical};
      FoundPoints found = find_critical_points(*results->critical, stop);
      if (!found.finished) return;
      results->found = std::make_shared<const FoundPoints>(std::move(found));
    }
    if (experiment.restarts.integer("count") > 0 && !experiment.runs.empty()) {
      RestartResult restarts = train_restarts(restart_request(experiment), stop);
      if (!restarts.finished) return;
      results->restarts = std::make_shared<const RestartResult>(std::move(restarts));
    }
    cache->keep(std::move(*results));
  };
}

// A work that gives one answer or none.
template <class Request, class Function>
auto answering(Function function) {
  return [function](const Request& request, std::stop_token stop, const auto& publish) {
    if (auto result = function(request, stop)) publish(std::move(*result));
  };
}

}  // namespace

Session::Session(Document document, std::function<void()> wake)
    : experiment(std::move(document.experiment)),
      view(make_view(document.view)),
      prepare_worker_(preparer(cache_), wake),
      training_worker_(trainer(cache_), wake),
      slice_worker_(slicer(cache_), wake),
      spectra_worker_([](const SpectraRequest& request, std::stop_token stop,
                         const auto& publish) { spectra_of(request, stop, publish); },
                      wake),
      curvature_worker_(follower(cache_), wake),
      flatness_worker_([](const FlatnessRequest& request, std::stop_token stop,
                          const auto& publish) { flatness_of(request, stop, publish); },
                       wake),
      probe_worker_(answering<ProbeRequest>(probe), wake),
      hover_worker_(answering<ProbeRequest>(probe), wake),
      batch_worker_(answering<BatchSliceRequest>(batch_slice), wake),
      plane_points_worker_(answering<PlanePointsRequest>(plane_points), wake),
      plane_map_worker_(plane_map, wake),
      restart_worker_(restarter(cache_), wake),
      search_worker_(cartograd::search_from, wake),
      critical_worker_(searcher(cache_), wake) {
  begin();
}

bool same_kinds(const Experiment& a, const Experiment& b) {
  const auto same = [](const Choice& one, const Choice& other) { return one.kind == other.kind; };
  if (!same(a.objective, b.objective)) return false;
  if (!is_analytic(a.objective.kind) && !(same(a.data, b.data) && same(a.network, b.network))) return false;
  return std::equal(a.runs.begin(), a.runs.end(), b.runs.begin(), b.runs.end(), same);
}

void Session::begin() {
  opened_ = experiment;
  home_camera_ = view.camera;
  playback.by_loss = view.cursor_loss.has_value();
  if (view.cursor)
    seek(static_cast<double>(*view.cursor));
  else
    play();
}

Session::Edit Session::edit() const {
  Edit edit{experiment, view, file};
  edit.view.camera = {};
  edit.view.cursor.reset();
  edit.view.cursor_loss.reset();
  return edit;
}

// The camera and the time stay as they are.
void Session::take(const Edit* edit) {
  if (!edit) return;
  View seen = edit->view;
  seen.camera = view.camera;
  seen.cursor = view.cursor;
  seen.cursor_loss = view.cursor_loss;
  experiment = edit->experiment;
  view = std::move(seen);
  file = edit->file;
}

void Session::undo() {
  edits_.note(edit(), 0);
  take(edits_.back());
}

void Session::redo() {
  edits_.note(edit(), 0);
  take(edits_.forward());
}

bool Session::update(double seconds) {
  edits_.note(edit(), seconds);
  cameras_.note(view.camera, seconds);
  turn_plane(seconds);
  submit_training();
  const bool trained = !training_worker_.busy();  // asked before: what is the latest then is all that there will be
  const auto training = training_worker_.latest();
  const auto slice = slice_worker_.latest();
  const Results before = results_;
  keep_found_points();
  if (slice && slice != kept_slice_ && slice->slice.complete && slice->request.basis->finished &&
      !slice->request.held) {
    kept_slice_ = slice;
    cache_->keep({slice->request.basis, slice});
  }
  results_ = {training,
              slice,
              spectra_worker_.latest(),
              probe_worker_.latest(),
              view.batch_surface ? batch_worker_.latest() : nullptr,
              found_,
              curvature_worker_.latest(),
              view.slice_points ? plane_points_worker_.latest() : nullptr,
              map_quantity(view) ? plane_map_worker_.latest() : nullptr,
              flatness_worker_.latest(),
              asked_restarts_ ? restart_worker_.latest() : nullptr};
  // While the surface is still the one from before, so is the title above it.
  const bool drawn = !slice || slice->request.basis->request == asked_training_->request;
  const std::string above = drawn ? title() : title_;
  bool changed = !(results_ == before) || above != title_;
  title_ = above;

  busy_seconds_ = training_worker_.busy() || slice_worker_.busy() ? busy_seconds_ + seconds : 0;
  if (!results_.slice) waited_ += seconds;
  submit_slice(trained);
  changed |= extend_paths();
  move_cursor(seconds);
  place_cursor();
  submit_spectra();
  submit_curvature();
  submit_flatness();
  submit_probe();
  submit_batch();
  submit_plane_points();
  submit_plane_map();
  submit_critical(trained);
  submit_restarts(trained);
  if (afterwards_ && shows_what_is_asked()) std::exchange(afterwards_, nullptr)(*this);
  // The camera is applied when drawing; it does not change what is drawn.
  View still = view;
  still.camera = shown_view_.camera;
  changed |= !(still == shown_view_) || shown_count_ != pinned_.size() || shown_aspect_ != page_aspect;
  if (!changed && page_version_ > 0) return false;
  shown_view_ = view;
  shown_count_ = pinned_.size();
  shown_aspect_ = page_aspect;
  View on_screen = view;
  on_screen.caption = false;
  page_ = build_page(shown(), on_screen, page_aspect);
  ++page_version_;
  return true;
}

// The surface of the experiment as it is now, complete, through runs that have ended.
bool Session::shows_what_is_asked() const {
  const auto& training = results_.training;
  return results_.slice && results_.slice->slice.complete && asked_slice_ == results_.slice->request && training &&
         training->finished && training->request == train_request(experiment) && basis_ == training;
}

bool Session::at_rest() const {
  return !training() && !slicing() && !searching() && !batch_worker_.busy() && !plane_points_worker_.busy() &&
         !plane_map_worker_.busy() && !restarting() && !probe_worker_.busy() && !spectra_worker_.busy() &&
         !curvature_worker_.busy() && !flatness_worker_.busy() && results_.training == training_worker_.latest() &&
         results_.slice == slice_worker_.latest() && results_.curvature == curvature_worker_.latest();
}

double Session::training_share() const {
  double done = 0, planned = 0;
  if (results_.training)
    for (const Run& run : results_.training->runs) {
      const bool ended = run.outcome != Outcome::running && run.outcome != Outcome::cancelled;
      planned += static_cast<double>(run.planned_steps);
      done += static_cast<double>(ended ? run.planned_steps : run.size() > 0 ? run.step.back() : 0);
    }
  return planned > 0 ? done / planned : 0;
}

// What is pinned, and what follows the experiment at last.
std::vector<Shown> Session::shown() const {
  std::vector<Shown> all = pinned_;
  all.push_back({results_, paths_, title_});
  return all;
}

const Scene& Session::scene() const {
  static const Scene none;
  const Scene* last = &none;
  for (const PageCell& cell : page_.cells)
    if (const auto* scene = std::get_if<Scene>(&cell.content)) last = scene;
  return *last;
}

std::string Session::caption() const {
  std::string text;
  for (const Shown& one : shown()) {
    const std::string what = describe(one.results, one.paths, &view);
    if (!what.empty()) text += (text.empty() ? "" : "\n") + (one.title.empty() ? "" : one.title + ". ") + what;
  }
  return text;
}

void Session::pin(const std::string& title) {
  if (!results_.slice || pinned_.size() >= 3) return;
  Shown kept{results_, paths_, title.empty() ? title_ : title};
  if (kept.title.empty()) kept.title = results_.training->problem->description;
  pinned_.push_back(std::move(kept));
}

// A title tells what was opened; of something else it would be wrong.
std::string Session::title() const {
  return experiment.title != opened_.title || same_kinds(experiment, opened_) ? experiment.title : "";
}

void Session::cancel() {
  training_worker_.cancel();
  slice_worker_.cancel();
  spectra_worker_.cancel();
  curvature_worker_.cancel();
  flatness_worker_.cancel();
  search_worker_.cancel();
  critical_worker_.cancel();
  batch_worker_.cancel();
  plane_points_worker_.cancel();
  plane_map_worker_.cancel();
  restart_worker_.cancel();
  turning = false;
}

// Twenty degrees a second, round and round.
void Session::turn_plane(double seconds) {
  if (!turning) return;
  Settings& plane = experiment.plane.settings;
  const double turned = std::remainder(plane.real("turn") + 20 * std::min(seconds, 0.1), 360);
  plane.set("turn", std::clamp(turned, -180.0, 180.0));
}

// Before the first training has ended, the plane follows the growing path: anew whenever that has become twice as long.
bool Session::wants_provisional_plane(const TrainResult& training) const {
  if (training.runs.empty()) return false;
  const std::size_t iterates = training.runs.front().size();
  if (!basis_)
    return (waited_ > seconds_before_a_first_plane && iterates >= iterates_for_a_first_plane) ||
           (waited_ > longest_seconds_without_a_plane && iterates >= 2);
  return !basis_->finished && !slice_worker_.busy() && iterates >= 2 * basis_->runs.front().size();
}

// Projects iterates that are new into the plane that is drawn, for a few milliseconds at most: a large network's path
// appears over several frames instead of stalling one.
bool Session::extend_paths() {
  if (!results_.training || !results_.slice) return false;
  const std::vector<Run>& runs = results_.training->runs;
  bool changed = false;
  if (paths_fit_ != results_.slice->fit || paths_.size() != runs.size()) {
    paths_fit_ = results_.slice->fit;
    paths_.assign(runs.size(), {});
    path_starts_.assign(runs.size(), nullptr);
    changed = true;
  }
  const auto begin = std::chrono::steady_clock::now();
  const Plane& plane = paths_fit_->plane;
  for (std::size_t k = 0; k < runs.size(); ++k) {
    if (runs[k].size() == 0) continue;
    if (plane.origin.size() != runs[k].parameters.front()->size()) {
      paths_[k] = {};  // another network: its plane is on the way
      continue;
    }
    if (path_starts_[k] != runs[k].parameters.front()) {
      paths_[k] = {};
      path_starts_[k] = runs[k].parameters.front();
      changed = true;
    }
    Trajectory& path = paths_[k];
    while (path.a.size() < runs[k].size()) {
      append_projection(path, plane, *runs[k].parameters[path.a.size()]);
      changed = true;
      if (std::chrono::steady_clock::now() - begin > std::chrono::milliseconds(8)) return true;
    }
  }
  return changed;
}

std::string Session::error() const {
  for (const std::string& error :
       {training_worker_.error(), slice_worker_.error(), spectra_worker_.error(), curvature_worker_.error()})
    if (!error.empty()) return error;
  if (asked_restarts_ && !restart_worker_.error().empty()) return restart_worker_.error();
  return asked_critical_ ? critical_worker_.error() : "";
}

void Session::camera_back() {
  cameras_.note(view.camera, 0);
  if (const Camera* before = cameras_.back()) view.camera = *before;
}

void Session::camera_forward() {
  cameras_.note(view.camera, 0);
  if (const Camera* after = cameras_.forward()) view.camera = *after;
}

Document Session::document() const {
  Document document{experiment, to_settings(view)};
  document.experiment.title = title();
  return document;
}

void Session::open(const Document& document, const std::string& from_file) {
  View opened = make_view(document.view);  // may be refused
  edits_.note(edit(), std::numeric_limits<double>::infinity());
  experiment = document.experiment;
  view = std::move(opened);
  file = from_file;
  edits_.note(edit(), std::numeric_limits<double>::infinity());  // a change of its own
  held_.reset();
  ++attempt_;
  begin();
}

void Session::move_to(const std::string& other_file) {
  edits_.note(edit(), 0);
  edits_.change_all([&](Edit& each) {
    if (each.file == file) each.file = other_file;
  });
  file = other_file;
}

}  // namespace cartograd
