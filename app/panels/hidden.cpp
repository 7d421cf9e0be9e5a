// What the picture hides, point by point.
#include "app/panels/floating.h"
#include "app/scene/honesty.h"

namespace cartograd {

void draw_hidden(Session& session, PanelState&) {
  const std::vector<HonestyNote> notes =
      honesty_notes(session.results(), session.paths(), session.view, session.scene());
  if (notes.empty()) {
    ImGui::TextDisabled("nothing is drawn yet");
    return;
  }
  ImGui::TextDisabled(
      "Nineteen beliefs that such pictures suggest, and what holds of this one. A bar marks those to mind here.");
  ImGui::BeginChild("notes");
  for (const HonestyNote& note : notes) {
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    const float font = ImGui::GetFontSize();
    ImGui::Indent(0.8f * font);
    ImGui::PushTextWrapPos(0);
    ImGui::TextUnformatted(("“" + note.belief + "”").c_str());
    ImGui::TextUnformatted(note.now.c_str());
    ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
    ImGui::TextUnformatted(note.why.c_str());
    ImGui::PopStyleColor();
    ImGui::PopTextWrapPos();
    ImGui::Unindent(0.8f * font);
    if (note.caution)
      ImGui::GetWindowDrawList()->AddRectFilled(corner, {corner.x + 0.25f * font, ImGui::GetCursorScreenPos().y - 4},
                                                IM_COL32(235, 150, 30, 255));
    ImGui::Dummy({0, 0.4f * font});
  }
  ImGui::EndChild();
}

}  // namespace cartograd
