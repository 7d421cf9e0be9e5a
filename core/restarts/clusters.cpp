#include "core/restarts/clusters.h"

#include <cmath>

namespace cartograd {

Index Clusters::find(const ParamVector& w, double loss) const {
  constexpr double tiny = 1e-3;  // two places at the origin are one
  for (std::size_t k = 0; k < clusters_.size(); ++k) {
    const Cluster& cluster = clusters_[k];
    if (!(std::abs(loss - cluster.loss) <= loss_scale_ / 50)) continue;
    const double reach = same_ * (w.norm() + cluster.w.norm()) / 2 + tiny;
    // Copies have the same length, so that what differs more in length is no copy.
    if (std::abs(w.norm() - cluster.w.norm()) > reach) continue;
    if ((w - cluster.w).norm() <= reach || (objective_.aligned(w, cluster.w) - cluster.w).norm() <= reach)
      return static_cast<Index>(k);
  }
  return -1;
}

Index Clusters::add(const ParamVector& w, double loss) {
  Index k = find(w, loss);
  if (k < 0) {
    k = std::ssize(clusters_);
    clusters_.push_back({w, loss, places_, 0});
  }
  ++clusters_[static_cast<std::size_t>(k)].count;
  ++places_;
  return k;
}

}  // namespace cartograd
