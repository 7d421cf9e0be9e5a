#include "core/objective/network_plane.h"

#include <algorithm>
#include <limits>

#include "core/base/parallel.h"

namespace cartograd {

PlaneDecay::PlaneDecay(const Plane& plane, double weight_decay) {
  const double half = 0.5 * weight_decay;
  constant = half * plane.origin.squaredNorm();
  a = 2 * half * plane.origin.dot(plane.u);
  b = 2 * half * plane.origin.dot(plane.v);
  a_a = half * plane.u.squaredNorm();
  a_b = 2 * half * plane.u.dot(plane.v);
  b_b = half * plane.v.squaredNorm();
}

double PlaneDecay::at(const Eigen::Vector2d& p) const {
  return constant + p.x() * (a + p.x() * a_a + p.y() * a_b) + p.y() * (b + p.y() * b_b);
}

template <class T>
NetworkSampler<T>::NetworkSampler(const Network& network, const Plane& plane, const Matrix& inputs,
                                  const Matrix& targets, KernelLoss loss, double scale, double weight_decay,
                                  const NormStatistics* fixed, std::stop_token stop)
    : program_(network, plane, inputs, targets, loss, fixed, stop),
      decay_(plane, weight_decay),
      scale_(scale / static_cast<double>(inputs.cols())) {}

template <class T>
bool NetworkSampler<T>::evaluate(std::span<const Eigen::Vector2d> points, std::span<double> losses,
                                 std::stop_token stop) const {
  std::ranges::fill(losses, std::numeric_limits<double>::quiet_NaN());
  // Tasks of about a millisecond: many points of a small network, or a few points of a large one on a part of the
  // samples. The parts' sums are added in their order, whichever thread was first.
  constexpr double task_work = 3e7;
  constexpr Index most_together = 64, large_together = 4;
  const double work = program_.work() * static_cast<double>(program_.panels());
  const Index panels = program_.panels(), count = static_cast<Index>(points.size());
  Index together = std::clamp<Index>(static_cast<Index>(task_work / work), 1, most_together);
  if (together == 1 && !program_.needs_all_panels()) together = large_together;
  const double parts_wanted = work * static_cast<double>(together) / (2 * task_work);
  const Index parts = program_.needs_all_panels() ? 1 : std::clamp<Index>(static_cast<Index>(parts_wanted), 1, panels);
  const Index groups = (count + together - 1) / together;
  std::vector<double> sums(static_cast<std::size_t>(parts * count));
  const bool finished = parallel_for(
      groups * parts,
      [&](Index task) {
        const Index group = task / parts, part = task % parts, first = group * together;
        const auto size = static_cast<std::size_t>(std::min(together, count - first));
        const auto begin = static_cast<std::size_t>(first);
        std::vector<double> part_sums(size);
        program_.evaluate(points.subspan(begin, size), part * panels / parts, (part + 1) * panels / parts, part_sums,
                          stop);
        for (std::size_t i = 0; i < size; ++i) sums[static_cast<std::size_t>(part * count) + begin + i] = part_sums[i];
      },
      stop);
  if (!finished || stop.stop_requested()) return false;
  for (std::size_t i = 0; i < points.size(); ++i) {
    double sum = 0;
    for (Index part = 0; part < parts; ++part) sum += sums[static_cast<std::size_t>(part * count) + i];
    losses[i] = scale_ * sum + decay_.at(points[i]);
  }
  return true;
}

template class NetworkSampler<float>;
template class NetworkSampler<double>;

}  // namespace cartograd
