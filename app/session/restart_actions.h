// What a user does with many restarts.
#pragma once

#include <vector>

#include "app/session/session.h"

namespace cartograd {

// 100 restarts, or twice as many as before; or goes on with those that were stopped.
void more_restarts(Session& session);
void forget_restarts(Session& session);

// Shows one to three restarts of a group as runs, each with its descent: two with a curve between their ends, three on
// the plane through their ends.
void show_restarts(Session& session, const RestartGroup& group, const std::vector<std::size_t>& restarts);

// The surfaces of the first four values of what is varied (the learning rate, if nothing is) side by side, one after
// the other. Throws InputError if [restarts] names what there is not.
void compare_settings(Session& session);

}  // namespace cartograd
