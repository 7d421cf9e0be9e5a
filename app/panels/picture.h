// The mouse on the picture: it turns surfaces, moves the divider, and reads, moves and magnifies diagrams.
#pragma once

#include "app/panels/panels.h"

namespace cartograd {

// Left drag orbits, shift + left, middle or right drag pans, the wheel zooms. On a single diagram a drag moves and the
// wheel magnifies it, a double click shows all; over any diagram its values are told.
void steer_picture(Session& session, PanelState& state);

}  // namespace cartograd
