#include "app/panels/picture.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "app/panels/widgets.h"
#include "app/scene/axes.h"
#include "app/scene/ticks.h"
#include "app/scene/visibility.h"
#include "app/session/actions.h"

namespace cartograd {

namespace {

constexpr float click_reach = 3;    // points that the mouse may move between press and release
constexpr float divider_reach = 6;  // points from the divider within which the mouse takes it

class Picture {
 public:
  Picture(Session& session, PanelState& state)
      : session_(session),
        state_(state),
        io_(ImGui::GetIO()),
        low_(state.scene_position.x, state.scene_position.y),
        size_(state.scene_size.x, state.scene_size.y),
        mouse_(io_.MousePos.x, io_.MousePos.y) {}

  void steer() {
    // A drag that began on the picture goes on outside it; one that began on a panel never reaches it.
    const bool over = !io_.WantCaptureMouse && contains(low_, low_ + size_);
    const bool pressed = ImGui::IsMouseDown(0) || ImGui::IsMouseDown(1) || ImGui::IsMouseDown(2);
    const bool clicked = any_click();
    if (clicked) state_.dragging = over;
    if (!pressed) state_.dragging = state_.dragging_divider = false;
    if (const Page& page = session_.page(); page.divider && move_divider(*page.divider, over, clicked)) return;
    const PageCell* cell = cell_under_mouse();
    if (const auto* chart = cell ? std::get_if<Chart>(&cell->content) : nullptr) {
      if (over && !state_.mouse_hidden) read_diagram(*cell, *chart);
      if (session_.page().cells.size() == 1) steer_diagram(*cell, *chart, over, clicked);
    } else {
      if (centre(cell, over)) return;
      if (!move_window_by_mouse(cell, over, clicked)) steer_camera(cell, over, clicked);
      if (over && cell) ask_surface(*cell, std::get<Scene>(cell->content));
    }
  }

 private:
  bool contains(const glm::vec2& low, const glm::vec2& high) const {
    return mouse_.x >= low.x && mouse_.y >= low.y && mouse_.x < high.x && mouse_.y < high.y;
  }

  Viewport viewport() const { return {static_cast<int>(size_.x), static_cast<int>(size_.y), state_.scale}; }

  const PageCell* cell_under_mouse() const {
    const glm::vec2 place = (mouse_ - low_) / size_;
    for (const PageCell& cell : session_.page().cells)
      if (glm::all(glm::greaterThanEqual(place, cell.low)) && glm::all(glm::lessThan(place, cell.high))) return &cell;
    return nullptr;
  }

  // True while the mouse has the divider.
  bool move_divider(float place, bool over, bool clicked) {
    const bool near = over && std::abs(mouse_.x - low_.x - place * size_.x) < divider_reach * state_.scale;
    if (clicked && near) state_.dragging_divider = true;
    if (near || state_.dragging_divider) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
    if (!state_.dragging_divider) return false;
    session_.view.divider = std::clamp((mouse_.x - low_.x) / size_.x, 0.02f, 0.98f);
    return true;
  }

  ChartFrame frame_of(const PageCell& cell, const Chart& chart) const {
    const CellPlace place = place_of(cell, viewport());
    ChartFrame frame = chart_frame(chart, place.viewport);
    frame.low += low_ + glm::vec2(place.corner);
    frame.high += low_ + glm::vec2(place.corner);
    return frame;
  }

  void read_diagram(const PageCell& cell, const Chart& chart) const {
    const ChartFrame frame = frame_of(cell, chart);
    if (!frame.contains(mouse_) || state_.dragging) return;
    const double x = frame.x_at(mouse_.x), y = frame.y_at(mouse_.y);
    std::string text;
    if (chart.map) {
      const auto& slice = session_.results().slice;
      text = fmt::format("a {}, b {}", short_label(x), short_label(y));
      if (const double loss = slice ? slice->slice.interpolate(x, y) : NAN; std::isfinite(loss))
        text += fmt::format(": loss {:.4g}", loss);
    } else {
      const std::string values = values_at(chart, x);
      text =
          values.empty() ? fmt::format("{:.4g}, {:.4g}", x, y) : fmt::format("{} {:.4g}: {}", chart.x.title, x, values);
    }
    ImGui::BeginTooltip();
    ImGui::PushTextWrapPos(ImGui::GetFontSize() * 24);
    ImGui::TextUnformatted(text.c_str());
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
  }

