#pragma once

#include "app/panels/panels.h"

namespace cartograd {

// What the picture hides, always in the same corner: how much of the paths the plane holds, and where each run is now,
// how far off the plane and what the surface says there.
void draw_readout(Session& session, PanelState& state);

}  // namespace cartograd
