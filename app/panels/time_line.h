#pragma once

#include "app/panels/panels.h"

namespace cartograd {

// Play, pause, step, restart, and the loss curve, which is the scrub bar.
void draw_time_line(Session& session, PanelState& state);

}  // namespace cartograd
