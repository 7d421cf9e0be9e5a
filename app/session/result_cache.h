// Results that will be wanted soon, or again: computed ahead, so that they appear at once.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "core/experiment/compute.h"

namespace cartograd {

class ResultCache {
 public:
  // Both belong to one experiment and are complete.
  void keep(std::shared_ptr<const TrainResult> training, std::shared_ptr<const SliceResult> slice) {
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [&](const Entry& each) { return same(each, training->request, slice->request); });
    entries_.push_back({std::move(training), std::move(slice)});
    if (entries_.size() > most) entries_.pop_front();
  }

  // What such a training has given; null if it is not there.
  std::shared_ptr<const TrainResult> training(const TrainRequest& request) const {
    const std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_)
      if (entry.training->request == request) return entry.training;
    return nullptr;
  }

  // The slice that a request asks for, as an answer to that very request.
  std::optional<SliceResult> slice(const SliceRequest& request) const {
    if (request.held || !request.basis->finished) return std::nullopt;
    const std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_)
      if (entry.training->problem == request.basis->problem && same(entry, request.basis->request, request)) {
        SliceResult found = *entry.slice;
        found.request = request;
        return found;
      }
    return std::nullopt;
  }

  bool has(const TrainRequest& request, std::uint64_t seed, const Choice& plane, const Settings& slice) const {
    const std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_)
      if (same(entry, request, {nullptr, seed, plane, slice})) return true;
    return false;
  }

 private:
  static constexpr std::size_t most = 16;
  struct Entry {
    std::shared_ptr<const TrainResult> training;
    std::shared_ptr<const SliceResult> slice;
  };

  static bool same(const Entry& entry, const TrainRequest& training, const SliceRequest& slice) {
    const SliceRequest& known = entry.slice->request;
    return entry.training->request == training && known.seed == slice.seed && known.plane == slice.plane &&
           known.slice == slice.slice;
  }

  mutable std::mutex mutex_;
  std::deque<Entry> entries_;
};

}  // namespace cartograd
