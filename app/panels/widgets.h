// Controls made from the catalogues: one function for any setting, one for any section.
#pragma once

#include <string>
#include <vector>

#include <glm/glm.hpp>
#include <imgui.h>

#include "core/experiment/experiment.h"

namespace cartograd {

// A row "label  control" for the value. Returns true if the user changed it to another valid value.
bool edit_setting(const Setting& setting, Settings& settings);

// The catalogue row (if the section has one) and its settings; those rarely changed are folded away. Returns true on a
// change.
bool edit_choice(const Section& section, Choice& choice);

// All settings of a table.
bool edit_settings(const std::vector<Setting>& table, Settings& settings);

// Moves the chosen row of a list with the arrow keys, within its `count` rows. True if it moved.
bool choose_with_arrows(std::size_t& chosen, std::size_t count);

// A dot as large as a letter, of the colour of a run.
void color_dot(glm::vec3 color);

// Where the last item is, under the name that a script calls it by (app/cli/player.h).
void mark_item(const std::string& label);

struct MarkedItem {
  std::string label;
  ImVec2 low, high;
  bool visible = false;
};
// Of this frame, in the order in which they were drawn.
const std::vector<MarkedItem>& marked_items();
void forget_marked_items();

// A tooltip with the text while the last item is hovered.
void tooltip(const std::string& text);

}  // namespace cartograd
