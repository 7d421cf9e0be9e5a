// The experiment file (TOML): reading it with useful errors, writing it, and changing one value (--set).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/experiment/experiment.h"

namespace cartograd {

// What a file holds: the experiment, and the [view] section, whose settings table the application supplies.
struct Document {
  Experiment experiment;
  Settings view;
  bool operator==(const Document&) const = default;
};

// The empty file.
Document default_document(const std::vector<Setting>& view_table);

// Parses the text of an experiment file. Throws InputError with file, line and column for broken TOML, an unknown
// section, key or kind (with the nearest right name), a wrong type, and a value out of range. `file` only names it in
// messages. A path in a text setting "file" is taken relative to the folder of `file` and made absolute, unless the
// text comes from no file (`file` is empty or "-").
Document parse_document(std::string_view text, const std::string& file, const std::vector<Setting>& view_table);
// Reads and parses. Throws InputError if the file cannot be read, is larger than 4 MB or is not text.
Document read_document(const std::string& path, const std::vector<Setting>& view_table);

// The TOML text: every value that differs from its default, or all of them with what they mean. Reading it back gives
// an equal document. A path in a text setting "file" that lies below `folder` (where the text will be saved) is written
// relative to it, so that the folder can be moved.
std::string to_toml(const Document& document, const std::vector<Setting>& view_table, bool all_values = false,
                    const std::string& folder = {});

// Applies "run.0.lr=0.3", "data.kind=spirals" or just "data=spirals", "seed=4", "view.height=log", "network.hidden=8,8"
// (words may go without quotes, lists without brackets). Run numbers count from 0; run.N with N = number of runs adds
// one and "run.N=none" removes one; "run.lr=…" changes all of them. Another kind keeps the settings that it also has.
// Throws InputError that quotes the assignment; the document is then unchanged.
void apply_assignment(Document& document, const std::string& assignment, const std::vector<Setting>& view_table);

// The assignments that, applied in this order, make `to` of `from`.
std::vector<std::string> assignments_between(const Document& from, const Document& to,
                                             const std::vector<Setting>& view_table);

}  // namespace cartograd
