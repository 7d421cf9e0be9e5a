// What document.cpp (whole files) and assignment.cpp (one value) share: the sections of a document, and messages about
// keys that are not there. Nothing here names a section or a setting except the title, the seed and the view.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/experiment/document.h"

namespace cartograd {

// More [[run]] tables than this are refused.
constexpr std::size_t max_repeats = 100;

// The keys above the first table (a section without a name), the sections of the experiment, and [view].
std::vector<Section> document_sections(const std::vector<Setting>& view_table);

// Like get_section and set_section, for these sections.
std::vector<Choice> get_choices(const Document& document, const Section& section);
void set_choices(Document& document, const Section& section, std::vector<Choice> choices);

// The row `kind` before any of its settings is given: as in the default document if that has this row, else all initial
// values. Empty `kind`: the default row.
Choice starting_choice(const Section& section, const Document& defaults, std::string_view kind = {});

// "[data]", "[[run]]", "the file"
std::string title_of(const Section& section);

// The setting with this id, or null.
const Setting* find_setting(const std::vector<Setting>& table, std::string_view id);

// Says that `key` is no setting of the row `kind` of `section`, and where it belongs or which name is near.
std::string unknown_key(const std::vector<Section>& sections, const Section& section, const std::string& kind,
                        const std::string& key);

// The text setting "file" holds a path: relative ones are meant from `folder` (empty: the current one) and made
// absolute. All other values stay as they are.
SettingValue resolve_path(const Setting& setting, SettingValue value, const std::string& folder);

}  // namespace cartograd
