// What only the speaker sees.
#include <algorithm>
#include <cmath>
#include <ctime>

#include <fmt/chrono.h>

#include "app/panels/lecture.h"
#include "app/session/presentation.h"
#include "core/experiment/lesson.h"

namespace cartograd {

namespace {

void heading(const char* text) {
  ImGui::Spacing();
  ImGui::TextDisabled("%s", text);
}

void write(ImFont* font, const std::string& text, ImGuiCol color = ImGuiCol_Text) {
  ImGui::PushFont(font);
  ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(color));
  ImGui::TextWrapped("%s", text.c_str());
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

}  // namespace

float speaker_text(float width, float height) {
  return std::round(std::clamp(std::min(width / 38, height / 20), 14.f, 64.f));
}

void draw_speaker(const Presentation& lecture) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(display);
  ImGui::Begin("speaker", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNav);
  ImFont *const small = ImGui::GetFont(), *const large = large_font();
  const int seconds = static_cast<int>(lecture.seconds());
  const std::string clock = fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  const std::string now = fmt::format("{:%H:%M}", fmt::localtime(std::time(nullptr)));
  const float margin = ImGui::GetStyle().WindowPadding.x;

  ImGui::TextDisabled("%s", lecture.lesson().title.c_str());
  const std::string times = fmt::format("{}   {}", now, clock);
  const float room = large->CalcTextSizeA(large->FontSize, 1e9f, 0, times.c_str()).x;
  ImGui::GetWindowDrawList()->AddText(large, large->FontSize,
                                      {display.x - margin - room, ImGui::GetStyle().WindowPadding.y},
                                      ImGui::GetColorU32(ImGuiCol_Text), times.c_str());
  ImGui::TextDisabled("step %zu of %zu%s", lecture.number() + 1, lecture.count(),
                      lecture.blank ? " · the hall sees black (B)" : "");

  // The keys keep the lowest line; what is too long above it scrolls.
  const float low = ImGui::GetFrameHeightWithSpacing();
  ImGui::BeginChild("text", {0, -low}, false, ImGuiWindowFlags_NoNav);
  const LessonStep& step = lecture.step();
  heading("the hall reads");
  write(small, step.caption);
  if (!step.notes.empty()) {
    heading("notes");
    write(large, step.notes);
  }
  if (!step.question.empty()) {
    heading(lecture.reveals == 0   ? "question (Q shows it)"
            : lecture.reveals == 1 ? "question (the hall sees it; Q shows the answer)"
                                   : "question and answer (the hall sees both)");
    write(large, step.question, lecture.reveals > 0 ? ImGuiCol_CheckMark : ImGuiCol_Text);
    write(small, step.answer);
  }
  const bool last = lecture.number() + 1 == lecture.count();
  if (last) {
    heading("to try at home");
    write(small, lecture.lesson().attempt);
  }
  if (const LessonStep* next = lecture.following()) {
    heading(last ? "next lesson" : "next");
    write(small, next->caption);
  }
  ImGui::EndChild();
  ImGui::TextDisabled(
      "PageDown, PageUp   steps     B   black     R   again     Q   question     C   colours     S   closes this");
  ImGui::End();
}

}  // namespace cartograd
