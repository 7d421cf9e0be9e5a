// What one command does to an experiment: runs that are added, planes that are moved. Each is one step of undo.
#pragma once

#include <string>
#include <vector>

#include "app/session/session.h"

namespace cartograd {

// The most runs that a picture can tell apart and a window should train at once.
constexpr std::size_t most_runs = 32;

// Adds the first run once more, from a place of the plane; the plane stays as it is. Throws InputError for a network of
// more parameters than a file should hold.
void start_run_at(Session& session, double a, double b);

// The same start, another optimizer: adds a run that goes on from a run's iterate at the cursor. The new optimizer
// begins without memory.
void continue_with(Session& session, std::size_t run, const std::string& optimizer);

// Lays a plane of a kind that has an origin through a place of the plane that is drawn. Throws InputError like
// start_run_at.
void plane_through(Session& session, double a, double b, const std::string& kind);

// The window of the slice, of the same width, about a place of the plane; or widened by a factor about it.
void move_window(Session& session, double a, double b);
void widen_window(Session& session, double a, double b, double factor);

// Changes one value as --set does ("run.0.lr=0.3"). Throws InputError.
void assign(Session& session, const std::string& assignment);

// Lets the plane follow the cursor, or stay where it is.
void follow_cursor(Session& session);

// One run for each of several values, in place of the first: its learning rate times 1/30 … 30, batches from 1 sample
// to all of them, initial weights of other seeds.
void sweep_learning_rate(Session& session);
void sweep_batch(Session& session);
void sweep_starts(Session& session);
// One run for each optimizer that the problem allows, from the start of the first and with its steps.
void race_optimizers(Session& session);

}  // namespace cartograd
