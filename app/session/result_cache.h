// Results that will be wanted soon, or again: computed ahead, so that they appear at once.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>

#include "core/experiment/compute.h"
#include "core/experiment/critical_points.h"
#include "core/experiment/curvature_path.h"
#include "core/experiment/restarts.h"

namespace cartograd {

// All that is complete of one experiment; what it does not ask for is null.
struct PreparedResults {
  std::shared_ptr<const TrainResult> training;
  std::shared_ptr<const SliceResult> slice;
  std::shared_ptr<const RestartResult> restarts = {};
  std::optional<CriticalRequest> critical = {};  // what `found` answers
  std::shared_ptr<const FoundPoints> found = {};
  std::shared_ptr<const CurvatureResult> curvature = {};
};

class ResultCache {
 public:
  // Has a training and a slice at least; what is known already and missing there stays.
  void keep(PreparedResults results) {
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [&](const PreparedResults& each) {
      if (!same(each, results.training->request, results.slice->request)) return false;
      if (!results.restarts) results.restarts = each.restarts;
      if (!results.found) std::tie(results.critical, results.found) = std::pair(each.critical, each.found);
      if (!results.curvature) results.curvature = each.curvature;
      return true;
    });
    entries_.push_back(std::move(results));
    if (entries_.size() > most) entries_.pop_front();
  }

  // What such a training has given; null if it is not there.
  std::shared_ptr<const TrainResult> training(const TrainRequest& request) const {
    const auto entry = find([&](const PreparedResults& each) { return each.training->request == request; });
    return entry ? entry->training : nullptr;
  }

  // The slice that a request asks for, as an answer to that very request.
  std::optional<SliceResult> slice(const SliceRequest& request) const {
    if (request.held || !request.basis->finished) return std::nullopt;
    const auto entry = find([&](const PreparedResults& each) {
      return each.training->problem == request.basis->problem && same(each, request.basis->request, request);
    });
    if (!entry) return std::nullopt;
    SliceResult found = *entry->slice;
    found.request = request;
    return found;
  }

  std::shared_ptr<const RestartResult> restarts(const RestartRequest& request) const {
    const auto entry =
        find([&](const PreparedResults& each) { return each.restarts && each.restarts->request == request; });
    return entry ? entry->restarts : nullptr;
  }

  // Of the same problem.
  std::shared_ptr<const FoundPoints> found(const CriticalRequest& request) const {
    if (request.slice) return nullptr;
    const auto entry = find([&](const PreparedResults& each) {
      return each.found && each.training->problem == request.basis->problem &&
             each.training->request == request.basis->request && each.critical->seed == request.seed &&
             each.critical->critical == request.critical;
    });
    return entry ? entry->found : nullptr;
  }

  // Along the iterates of the same training.
  std::shared_ptr<const CurvatureResult> curvature(const CurvatureRequest& request) const {
    const auto entry = find([&](const PreparedResults& each) {
      return each.curvature && each.training->problem == request.basis->problem &&
             each.training->request == request.basis->request && each.curvature->request.seed == request.seed;
    });
    return entry ? entry->curvature : nullptr;
  }

  // What is kept of an experiment.
  std::optional<PreparedResults> results(const TrainRequest& request, std::uint64_t seed, const Choice& plane,
                                         const Settings& slice) const {
    return find([&](const PreparedResults& each) { return same(each, request, {nullptr, seed, plane, slice}); });
  }

 private:
  static constexpr std::size_t most = 16;

  static bool same(const PreparedResults& entry, const TrainRequest& training, const SliceRequest& slice) {
    const SliceRequest& known = entry.slice->request;
    return entry.training->request == training && known.seed == slice.seed && known.plane == slice.plane &&
           known.slice == slice.slice;
  }

  template <class Condition>
  std::optional<PreparedResults> find(const Condition& condition) const {
    const std::lock_guard lock(mutex_);
    const auto entry = std::ranges::find_if(entries_, condition);
    return entry == entries_.end() ? std::nullopt : std::optional(*entry);
  }

  mutable std::mutex mutex_;
  std::deque<PreparedResults> entries_;
};

}  // namespace cartograd
