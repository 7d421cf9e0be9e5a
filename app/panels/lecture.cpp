// What a lecture shows beside the picture: its caption, large enough for the back row.
#include "app/panels/lecture.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/panels/floating.h"
#include "app/panels/widgets.h"
#include "app/session/presentation.h"
#include "core/base/assets.h"
#include "core/base/error.h"
#include "core/experiment/lesson.h"

namespace cartograd {

namespace {

constexpr ImGuiWindowFlags plain = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                   ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings |
                                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNav;

// What the audience may change. Another kind of optimizer may lack a setting: it comes back with the kind.
void draw_touched(Session& session, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    NamedSetting touched;
    try {
      touched = named_setting(session.experiment, name);
    } catch (const InputError&) {
      continue;
    }
    std::vector<Choice> choices = get_section(session.experiment, touched.section->name);
    ImGui::PushID(name.c_str());
    if (edit_setting(touched.setting, choices[touched.number].settings))
      set_section(session.experiment, touched.section->name, std::move(choices));
    ImGui::PopID();
  }
}

}  // namespace

namespace {

// Broken into lines at spaces only: ImGui also breaks behind a point, and so inside of a number.
std::string wrapped(ImFont* font, float size, float width, const std::string& text) {
  std::string lines;
  std::size_t line = 0;  // where the last one begins
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (const std::string longer = lines.substr(line) + " " + word; lines.size() == line)
      lines += word;
    else if (font->CalcTextSizeA(size, 1e9f, 0, longer.c_str()).x <= width)
      lines += " " + word;
    else {
      line = lines.size() + 1;
      lines += "\n" + word;
    }
    begin = end + 1;
  }
  return lines;
}

// What of the whole the picture shows; empty for diagrams that do not show a plane.
std::string plane_shown(const SliceResult* slice, const View& view) {
  const bool plane =
      view.layout == "surface" || view.layout == "overview" || view.layout == "explore" || view.layout == "map";
  if (!slice || !plane) return {};
  if (slice->fit->plane.is_sphere()) return "a sphere in 3 dimensions";
  const Index dimension = slice->fit->plane.origin.size();
  if (dimension <= 2) return {};
  return view.paths ? fmt::format("plane: {:.0f} % of the paths in {} dimensions", 100 * slice->fit->share, dimension)
                    : fmt::format("a plane in {} dimensions", dimension);
}

}  // namespace

LectureSizes lecture_sizes(float width, float height) {
  LectureSizes sizes;
  // Capitals and small letters with their room: the letters' own height is less than the font's.
  sizes.caption = std::round(std::max(14.f, height / 20));
  sizes.band = std::round(2 * 1.25f * sizes.caption + 0.9f * sizes.caption);
  sizes.scale = std::max(1.f, std::min(width / 1280, height / 720) * 1.5f);
  return sizes;
}

