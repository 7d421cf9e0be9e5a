#pragma once

#include "app/session/session.h"

namespace cartograd {

// The experiment and the view, one collapsing group a section.
void draw_side_bar(Session& session);

}  // namespace cartograd
