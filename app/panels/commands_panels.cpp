// What is made from the table of commands: menus, the list of keys, the palette.
#include <algorithm>
#include <cctype>
#include <sstream>

#include <imgui.h>
#include <imgui_stdlib.h>

#include "app/panels/floating.h"
#include "app/panels/widgets.h"
#include "app/session/actions.h"
#include "app/session/presentation.h"
#include "core/base/assets.h"
#include "core/base/error.h"

namespace cartograd {

namespace {

std::vector<std::string> menu_names() {
  std::vector<std::string> names;
  for (const Command& command : commands())
    if (std::ranges::find(names, command.menu) == names.end()) names.push_back(command.menu);
  return names;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

// True if every word that was typed occurs.
bool matches(const std::string& text, const std::string& typed) {
  const std::string where = lower(text), words = lower(typed);
  for (std::size_t i = 0; i < words.size();) {
    const std::size_t end = std::min(words.find(' ', i), words.size());
    if (where.find(words.substr(i, end - i)) == where.npos) return false;
    i = end + 1;
  }
  return true;
}

// One line of the palette.
struct Entry {
  std::string label, keys, help;
  std::function<void()> run;
};

std::vector<Entry> entries(Session& session, PanelState& state) {
  std::vector<Entry> all;
  for (const Command& command : commands())
    if (command.id != "palette" &&
        matches(command.menu + " " + command.label + " " + command.help + " " + command.id, state.search))
      all.push_back({command.menu + ": " + command.label, key_text(command.keys), command.help,
                     [&] { command.run(session, state.requests); }});
  for (const std::string_view path : assets_under("assets/experiments/")) {
    std::string name = asset_name(path);
    std::ranges::replace(name, '_', ' ');
    if (!state.search.empty() && matches("example " + name, state.search))
      all.push_back({"Example: " + name, "", "Opens this experiment",
                     [&state, file = std::string(path)] { state.requests.open_example = file; }});
  }
  if (state.search.find('=') != state.search.npos)
    all.push_back({"Set " + state.search, "", "Changes a value as in a file, run.0.lr = 0.3",
                   [&session, &state] { attempt(state, [&] { assign(session, state.search); }); }});
  return all;
}

}  // namespace

std::string key_text(const std::string& keys) {
  std::string text;
  bool first = true;
  for (char letter : keys.substr(0, keys.find(' '))) {
    text += first ? static_cast<char>(std::toupper(static_cast<unsigned char>(letter))) : letter;
    first = letter == '+';
  }
  return text;
}

void draw_menus(Session& session, PanelState& state) {
  if (!ImGui::BeginMenuBar()) return;
  for (const std::string& name : menu_names()) {
    const bool open = ImGui::BeginMenu(name.c_str());
    mark_item(name);
    if (!open) continue;
    for (const Command& command : commands()) {
      if (command.menu != name) continue;
      if (ImGui::MenuItem(command.label.c_str(), key_text(command.keys).c_str()))
        attempt(state, [&] { command.run(session, state.requests); });
      mark_item(command.label);
      tooltip(command.help);
    }
    ImGui::EndMenu();
  }
  ImGui::EndMenuBar();
}

void draw_keys(Session&, PanelState&) {
  const auto row = [](const std::string& keys, const std::string& label) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(keys.c_str());
    ImGui::TableNextColumn();
    ImGui::TextDisabled("%s", label.c_str());
  };
  const auto begin = [](const char* name) {
    ImGui::TextUnformatted(name);
    if (!ImGui::BeginTable(name, 2)) return false;
    ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthFixed, 9.5f * ImGui::GetFontSize());
    return true;
  };
  const int columns =
      std::clamp(static_cast<int>(ImGui::GetContentRegionAvail().x / (19 * ImGui::GetFontSize())), 1, 3);
  if (!ImGui::BeginTable("columns", columns)) return;
  ImGui::TableNextColumn();
  if (begin("Mouse on the picture")) {
    row("Drag", "Orbit");
    row("Shift or right drag", "Pan");
    row("Wheel", "Zoom to the mouse");
    row("Click", "Look at that network");
    row("Double click", "To the middle");
    row("Right click", "What to do here");
    row("Ctrl+drag, +wheel", "Move, widen the window");
    row("Ctrl+click a slider", "Type a number");
    ImGui::EndTable();
  }
  const std::vector<std::string> names = menu_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if ((i == 2 && columns > 1) || (i == 4 && columns > 2))
      ImGui::TableNextColumn();
    else
      ImGui::Spacing();
    if (!begin(names[i].c_str())) continue;
    for (const Command& command : commands()) {
      if (command.menu != names[i] || command.keys.empty()) continue;
      std::string keys = key_text(command.keys);
      if (const auto blank = command.keys.find(' '); blank != command.keys.npos)
        keys += ", " + key_text(command.keys.substr(blank + 1));
      row(keys, command.label);
    }
    ImGui::EndTable();
  }
  ImGui::Spacing();
  if (begin("Lecture")) {
    for (const Presentation::Key& key : Presentation::keys()) {
      std::istringstream words(key.keys);
      std::string keys;
      int count = 0;
      for (std::string word; words >> word && count < 3; ++count) keys += (keys.empty() ? "" : ", ") + key_text(word);
      row(keys, key.help);
    }
    ImGui::EndTable();
  }
  ImGui::EndTable();
}

void draw_palette(Session& session, PanelState& state) {
  if (ImGui::IsWindowAppearing()) {
    state.search.clear();
    state.chosen = 0;
    ImGui::SetKeyboardFocusHere();
  }
  ImGui::SetNextItemWidth(-1);
  const bool entered = ImGui::InputTextWithHint("##search", "a command, an example, or run.0.lr = 0.3", &state.search,
                                                ImGuiInputTextFlags_EnterReturnsTrue);
  if (ImGui::IsItemEdited()) state.chosen = 0;
  const std::vector<Entry> all = entries(session, state);
  const bool moved = choose_with_arrows(state.chosen, all.size());
  const Entry* run = entered && !all.empty() ? &all[state.chosen] : nullptr;
  ImGui::BeginChild("entries");
  for (std::size_t i = 0; i < all.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    if (ImGui::Selectable(all[i].label.c_str(), i == state.chosen)) run = &all[i];
    mark_item(all[i].label);
    tooltip(all[i].help);
    if (!all[i].keys.empty()) {
      ImGui::SameLine(ImGui::GetContentRegionMax().x - 8 * ImGui::GetFontSize());
      ImGui::TextDisabled("%s", all[i].keys.c_str());
    }
    if (i == state.chosen && moved) ImGui::SetScrollHereY();
    ImGui::PopID();
  }
  if (all.empty()) ImGui::TextDisabled("nothing of that name");
  ImGui::EndChild();
  if (!run) return;
  state.open.erase("palette");
  attempt(state, [&] { run->run(); });
}

}  // namespace cartograd
