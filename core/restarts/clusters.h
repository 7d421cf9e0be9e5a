// Endings that are one place: copies of each other, or neighbours on one valley floor.
#pragma once

#include <vector>

#include "core/objective/objective.h"

namespace cartograd {

// Each place belongs to the first cluster whose representative it is near to: the losses agree to `loss_scale` / 50,
// and the copy of one that lies nearest to the other (Objective::aligned) is within `same` of their mean length. What
// clusters there are depends on the order of the places, and on nothing else.
class Clusters {
 public:
  Clusters(const Objective& objective, double same, double loss_scale)
      : objective_(objective), same_(same), loss_scale_(loss_scale) {}

  // The number of the cluster that the place belongs to: an old one, or one that it begins.
  Index add(const ParamVector& w, double loss);
  // The same without adding the place: −1 if it belongs to none.
  Index find(const ParamVector& w, double loss) const;

  struct Cluster {
    ParamVector w;  // its representative, the first one
    double loss = 0;
    Index first = 0, count = 0;  // which of the places that is, and how many there are
  };
  const std::vector<Cluster>& clusters() const { return clusters_; }

 private:
  const Objective& objective_;
  double same_, loss_scale_;
  Index places_ = 0;
  std::vector<Cluster> clusters_;
};

}  // namespace cartograd
