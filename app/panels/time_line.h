#pragma once

#include "app/session/session.h"

namespace cartograd {

// Play, pause, step, restart, and the loss curve, which is the scrub bar.
void draw_time_line(Session& session);

}  // namespace cartograd
