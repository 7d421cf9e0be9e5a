// What is asked of the workers, and when.
#include <optional>
#include <utility>

#include "app/scene/charts.h"
#include "app/session/session.h"

namespace cartograd {

namespace {

// Asks a worker, unless this is what it was asked last.
template <class Worker, class Request>
void ask(Worker& worker, std::optional<Request>& asked, Request request) {
  if (asked == request) return;
  asked = request;
  worker.submit(std::move(request));
}

}  // namespace

void Session::prepare(const Document& document) {
  prepare_worker_.submit({document.experiment, shows_curvature(make_view(document.view))});
}

void Session::submit_training() {
  ask(training_worker_, asked_training_, TrainJob{train_request(experiment), attempt_});
}

void Session::submit_slice(bool trained) {
  const auto& training = results_.training;
  if (!training || training == basis_) {
    // Nothing newer to lay a plane through.
  } else if (trained || fit_requested_) {
    basis_ = training;
    fit_requested_ = false;
  } else if (wants_provisional_plane(*training)) {
    basis_ = training;
  }
  if (!basis_) return;
  SliceRequest request{basis_, experiment.seed, at_cursor(experiment, view.cursor).plane, experiment.slice};
  if (held_ && held_->fit->plane.origin.size() == basis_->problem->objective->dimension()) request.held = held_;
  ask(slice_worker_, asked_slice_, std::move(request));
}

// While they are shown, of the newest training at the cursor.
void Session::submit_spectra() {
  if (!shows_spectra(view) || !results_.training) return;
  ask(spectra_worker_, asked_spectra_, SpectraRequest{results_.training, experiment.seed, view.cursor});
}

// The same along the runs.
void Session::submit_curvature() {
  if (!shows_curvature(view) || !results_.training) return;
  ask(curvature_worker_, asked_curvature_, CurvatureRequest{results_.training, experiment.seed});
}

// How wide the valleys at the cursor are.
void Session::submit_flatness() {
  if (!shows_flatness(view) || !results_.training) return;
  ask(flatness_worker_, asked_flatness_, FlatnessRequest{results_.training, experiment.seed, view.cursor});
}

// Of the network that is looked at, while it is.
void Session::submit_probe() {
  if (!shows_probe(view) || !results_.training) return;
  if (auto request = probe_request(results_, view)) ask(probe_worker_, asked_probe_, std::move(*request));
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
  ask(hover_worker_, asked_hover_, std::move(request));
  return nullptr;
}

// Of the batch that the first run takes at the cursor.
void Session::submit_batch() {
  if (!view.batch_surface || !results_.slice || !results_.slice->slice.complete || experiment.runs.empty()) return;
  ask(batch_worker_, asked_batch_,
      BatchSliceRequest{results_.slice, experiment.runs.front(), static_cast<Index>(playback.step)});
}

// Of the finished slice.
void Session::submit_plane_points() {
  if (!view.slice_points || !results_.slice || !results_.slice->slice.complete) return;
  ask(plane_points_worker_, asked_plane_points_, PlanePointsRequest{results_.slice});
}

// The same for what the colours tell.
void Session::submit_plane_map() {
  const std::optional<MapQuantity> quantity = map_quantity(view);
  if (!quantity || !results_.slice || !results_.slice->slice.complete) return;
  ask(plane_map_worker_, asked_plane_map_, PlaneMapRequest{results_.slice, *quantity});
}

// Once the runs that are shown have ended.
void Session::submit_restarts(bool trained) {
  if (experiment.restarts.integer("count") == 0 || experiment.runs.empty()) {
    if (asked_restarts_) restart_worker_.cancel();
    asked_restarts_.reset();
    return;
  }
  if (trained && results_.training) ask(restart_worker_, asked_restarts_, restart_request(experiment));
}

void Session::search_from(double a, double b) {
  if (results_.slice) search({results_.slice->request.basis, results_.slice, a, b});
}

void Session::search_from_cursor() {
  if (results_.training)
    search({results_.training, nullptr, 0, 0, static_cast<std::size_t>(view.probe_run), view.cursor});
}

void Session::search(ProbeRequest from) { search_worker_.submit({std::move(from), ++searches_}); }

void Session::forget_points() {
  ends_.clear();
  experiment.critical.set("searches", 0.0);
}

// Of the finished training, once for each problem: points that were found stay while planes are laid through them and
// runs leave them.
void Session::submit_critical(bool trained) {
  if (experiment.critical.integer("searches") == 0) {
    if (asked_critical_) critical_worker_.cancel();
    asked_critical_.reset();
    return;
  }
  if (!trained || !results_.training) return;
  if (asked_critical_ && asked_critical_->basis->problem == results_.training->problem &&
      asked_critical_->seed == experiment.seed && asked_critical_->critical == experiment.critical)
    return;
  CriticalRequest request{results_.training, nullptr, experiment.seed, experiment.critical};
  if (experiment.critical.text("from") == "slice") {
    if (!results_.slice || !results_.slice->slice.complete || results_.slice->request.basis != results_.training)
      return;
    request.slice = results_.slice;
  }
  asked_critical_ = request;
  critical_worker_.submit(std::move(request));
}

// What the many searches have found, and the single ones; all belong to one problem.
void Session::keep_found_points() {
  const auto training = training_worker_.latest();
  const auto problem = training ? training->problem : nullptr;
  auto many = asked_critical_ ? critical_worker_.latest() : nullptr;
  if (many && many->problem != problem) many = nullptr;
  const std::size_t ends_before = ends_.size();
  const bool other = ends_problem_ != problem;
  if (other) ends_.clear();
  ends_problem_ = problem;
  const auto latest = search_worker_.latest();
  if (latest && latest->finished && latest != kept_search_) {
    kept_search_ = latest;
    if (problem && latest->request.from.basis->problem == problem) ends_.push_back(latest->point);
  }
  if (!other && many == kept_survey_ && ends_.size() == ends_before && (found_ != nullptr) == (many || !ends_.empty()))
    return;
  kept_survey_ = many;
  found_.reset();
  if (!many && ends_.empty()) return;
  FoundPoints all = many ? *many : FoundPoints{problem, {}};
  for (const CriticalPoint& end : ends_) {
    if (end.end == SearchEnd::critical)
      all.survey.add(*problem->objective, end);
    else
      all.misses.push_back(end);
  }
  found_ = std::make_shared<const FoundPoints>(std::move(all));
}

}  // namespace cartograd
