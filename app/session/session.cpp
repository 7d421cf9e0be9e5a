#include "app/session/session.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "app/scene/charts.h"
#include "core/objective/analytic.h"

namespace cartograd {

namespace {

// A plane through fewer iterates would turn over with every new one.
constexpr std::size_t iterates_for_a_first_plane = 8;
constexpr double seconds_before_a_first_plane = 0.15;
constexpr double longest_seconds_without_a_plane = 1;  // of a network that takes long for a step

void answer_probe(const ProbeRequest& request, std::stop_token stop, const std::function<void(ProbeResult)>& publish) {
  if (auto result = probe(request, stop)) publish(std::move(*result));
}

}  // namespace

Session::Session(Document document, std::function<void()> wake)
    : experiment(std::move(document.experiment)),
      view(make_view(document.view)),
      training_worker_([](const TrainRequest& request, std::stop_token stop,
                          const auto& publish) { train_all(request, stop, publish); },
                       wake),
      slice_worker_([](const SliceRequest& request, std::stop_token stop,
                       const auto& publish) { slice_through(request, stop, publish); },
                    wake),
      spectra_worker_([](const SpectraRequest& request, std::stop_token stop,
                         const auto& publish) { spectra_of(request, stop, publish); },
                      wake),
      probe_worker_(answer_probe, wake),
      hover_worker_(answer_probe, wake) {
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
  if (view.cursor)
    seek(static_cast<double>(*view.cursor));
  else
    play();
}

Session::Edit Session::edit() const {
  Edit edit{experiment, view, file};
  edit.view.camera = {};
  edit.view.cursor.reset();
  return edit;
}

// Changes that follow each other closely are one.
void Session::note_edits(double seconds) {
  constexpr double pause = 0.6;  // seconds
  constexpr std::size_t most = 100;
  since_edit_ += seconds;
  Edit now = edit();
  if (edit_ == now) return;
  if (edit_ && (since_edit_ > pause || undo_.empty())) {
    undo_.push_back(std::move(*edit_));
    if (undo_.size() > most) undo_.erase(undo_.begin());
  }
  if (edit_) redo_.clear();
  edit_ = std::move(now);
  since_edit_ = 0;
}

void Session::move_edit(std::vector<Edit>& from, std::vector<Edit>& to) {
  note_edits(0);
  if (from.empty()) return;
  to.push_back(*edit_);
  edit_ = std::move(from.back());
  from.pop_back();
  const Camera camera = view.camera;
  const std::optional<Index> cursor = view.cursor;
  experiment = edit_->experiment;
  view = edit_->view;
  file = edit_->file;
  view.camera = camera;
  view.cursor = cursor;
  since_edit_ = std::numeric_limits<double>::infinity();  // the next change is one of its own
}

void Session::undo() { move_edit(undo_, redo_); }
void Session::redo() { move_edit(redo_, undo_); }

bool Session::update(double seconds) {
  note_edits(seconds);
  submit_training();
  const auto training = training_worker_.latest();
  const auto slice = slice_worker_.latest();
  const Results before = results_;
  results_ = {training, slice, spectra_worker_.latest(), probe_worker_.latest()};
  bool changed = !(results_ == before) || title() != title_;
  title_ = title();

  if (!results_.slice) waited_ += seconds;
  submit_slice();
  changed |= extend_paths();
  move_cursor(seconds);
  view.cursor = playback.at_end ? std::nullopt : std::optional<Index>(static_cast<Index>(playback.step));
  submit_spectra();
  submit_probe();
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
    const std::string what = describe(one.results, one.paths);
    if (!what.empty()) text += (text.empty() ? "" : "\n") + (one.title.empty() ? "" : one.title + ". ") + what;
  }
  return text;
}

void Session::pin() {
  if (!results_.slice || pinned_.size() >= 3) return;
  Shown kept{results_, paths_, title_};
  if (kept.title.empty()) kept.title = results_.training->problem->description;
  pinned_.push_back(std::move(kept));
}

// A title tells what was opened; of something else it would be wrong.
std::string Session::title() const {
  return experiment.title != opened_.title || same_kinds(experiment, opened_) ? experiment.title : "";
}

void Session::submit_training() {
  TrainRequest request = train_request(experiment);
  if (asked_training_ == request) return;
  asked_training_ = request;
  training_worker_.submit(std::move(request));
}

void Session::submit_slice() {
  const auto& training = results_.training;
  if (!training || training == basis_) {
    // Nothing newer to lay a plane through.
  } else if (training->finished || fit_requested_) {
    basis_ = training;
    fit_requested_ = false;
  } else if (wants_provisional_plane(*training)) {
    basis_ = training;
  }
  if (!basis_) return;
  SliceRequest request{basis_, experiment.seed, experiment.plane, experiment.slice};
  if (held_ && held_->fit->plane.origin.size() == basis_->problem->objective->dimension()) request.held = held_;
  if (asked_slice_ == request) return;
  asked_slice_ = request;
  slice_worker_.submit(std::move(request));
}