void draw_lecture(Session& session, Presentation& lecture, PanelState& state) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const LectureSizes sizes = lecture_sizes(display.x, display.y);
  state.scene_position = {0, 0};
  state.scene_size = {std::max(1.f, display.x), std::max(1.f, display.y - sizes.band)};
  ImGui::SetNextWindowPos({0, display.y - sizes.band});
  ImGui::SetNextWindowSize({display.x, sizes.band});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0.7f * sizes.caption, 0.3f * sizes.caption});
  ImGui::Begin("lecture", nullptr, plain | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar();
  const LessonStep& step = lecture.step();
  ImFontAtlas& fonts = *ImGui::GetIO().Fonts;
  ImFont* const large = fonts.Fonts.Size > 1 ? fonts.Fonts[1] : ImGui::GetFont();
  const std::string& text = lecture.reveals == 2 ? step.answer : lecture.reveals == 1 ? step.question : step.caption;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const float wrap = display.x - 1.4f * sizes.caption;
  // What is longer than two lines gets smaller rather than cut off.
  float size = sizes.caption;
  std::string lines = wrapped(large, size, wrap, text);
  while (size > 10 && large->CalcTextSizeA(size, 1e9f, 0, lines.c_str()).y > 2.3f * sizes.caption * 1.1f) {
    size *= 0.96f;
    lines = wrapped(large, size, wrap, text);
  }
  const ImVec4 ink =
      lecture.reveals > 0 ? ImGui::GetStyleColorVec4(ImGuiCol_CheckMark) : ImGui::GetStyleColorVec4(ImGuiCol_Text);
  list.AddText(large, size, corner, ImGui::GetColorU32(ink), lines.c_str());
  const float small = 0.5f * sizes.caption;
  std::string left = lecture.lesson().source;
  if (lecture.number() + 1 == lecture.count() && !lecture.lesson().attempt.empty())
    left = "Try it: " + lecture.lesson().attempt;
  std::string right = fmt::format("{} / {}", lecture.number() + 1, lecture.count());
  if (!lecture.typed().empty()) right = "to step " + lecture.typed() + " …";
  if (!step.question.empty() && lecture.reveals == 0) right = "Q asks  ·  " + right;
  const std::string plane = plane_shown(session.results().slice.get(), session.view);
  if (!plane.empty()) right = plane + "  ·  " + right;
  const ImU32 faint = ImGui::GetColorU32(ImGuiCol_TextDisabled);
  const float bottom = display.y - 1.45f * small;
  const ImVec2 extent = large->CalcTextSizeA(small, 1e9f, 0, right.c_str());
  const float room = display.x - extent.x - 2.4f * sizes.caption;
  const float width = large->CalcTextSizeA(small, 1e9f, 0, left.c_str()).x;
  list.AddText(large, width > room ? small * room / width : small, {corner.x, bottom}, faint, left.c_str());
  list.AddText(large, small, {display.x - extent.x - 0.7f * sizes.caption, bottom}, faint, right.c_str());
  ImGui::End();

  if (!step.touch.empty()) {
    const float font = ImGui::GetFontSize();
    ImGui::SetNextWindowPos({font, display.y - sizes.band - font}, 0, {0, 1});
    ImGui::SetNextWindowSize({24 * font, 0});
    ImGui::SetNextWindowBgAlpha(0.9f);
    ImGui::Begin("touch", nullptr, plain | ImGuiWindowFlags_AlwaysAutoResize);
    ImGui::SetWindowFontScale(std::clamp(0.6f * sizes.caption / font, 1.f, 1.6f));
    draw_touched(session, step.touch);
    ImGui::End();
  }
  constexpr float longest_rest = 3;
  const ImGuiIO& io = ImGui::GetIO();
  state.mouse_rest = io.MouseDelta.x != 0 || io.MouseDelta.y != 0 ? 0 : state.mouse_rest + io.DeltaTime;
  state.mouse_hidden = state.mouse_rest > longest_rest;
  if (state.mouse_hidden) ImGui::SetMouseCursor(ImGuiMouseCursor_None);
  if (lecture.blank) ImGui::GetForegroundDrawList()->AddRectFilled({0, 0}, display, IM_COL32(0, 0, 0, 255));
}

void draw_lessons(Session&, PanelState& state) {
  struct Row {
    std::string path, title, source;
  };
  static const std::vector<Row> rows = [] {
    std::vector<Row> found;
    for (const std::string& path : embedded_lessons()) {
      const Lesson lesson = parse_lesson(asset(path), path, view_table());
      found.push_back({path, lesson.title, lesson.source});
    }
    return found;
  }();
  ImGui::TextDisabled("PageDown and PageUp go through the steps, Esc leaves; H lists all keys");
  ImGui::BeginChild("lessons");
  int number = 0;
  for (const Row& row : rows) {
    ImGui::PushID(row.path.c_str());
    if (ImGui::Selectable(fmt::format("{}. {}", ++number, row.title).c_str())) {
      state.requests.open_lesson = row.path;
      state.open.erase("lessons");
    }
    mark_item(row.title);
    ImGui::SameLine(24 * ImGui::GetFontSize());
    ImGui::TextDisabled("%s", row.source.c_str());
    ImGui::PopID();
  }
  ImGui::EndChild();
}

}  // namespace cartograd
