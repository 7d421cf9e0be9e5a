// What can be done with critical points: search for many, look at one, and leave it.
#pragma once

#include "app/session/session.h"

namespace cartograd {

// Asks for searches, or for twice as many as before.
void search_more(Session& session);

// The plane of the steepest way down and the steepest way up through a point of the full space. Throws InputError for a
// network of more parameters than a file should hold.
void see_point(Session& session, const CriticalPoint& point);

// The same beside a random plane through the same point, which nearly always hides a saddle (Böttcher & Wheeler 2022).
void see_beside_random(Session& session, const CriticalPoint& point);

// Two runs along each of the steepest ways down, one to either side, from a tiny push away from the point. Throws
// InputError like see_point.
void push_off(Session& session, const CriticalPoint& point);

}  // namespace cartograd
