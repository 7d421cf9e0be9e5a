// Restarts as text: what is kept of a long computation, and what processes tell each other.
#pragma once

#include <string>

#include "core/experiment/restarts.h"

namespace cartograd {

// All endings of restarts that are trained, exactly; the first lines are the experiment they belong to.
std::string restarts_to_text(const RestartResult& restarts);

// Adds what such a text holds to restarts of the same experiment that are not trained yet; false, and nothing is
// added, if it is of another experiment or not such a text.
bool add_restarts_from_text(const std::string& text, RestartResult& restarts);

}  // namespace cartograd
