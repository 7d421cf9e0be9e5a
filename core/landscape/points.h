// Points of parameter space as experiment files name them.
#pragma once

#include <span>
#include <string>

#include "core/optim/run.h"

namespace cartograd {

// The iterate that a text names: "0:end", "1:start", "0:250" (run 0's recorded iterate nearest to step 250). Throws
// InputError that quotes the text.
ParamVector iterate_at(std::span<const Run> runs, const std::string& text);

// The same, or the parameters themselves as numbers ("0.5 -1.25"), as many as there are. Throws InputError.
ParamVector point_at(std::span<const Run> runs, const std::string& text, Index dimension);

// Numbers that point_at reads back to the same bits. Throws InputError for more parameters than a file should hold.
std::string point_text(const ParamVector& w);

// True for a text of numbers.
bool names_parameters(const std::string& text);

// "0:start" as an axis says it: "the start", "the end", "step 100"; of several runs "Adam’s end"; of numbers "a place".
std::string point_name(std::span<const Run> runs, const std::string& text);

}  // namespace cartograd