  glm::vec2 mouse_in(const PageCell& cell) const {
    return mouse_ - low_ - glm::vec2(place_of(cell, viewport()).corner);
  }

  CameraMatrices matrices_of(const PageCell& cell, const Scene& scene) const {
    return scene_matrices(scene, session_.view.camera, place_of(cell, viewport()).viewport);
  }

  // The place of the plane at a place on the floor.
  Place plane_place(const glm::vec2& floor, const Scene& scene) const {
    const Window& window = session_.results().slice->slice.window;
    return {std::lerp(window.a_min, window.a_max, (static_cast<double>(floor.x) + 1) / 2),
            std::lerp(window.b_min, window.b_max, (static_cast<double>(floor.y / scene.axes.depth) + 1) / 2)};
  }

  // With Ctrl the mouse has the window: a drag moves the plane's place under it, the wheel widens. True if it does.
  bool move_window_by_mouse(const PageCell* cell, bool over, bool clicked) {
    if (!state_.dragging || !ImGui::IsMouseDown(0)) state_.grabbed.reset();
    const auto* scene = cell ? std::get_if<Scene>(&cell->content) : nullptr;
    if (!io_.KeyCtrl || !session_.results().slice || !scene || !scene->surface || scene != &session_.scene())
      return false;
    if (scene->axes.globe) return false;
    const auto floor = floor_under(matrices_of(*cell, *scene), place_of(*cell, viewport()).viewport, mouse_in(*cell));
    if (!floor) return true;
    const Place here = plane_place(*floor, *scene);
    if (over && io_.MouseWheel != 0) widen_window(session_, here.a, here.b, std::pow(1.15, -io_.MouseWheel));
    if (clicked && over && ImGui::IsMouseClicked(0)) state_.grabbed = here;
    if (!state_.grabbed || (io_.MouseDelta.x == 0 && io_.MouseDelta.y == 0)) return true;
    const Window& window = session_.results().slice->slice.window;
    move_window(session_, 0.5 * (window.a_min + window.a_max) + state_.grabbed->a - here.a,
                0.5 * (window.b_min + window.b_max) + state_.grabbed->b - here.b);
    return true;
  }

  // A double click brings what is under the mouse to the middle.
  bool centre(const PageCell* cell, bool over) {
    if (!over || !cell || !ImGui::IsMouseDoubleClicked(0)) return false;
    const CellPlace place = place_of(*cell, viewport());
    const glm::vec2 size(place.viewport.width, place.viewport.height);
    session_.view.camera.pan -= (mouse_in(*cell) - size / 2.f) / size.y * glm::vec2(1, -1);
    // The first of both clicks was none of its own.
    if (!state_.layout_before_click.empty()) session_.view.layout = std::exchange(state_.layout_before_click, {});
    state_.centred = true;
    return true;
  }

  // What is true at the place under the mouse; a click looks at its network.
  void ask_surface(const PageCell& cell, const Scene& scene) {
    const auto& slice = session_.results().slice;
    const bool moved = io_.MouseDragMaxDistanceSqr[0] > click_reach * click_reach * state_.scale * state_.scale;
    if (!slice || !scene.surface || &scene != &session_.scene() || (state_.dragging && moved)) return;
    const auto floor = surface_under(*scene.surface, scene.axes, matrices_of(cell, scene),
                                     place_of(cell, viewport()).viewport, mouse_in(cell));
    if (!floor) return;
    const auto [a, b] = plane_place(*floor, scene);
    if (io_.MouseReleased[1] &&
        io_.MouseDragMaxDistanceSqr[1] <= click_reach * click_reach * state_.scale * state_.scale) {
      state_.place = {a, b};
      state_.open.insert("place");
      return;
    }
    if (ImGui::IsMouseReleased(0) && !moved && !io_.KeyCtrl) {
      if (std::exchange(state_.centred, false)) return;
      state_.layout_before_click = session_.view.layout;
      session_.look_at(a, b);
      return;
    }
    if (state_.mouse_hidden) return;
    const auto known = session_.hover(a, b);
    const double loss = known ? known->loss : slice->slice.interpolate(a, b);
    std::string text = fmt::format("a {}, b {}\nloss {:.4g}", short_label(a), short_label(b), loss);
    text += known ? fmt::format("\ngradient {:.3g}", known->gradient_norm) : "\ngradient …";
    if (known && !std::isnan(known->accuracy)) text += fmt::format("\n{:.1f} % right", 100 * known->accuracy);
    ImGui::SetTooltip("%s", text.c_str());
  }