// While they are shown, of the newest training at the cursor.
void Session::submit_spectra() {
  if (!shows_spectra(view) || !results_.training) return;
  SpectraRequest request{results_.training, experiment.seed, view.cursor};
  if (asked_spectra_ == request) return;
  asked_spectra_ = request;
  spectra_worker_.submit(std::move(request));
}

// The same for the network that is looked at.
void Session::submit_probe() {
  if (!shows_probe(view) || !results_.training) return;
  const auto request = probe_request(results_, view);
  if (!request || asked_probe_ == request) return;
  asked_probe_ = request;
  probe_worker_.submit(*request);
}

void Session::look_at(double a, double b) {
  view.probe = {a, b};
  if (!shows_probe(view)) view.layout = "explore";
}

std::shared_ptr<const ProbeResult> Session::hover(double a, double b) {
  if (!results_.training || !results_.slice) return nullptr;
  ProbeRequest request{results_.slice->request.basis, results_.slice, a, b, 0, {}, false};
  const auto known = hover_worker_.latest();
  if (known && known->request == request) return known;
  if (asked_hover_ != request) {
    asked_hover_ = request;
    hover_worker_.submit(std::move(request));
  }
  return nullptr;
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

void Session::move_cursor(double seconds) {
  const auto end = static_cast<double>(last_step());
  if (playback.at_end) {
    playback.step = end;
    return;
  }
  if (!playback.playing || paths_.empty()) return;
  Index planned = 1;
  for (const Choice& run : experiment.runs) planned = std::max(planned, run.settings.integer("steps"));
  // A run that ended early is watched for as long as a whole one.
  const double length = training() ? static_cast<double>(planned) : std::max(end, 1.0);
  playback.step += std::min(seconds, 0.1) * length / playback.seconds;
  if (playback.step < end) return;
  playback.step = end;  // waits here for training to go on
  if (!training()) pause();
  playback.at_end = !training();
}

std::string Session::error() const {
  const std::string training = training_worker_.error();
  if (!training.empty()) return training;
  const std::string slice = slice_worker_.error();
  return slice.empty() ? spectra_worker_.error() : slice;
}

Index Session::last_step() const {
  Index last = 0;
  if (results_.training)
    for (const Run& run : results_.training->runs)
      if (run.size() > 0) last = std::max(last, run.step.back());
  return last;
}

void Session::restart(bool new_seed) {
  if (new_seed) ++experiment.seed;
  asked_training_.reset();
  play();
}

// Where nothing newer has come since, there is nothing to do, now or later.
void Session::fit_plane() { fit_requested_ = results_.training && results_.training != basis_; }

void Session::play() {
  if (playback.at_end || playback.step >= static_cast<double>(last_step())) playback.step = 0;
  playback.at_end = false;
  playback.playing = true;
}

void Session::pause() { playback.playing = false; }

void Session::step(int iterates) {
  pause();
  if (!results_.training) return;
  // The recorded steps of all runs, in order.
  std::vector<Index> steps;
  for (const Run& run : results_.training->runs) steps.insert(steps.end(), run.step.begin(), run.step.end());
  if (steps.empty()) return;
  std::sort(steps.begin(), steps.end());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  const auto past = std::upper_bound(steps.begin(), steps.end(), static_cast<Index>(playback.step));
  const auto here = std::max<std::ptrdiff_t>(0, past - steps.begin() - 1);
  const auto there = std::clamp<std::ptrdiff_t>(here + iterates, 0, static_cast<std::ptrdiff_t>(steps.size()) - 1);
  seek(static_cast<double>(steps[static_cast<std::size_t>(there)]));
}

void Session::seek(double step) {
  pause();
  playback.at_end = false;
  playback.step = std::max(0.0, step);
}

Document Session::document() const {
  Document document{experiment, to_settings(view)};
  document.experiment.title = title();
  return document;
}

void Session::open(const Document& document, const std::string& from_file) {
  View opened = make_view(document.view);  // may be refused
  note_edits(0);
  since_edit_ = std::numeric_limits<double>::infinity();  // a change of its own
  experiment = document.experiment;
  view = std::move(opened);
  file = from_file;
  held_.reset();
  asked_training_.reset();
  begin();
}

void Session::move_to(const std::string& other_file) {
  note_edits(0);
  for (std::vector<Edit>* edits : {&undo_, &redo_})
    for (Edit& each : *edits)
      if (each.file == file) each.file = other_file;
  if (edit_) edit_->file = other_file;
  file = other_file;
}

}  // namespace cartograd
