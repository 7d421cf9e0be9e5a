// What a lecture shows beside the picture: its caption, large enough for the back row.
#include "app/panels/lecture.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/panels/floating.h"
#include "app/panels/widgets.h"
#include "app/scene/scene_paths.h"
#include "app/session/presentation.h"
#include "core/base/assets.h"
#include "core/base/error.h"
#include "core/experiment/lesson.h"

namespace cartograd {

namespace {

constexpr ImGuiWindowFlags plain = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                   ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings |
                                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNav;

// A control of one touched setting; a seed has a button for another one, whatever it was.
void draw_touched(Session& session, const NamedSetting& touched) {
  std::vector<Choice> choices = get_section(session.experiment, touched.section->name);
  Settings& settings = choices[touched.number].settings;
  bool changed = false;
  if (touched.setting.id == "seed") {
    const auto* number = std::get_if<double>(settings.find("seed"));
    const std::string label = fmt::format("Another {} (seed {})", touched.section->label,
                                          number ? fmt::format("{}", *number) : settings.text("seed"));
    changed = ImGui::Button(label.c_str());
    mark_item("Another " + touched.section->label);
    if (changed) settings.set("seed", number ? *number + 1 : 1.0);
  } else {
    if (touched.section->repeated && choices.size() > 1) {
      const float size = ImGui::GetFontSize();
      const ImVec2 place = ImGui::GetCursorScreenPos();
      const glm::vec3 color = run_color(touched.number);
      ImGui::GetWindowDrawList()->AddCircleFilled({place.x + 0.35f * size, place.y + 0.7f * size}, 0.3f * size,
                                                  ImGui::GetColorU32({color.r, color.g, color.b, 1}));
      ImGui::SetCursorPosX(ImGui::GetCursorPosX() + size);
    }
    changed = edit_setting(touched.setting, settings);
  }
  if (changed) set_section(session.experiment, touched.section->name, std::move(choices));
}

// The settings that there are now: another kind of optimizer may lack one, which comes back with the kind.
std::vector<NamedSetting> touched_settings(const Experiment& experiment, const std::vector<std::string>& names) {
  std::vector<NamedSetting> found;
  for (const std::string& name : names) try {
      found.push_back(named_setting(experiment, name));
    } catch (const InputError&) {
    }
  return found;
}

// What the audience may change, side by side between the picture and the caption, so that it covers neither.
void draw_touch_strip(Session& session, const std::vector<std::string>& names, const LectureSizes& sizes,
                      const ImVec2& display) {
  ImFont* const large = large_font();
  ImGui::SetNextWindowPos({0, display.y - sizes.band - sizes.strip});
  ImGui::SetNextWindowSize({display.x, sizes.strip});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0.7f * sizes.caption, 0.12f * sizes.caption});
  ImGui::Begin("touch", nullptr, plain | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar();
  ImGui::PushFont(large);
  ImGui::SetWindowFontScale(0.6f * sizes.caption / large->FontSize);
  const std::vector<NamedSetting> touched = touched_settings(session.experiment, names);
  const float column = std::min(26 * ImGui::GetFontSize(), display.x / static_cast<float>(touched.size() + 1));
  if (!touched.empty() && ImGui::BeginTable("controls", static_cast<int>(touched.size()))) {
    for (std::size_t i = 0; i < touched.size(); ++i)
      ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthFixed, column);
    for (std::size_t i = 0; i < touched.size(); ++i) {
      ImGui::TableNextColumn();
      ImGui::PushID(static_cast<int>(i));
      draw_touched(session, touched[i]);
      ImGui::PopID();
    }
    ImGui::EndTable();
  }
  ImGui::PopFont();
  ImGui::End();
}

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

ImFont* large_font() {
  const ImVector<ImFont*>& fonts = ImGui::GetIO().Fonts->Fonts;
  return fonts[fonts.Size > 1 ? 1 : 0];
}

LectureSizes lecture_sizes(float width, float height) {
  LectureSizes sizes;
  // Capitals and small letters with their room: the letters' own height is less than the font's.
  sizes.caption = std::round(std::max(14.f, height / 20));
  sizes.band = std::round(2 * 1.25f * sizes.caption + 0.9f * sizes.caption);
  sizes.strip = std::round(1.15f * sizes.caption);
  sizes.scale = std::max(1.f, std::min(width / 1280, height / 720) * 1.5f);
  return sizes;
}

void draw_lecture(Session& session, Presentation& lecture, PanelState& state) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const LectureSizes sizes = lecture_sizes(display.x, display.y);
  state.scene_position = {0, 0};
  const float strip = lecture.step().touch.empty() ? 0 : sizes.strip;
  state.scene_size = {std::max(1.f, display.x), std::max(1.f, display.y - sizes.band - strip)};
  ImGui::SetNextWindowPos({0, display.y - sizes.band});
  ImGui::SetNextWindowSize({display.x, sizes.band});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0.7f * sizes.caption, 0.3f * sizes.caption});
  ImGui::Begin("lecture", nullptr, plain | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleVar();
  const LessonStep& step = lecture.step();
  ImFont* const large = large_font();
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
  const bool tries = lecture.number() + 1 == lecture.count() && !lecture.lesson().attempt.empty();
  if (tries) left = "Try it: " + lecture.lesson().attempt;
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
  const float wanted = tries ? 1.3f * small : small, fits = small * room / width;
  const float left_size = std::min(wanted, fits);
  list.AddText(large, left_size, {corner.x, bottom + small - left_size},
               tries ? ImGui::GetColorU32(ImGuiCol_Text) : faint, left.c_str());
  list.AddText(large, small, {display.x - extent.x - 0.7f * sizes.caption, bottom}, faint, right.c_str());
  ImGui::End();

  if (!step.touch.empty()) draw_touch_strip(session, step.touch, sizes, display);
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
