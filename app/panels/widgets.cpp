#include "app/panels/widgets.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

namespace cartograd {

namespace {

// Puts the label on the left and leaves the cursor where the control goes, as wide as what is left less `reserved`.
void begin_row(const Setting& setting, float reserved = 0) {
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted(setting.label.c_str());
  tooltip(setting.help);
  ImGui::SameLine(ImGui::GetFontSize() * 8.2f);
  ImGui::SetNextItemWidth(std::max(40.f, ImGui::GetContentRegionAvail().x - reserved));
}

std::vector<MarkedItem>& items() {
  static std::vector<MarkedItem> all;
  return all;
}

// The words of a setting in an open list, which ends with it.
bool choose_word(const Setting& setting, std::string& word) {
  const std::string before = word;
  for (const std::string& name : setting.names) {
    if (ImGui::Selectable(name.c_str(), name == before)) word = name;
    mark_item(name);
  }
  ImGui::EndCombo();
  return word != before;
}

bool edit_choice_word(const Setting& setting, std::string& word) {
  begin_row(setting);
  bool changed = false;
  const bool open = ImGui::BeginCombo("##value", word.c_str());
  mark_item(setting.label);
  if (open) changed = choose_word(setting, word);
  return changed;
}

bool edit_number(const Setting& setting, double& number, float reserved) {
  begin_row(setting, reserved);
  const bool whole = setting.type == SettingType::integer;
  // The slider covers what is useful around the initial value; the keyboard (ctrl+click) reaches the whole range.
  double low = setting.low, high = setting.high;
  const double* initial = std::get_if<double>(&setting.initial);
  const double centre = initial && *initial > 0 ? *initial : std::max(std::abs(number), 1.0);
  const bool wide = high > 1e4 * std::max(std::abs(low), 1e-3) || setting.logarithmic;
  if (wide) {
    low = std::max(low, whole ? 1.0 : std::min(centre * 1e-3, number > 0 ? number : centre));
    high = std::min(high, std::max(centre * 1e3, number));
    if (setting.low == 0 && !(centre > 1e-12 && initial && *initial > 0)) low = 0;
  }
  ImGuiSliderFlags flags = ImGuiSliderFlags_NoRoundToFormat;
  if (wide) flags |= ImGuiSliderFlags_Logarithmic;
  double edited = number;
  const bool slid =
      ImGui::SliderScalar("##value", ImGuiDataType_Double, &edited, &low, &high, whole ? "%.0f" : "%.3g", flags);
  mark_item(setting.label);
  if (!slid) return false;
  if (whole)
    edited = std::round(edited);
  else if (edited != 0)  // three digits are what a slider can aim at
    edited = std::stod(fmt::format("{:.3g}", edited));
  edited = std::clamp(edited, setting.low, setting.high);
  if (edited == number) return false;
  number = edited;
  return true;
}

// A text that counts when it is entered or left, not at every letter. True when it does.
bool edit_entered_text(std::string& text) {
  const ImGuiID id = ImGui::GetID("##value");
  static ImGuiID edited_id = 0;
  static std::string draft;
  if (edited_id == id) text = draft;
  const bool entered = ImGui::InputText("##value", &text, ImGuiInputTextFlags_EnterReturnsTrue);
  const bool left = ImGui::IsItemDeactivatedAfterEdit();
  if (ImGui::IsItemActive()) {
    edited_id = id;
    draft = text;
  } else if (edited_id == id) {
    edited_id = 0;
  }
  return entered || left;
}

// A text, with a button that lists the words that it may be.
bool edit_suggested_text(const Setting& setting, std::string& text) {
  const float button = ImGui::GetFrameHeight();
  begin_row(setting, button);
  const std::string before = text;
  bool changed = edit_entered_text(text) && text != before;
  mark_item(setting.label);
  if (!changed) text = before;
  ImGui::SameLine(0, 0);
  if (ImGui::BeginCombo("##words", "", ImGuiComboFlags_NoPreview)) changed |= choose_word(setting, text);
  return changed;
}

// Numbers as text, taken over when they are complete and valid.
bool edit_list(const Setting& setting, SettingValue& value, float reserved) {
  begin_row(setting, reserved);
  std::string text = to_text(setting, value);
  text = text.substr(1, text.size() - 2);  // without the brackets
  const bool entered = edit_entered_text(text);
  mark_item(setting.label);
  if (!entered) return false;
  for (char& letter : text)
    if (letter == ',' || letter == ';') letter = ' ';
  std::istringstream words(text);
  std::vector<double> numbers;
  for (double number; words >> number;) numbers.push_back(number);
  SettingValue candidate = numbers;
  if (!words.eof() || problem(setting, candidate) || candidate == value) return false;
  value = std::move(candidate);
  return true;
}

// A check box for the word that a number may be replaced by ("auto", "all").
bool edit_word(const Setting& setting, SettingValue& value, bool is_word) {
  const std::string& word = setting.names.front();
  bool checked = is_word;
  if (!is_word) ImGui::SameLine();
  const bool pressed = ImGui::Checkbox(word.c_str(), &checked);
  mark_item(setting.label + " " + word);
  if (!pressed) return false;
  value = checked ? SettingValue(word) : setting.alternative;
  return true;
}

}  // namespace

bool choose_with_arrows(std::size_t& chosen, std::size_t count) {
  const std::size_t before = chosen;
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_DownArrow))) ++chosen;
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_UpArrow)) && chosen > 0) --chosen;
  chosen = count == 0 ? 0 : std::min(chosen, count - 1);
  return chosen != before;
}

