// From one plane to another through planes between them.
#pragma once

#include "core/landscape/planes.h"

namespace cartograd {

// A plane and the part of it that is looked at.
struct PlaneView {
  PlaneFit fit;
  Window window;
};

// The plane at the share `t` of the way, 0 … 1: the origin goes straight, the directions turn, lengths and windows
// change evenly. Both planes have the same number of parameters.
PlaneView between(const PlaneView& from, const PlaneView& to, double t);

}  // namespace cartograd