  // A click on a cell of the hills between endings shows the line.
  bool choose_line(const PageCell& cell, const Chart& chart) {
    const bool moved = io_.MouseDragMaxDistanceSqr[0] > click_reach * click_reach * state_.scale * state_.scale;
    if (session_.view.layout != "barriers" || !chart.cells || moved || !ImGui::IsMouseReleased(0)) return false;
    const ChartFrame frame = frame_of(cell, chart);
    if (!frame.contains(mouse_)) return false;
    const double column = std::round(frame.x_at(mouse_.x)), row = std::round(frame.y_at(mouse_.y));
    if (row == column) return false;
    session_.view.between = {std::min(row, column), std::max(row, column)};
    session_.view.layout = "profile";
    session_.view.chart_range.clear();
    return true;
  }

  void steer_diagram(const PageCell& cell, const Chart& chart, bool over, bool clicked) {
    if (over && choose_line(cell, chart)) return;
    if (over && ImGui::IsMouseDoubleClicked(0)) {
      session_.view.chart_range.clear();
      return;
    }
    const bool moved = state_.dragging && !clicked && (io_.MouseDelta.x != 0 || io_.MouseDelta.y != 0);
    const bool zoomed = over && io_.MouseWheel != 0;
    if (!moved && !zoomed) return;
    const ChartFrame frame = frame_of(cell, chart);
    glm::vec2 low = frame.low, high = frame.high;
    if (moved) {
      low -= glm::vec2(io_.MouseDelta.x, io_.MouseDelta.y);
      high -= glm::vec2(io_.MouseDelta.x, io_.MouseDelta.y);
    } else {
      const float factor = std::pow(1.15f, -io_.MouseWheel);
      low = mouse_ + (low - mouse_) * factor;
      high = mouse_ + (high - mouse_) * factor;
    }
    const std::vector<double> range = {frame.x_at(low.x), frame.x_at(high.x), frame.y_at(high.y), frame.y_at(low.y)};
    const bool sound = std::all_of(range.begin(), range.end(), [](double end) { return std::abs(end) < 1e300; });
    if (sound && range[0] < range[1] && range[2] < range[3]) session_.view.chart_range = range;
  }

  void steer_camera(const PageCell* cell, bool over, bool clicked) {
    Camera& camera = session_.view.camera;
    if (state_.dragging && !clicked) {
      const bool pan = ImGui::IsMouseDown(1) || ImGui::IsMouseDown(2) || io_.KeyShift;
      if (pan) {
        camera.pan.x += io_.MouseDelta.x / size_.y;
        camera.pan.y -= io_.MouseDelta.y / size_.y;
      } else {
        const float degrees = 200 / size_.y;
        camera.yaw = std::remainder(camera.yaw - io_.MouseDelta.x * degrees, 360.f);
        camera.pitch = std::clamp(camera.pitch + io_.MouseDelta.y * degrees, -5.f, 90.f);
      }
    }
    if (over && cell && io_.MouseWheel != 0) zoom_about_mouse(camera, place_of(*cell, viewport()));
  }

  // What is under the mouse stays there.
  void zoom_about_mouse(Camera& camera, const CellPlace& place) const {
    const glm::vec2 size(place.viewport.width, place.viewport.height);
    const glm::vec2 from_middle = (mouse_ - low_ - glm::vec2(place.corner) - size / 2.f) / size.y * glm::vec2(1, -1);
    const float before = camera.zoom;
    camera.zoom = std::clamp(before * std::pow(1.12f, io_.MouseWheel), 0.1f, 20.f);
    camera.pan = glm::clamp(from_middle - (from_middle - camera.pan) * (camera.zoom / before), -50.f, 50.f);
  }

  Session& session_;
  PanelState& state_;
  const ImGuiIO& io_;
  const glm::vec2 low_, size_, mouse_;
};

}  // namespace

void steer_picture(Session& session, PanelState& state) { Picture(session, state).steer(); }

}  // namespace cartograd
