// The panels run without OpenGL: ImGui draws into lists that nobody shows.
#include <chrono>
#include <thread>

#include <doctest/doctest.h>

#include "app/panels/picture.h"
#include "app/panels/widgets.h"

using namespace cartograd;

namespace {

struct Gui {
  Gui() {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {1280, 720};
    io.DeltaTime = 1.f / 60;
    unsigned char* pixels = nullptr;
    int width = 0, height = 0;
    io.Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
  }
  ~Gui() { ImGui::DestroyContext(); }

  void frame(Session& session, PanelState& state) {
    session.update(1.0 / 60);
    ImGui::NewFrame();
    steer_picture(session, state);
    draw_panels(session, state);
    ImGui::Render();
  }
};

Document small_document() {
  return parse_document(
      "[data]\nsamples = 40\n[network]\nhidden = [4]\n[slice]\nresolution = [9, 9]\n[[run]]\nsteps = 50\n", "test",
      view_table());
}

}  // namespace

TEST_SUITE("panels") {
  TEST_CASE("a function as objective, and a validation set, draw too") {
    Gui gui;
    for (const char* text :
         {"objective = {loss = \"himmelblau\"}\nplane = {kind = \"weights\"}\nrun = [{lr = 0.01}]\n"
          "slice = {resolution = [9, 9]}",
          "data = {samples = 40, validation = 0.5}\nrun = [{steps = 50}]\nslice = {resolution = [9, 9]}"}) {
      Session session(parse_document(text, "test", view_table()), [] {});
      PanelState state;
      for (int i = 0; i < 500 && !session.results().slice; ++i) {
        gui.frame(session, state);
        std::this_thread::sleep_for(std::chrono::milliseconds(4));
      }
      REQUIRE(session.results().slice);
      for (int i = 0; i < 3; ++i) gui.frame(session, state);
      CHECK(session.error().empty());
    }
  }

  TEST_CASE("all panels draw at every size, theme and stage, and leave room for the picture") {
    Gui gui;
    Session session(small_document(), [] {});
    PanelState state;
    state.open = {"keys", "hidden", "runs", "examples", "palette", "welcome", "place", "continue"};
    for (ImVec2 size : {ImVec2{1280, 720}, ImVec2{3840, 2160}, ImVec2{320, 200}, ImVec2{1, 1}})
      for (Theme theme : {Theme::light, Theme::dark, Theme::print}) {
        apply_style(theme, 1);
        session.view.theme = theme;
        ImGui::GetIO().DisplaySize = size;
        for (int i = 0; i < 5; ++i) {
          gui.frame(session, state);
          std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        CHECK(state.scene_size.x >= 1);
        CHECK(state.scene_size.x <= size.x);
        CHECK(state.scene_size.y <= size.y);
      }
    CHECK(ImGui::GetDrawData()->Valid);
  }

  TEST_CASE("a left drag orbits, a right drag pans, the wheel zooms, and only over the picture") {
    Gui gui;
    apply_style(Theme::light, 1);
    Session session(small_document(), [] {});
    PanelState state;
    gui.frame(session, state);
    ImGuiIO& io = ImGui::GetIO();
    const auto drag = [&](int button, ImVec2 from, ImVec2 to) {
      io.MousePos = from;
      gui.frame(session, state);
      io.MouseDown[button] = true;
      gui.frame(session, state);
      io.MousePos = to;
      gui.frame(session, state);
      io.MouseDown[button] = false;
      gui.frame(session, state);
    };
    const Camera start = session.view.camera;
    drag(0, {400, 200}, {450, 220});
    CHECK(session.view.camera.yaw != start.yaw);
    CHECK(session.view.camera.pitch > start.pitch);
    CHECK(session.view.camera.pan == start.pan);
    const Camera turned = session.view.camera;
    drag(1, {400, 200}, {450, 180});
    CHECK(session.view.camera.yaw == turned.yaw);
    CHECK(session.view.camera.pan.x > 0);
    CHECK(session.view.camera.pan.y > 0);
    const Camera panned = session.view.camera;
    drag(0, {1200, 30}, {1210, 60});  // on the side bar
    CHECK(session.view.camera == panned);
    io.MousePos = {400, 200};
    gui.frame(session, state);
    io.MouseWheel = 1;
    gui.frame(session, state);
    CHECK(session.view.camera.zoom > 1);
  }

  TEST_CASE("every setting of every catalogue has a control") {
    Gui gui;
    for (int frame = 0; frame < 2; ++frame) {  // a new window is measured in its first frame and drawn in its second
      ImGui::NewFrame();
      ImGui::Begin("all");
      for (const Section& section : experiment_sections()) {
        if (section.rows.empty()) {
          Settings settings = initial_settings(section.common);
          CHECK_FALSE(edit_settings(section.common, settings));
        }
        for (const KindInfo* row : section.rows) {
          Choice choice = initial_choice(section, row->id);
          const Choice before = choice;
          CHECK_FALSE(edit_choice(section, choice));  // nothing was touched
          CHECK(choice == before);
        }
      }
      ImGui::End();
      ImGui::Render();
    }
    CHECK(ImGui::GetDrawData()->TotalVtxCount > 0);
  }
}