void mark_item(const std::string& label) {
  items().push_back({label, ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), ImGui::IsItemVisible()});
}

const std::vector<MarkedItem>& marked_items() { return items(); }
void forget_marked_items() { items().clear(); }

void color_dot(glm::vec3 color) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float font = ImGui::GetFontSize();
  ImGui::GetWindowDrawList()->AddCircleFilled({at.x + 0.4f * font, at.y + 0.55f * font}, 0.32f * font,
                                              ImGui::GetColorU32(ImVec4(color.x, color.y, color.z, 1)));
  ImGui::Dummy({0.9f * font, font});
}

void tooltip(const std::string& text) {
  if (text.empty() || !ImGui::IsItemHovered()) return;
  ImGui::BeginTooltip();
  ImGui::PushTextWrapPos(ImGui::GetFontSize() * 22);
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
}

bool edit_setting(const Setting& setting, Settings& settings) {
  const SettingValue* found = settings.find(setting.id);
  if (!found) return false;
  SettingValue value = *found;
  bool changed = false;
  ImGui::PushID(setting.id.c_str());
  if (setting.type == SettingType::choice) {
    changed = edit_choice_word(setting, std::get<std::string>(value));
  } else if (setting.type == SettingType::text && !setting.names.empty()) {
    changed = edit_suggested_text(setting, std::get<std::string>(value));
  } else if (setting.type == SettingType::text) {
    begin_row(setting);
    changed = ImGui::InputText("##value", &std::get<std::string>(value));
    mark_item(setting.label);
  } else if (setting.type == SettingType::flag) {
    begin_row(setting);
    bool flag = std::get<double>(value) != 0;
    changed = ImGui::Checkbox("##value", &flag);
    mark_item(setting.label);
    value = flag ? 1.0 : 0.0;
  } else {
    const bool has_word = !setting.names.empty(), is_word = std::holds_alternative<std::string>(value);
    const float reserved = has_word ? ImGui::GetFontSize() * 3.6f : 0;
    if (is_word)
      begin_row(setting);
    else if (setting.type == SettingType::list)
      changed = edit_list(setting, value, reserved);
    else
      changed = edit_number(setting, std::get<double>(value), reserved);
    if (has_word) changed |= edit_word(setting, value, is_word);
  }
  ImGui::PopID();
  if (changed && !problem(setting, value))
    settings.set(setting.id, std::move(value));
  else
    changed = false;
  return changed;
}

bool edit_settings(const std::vector<Setting>& table, Settings& settings) {
  bool changed = false, any_advanced = false;
  for (const Setting& setting : table) {
    any_advanced |= setting.advanced;
    if (!setting.advanced) changed |= edit_setting(setting, settings);
  }
  const bool open = any_advanced && ImGui::TreeNodeEx("More", ImGuiTreeNodeFlags_NoTreePushOnOpen);
  if (any_advanced) mark_item("More");
  if (open) {
    for (const Setting& setting : table)
      if (setting.advanced) changed |= edit_setting(setting, settings);
  }
  return changed;
}

bool edit_choice(const Section& section, Choice& choice) {
  bool changed = false;
  ImGui::PushID(section.name.c_str());
  if (!section.rows.empty()) {
    const KindInfo& row = find_info(section.rows, section.name, choice.kind);
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x);
    const bool open = ImGui::BeginCombo("##kind", row.label.c_str(), ImGuiComboFlags_HeightLarge);
    mark_item(section.name);
    if (open) {
      for (const KindInfo* other : section.rows) {
        if (ImGui::Selectable(other->label.c_str(), other == &row) && other != &row) {
          choice = with_kind(section, choice, other->id);
          changed = true;
        }
        mark_item(other->label);
        tooltip(other->summary);
      }
      ImGui::EndCombo();
    }
    tooltip(row.summary);
  }
  changed |= edit_settings(settings_of(section, choice.kind), choice.settings);
  ImGui::PopID();
  return changed;
}

}  // namespace cartograd
