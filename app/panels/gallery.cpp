// Where to begin: the card of a first visit, and the examples with their pictures.
#include <algorithm>

#include "app/panels/floating.h"
#include "app/panels/widgets.h"
#include "core/base/assets.h"
#include "core/experiment/document.h"

namespace cartograd {

namespace {

struct Example {
  std::string path, name, title;
};

const std::vector<Example>& examples() {
  static const std::vector<Example> all = [] {
    std::vector<Example> found;
    for (const std::string_view path : assets_under("assets/experiments/")) {
      const std::string name = asset_name(path);
      const std::string title = parse_document(asset(path), std::string(path), view_table()).experiment.title;
      found.push_back({std::string(path), name, title.empty() ? name : title});
    }
    return found;
  }();
  return all;
}

}  // namespace

void draw_gallery(Session&, PanelState& state) {
  const float font = ImGui::GetFontSize(), width = 12 * font, height = 7.5f * font;
  const int columns = std::max(1, static_cast<int>(ImGui::GetContentRegionAvail().x / (width + font)));
  if (!ImGui::BeginTable("examples", columns)) return;
  float title_height = 0;
  for (const Example& example : examples())
    title_height = std::max(title_height, ImGui::CalcTextSize(example.title.c_str(), nullptr, false, width).y);
  for (const Example& example : examples()) {
    ImGui::TableNextColumn();
    ImGui::PushID(example.path.c_str());
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    if (ImGui::Selectable("##open", false, 0, {width, height + title_height + 0.8f * font})) {
      state.requests.open_example = example.path;
      state.open.erase("examples");
    }
    mark_item(example.name);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 end{corner.x + width, corner.y + height};
    if (const ImTextureID picture =
            state.picture ? state.picture("assets/thumbnails/" + example.name + ".png") : nullptr)
      list.AddImageRounded(picture, corner, end, {0, 0}, {1, 1}, IM_COL32_WHITE, 0.4f * font);
    else
      list.AddRectFilled(corner, end, ImGui::GetColorU32(ImGuiCol_FrameBg), 0.4f * font);
    list.AddText(ImGui::GetFont(), font, {corner.x, end.y + 0.3f * font}, ImGui::GetColorU32(ImGuiCol_Text),
                 example.title.c_str(), nullptr, width);
    ImGui::PopID();
  }
  ImGui::EndTable();
}

void draw_welcome(Session& session, PanelState& state) {
  const float font = ImGui::GetFontSize();
  ImGui::TextUnformatted("This is a real network, descending on its true error surface.");
  ImGui::TextDisabled("Drag to turn it. Change anything on the right and see it move.");
  ImGui::Spacing();
  // As wide as each other where there is room, else as wide as their labels.
  const float even = std::min(9.2f * font, state.scene_size.x / 5 - 1.2f * font);
  const ImVec2 size{even < 7.5f * font ? 0 : even, 2.2f * font};
  const auto button = [&](const char* label, const char* help) {
    const bool pressed = ImGui::Button(label, size);
    mark_item(label);
    tooltip(help);
    if (pressed) state.open.erase("welcome");
    return pressed;
  };
  if (button("Lessons", "why training a network is hard, step by step")) state.open.insert("lessons");
  ImGui::SameLine();
  if (button("Explore", "see the network at any place of the surface")) session.view.layout = "explore";
  ImGui::SameLine();
  if (button("Examples", "experiments to start from, with their pictures")) state.open.insert("examples");
  ImGui::SameLine();
  if (button("Make a figure", "saves this picture as PDF")) state.requests.save_figure = ".pdf";
  ImGui::SameLine();
  if (button("Open my own", "an experiment, a figure made here, or data as CSV")) {
    if (const Command* open = find_command("open")) open->run(session, state.requests);
  }
}

}  // namespace cartograd
