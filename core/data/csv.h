// Data sets from comma-separated text.
#pragma once

#include <string>
#include <string_view>

#include "core/data/dataset.h"

namespace cartograd {

// What can be said about a CSV file: the settings of the data set "csv".
std::vector<Setting> csv_settings();

// One sample per line; one column is the target, all others are features and must hold finite numbers.
// - The first line is a header if none of its cells is a number (setting `header`).
// - The target column is chosen by name, by number from 1, or "last".
// - Task "auto": text is classes; whole numbers are classes if there are at most 100 different ones and fewer than half
//   as many as samples; other numbers are values. Classes are numbered in the order of their numbers, or of their text.
// - `standardize` shifts and scales each feature to mean 0 and deviation 1 (a constant one to 0), never the target.
// Throws InputError with file, line and column for anything that does not fit. `file` only names the text in messages.
Dataset parse_csv(std::string_view text, const std::string& file, const Settings& settings);

// The same for the file named by the setting "file", of at most 256 MB.
Dataset read_csv(const Settings& settings);

}  // namespace cartograd
