#include "app/session/commands.h"

#include <sstream>

namespace cartograd {

namespace {

void look_from(Session& session, float yaw, float pitch) {
  Camera& camera = session.view.camera;
  camera.yaw = yaw;
  camera.pitch = pitch;
  camera.zoom = 1;
  camera.pan = {0, 0};
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> rows = {
      {"play", "space", "Play or pause",
       [](Session& s, WindowRequests&) { s.playback.playing ? s.pause() : s.play(); }},
      {"step-forward", "n right", "One recorded iterate forward", [](Session& s, WindowRequests&) { s.step(1); }},
      {"step-back", "shift+n left", "One recorded iterate back", [](Session& s, WindowRequests&) { s.step(-1); }},
      {"restart", "ctrl+r", "Train again from the same seed", [](Session& s, WindowRequests&) { s.restart(false); }},
      {"new-seed", "ctrl+shift+r", "Train again from a new seed", [](Session& s, WindowRequests&) { s.restart(true); }},
      {"fit-plane", "p", "Fit the plane to the path so far", [](Session& s, WindowRequests&) { s.fit_plane(); }},
      {"reset-view", "home r", "Reset the camera", [](Session& s, WindowRequests&) { s.reset_camera(); }},
      {"view-front", "1", "Look from the front", [](Session& s, WindowRequests&) { look_from(s, -90, 12); }},
      {"view-side", "3", "Look from the side", [](Session& s, WindowRequests&) { look_from(s, 0, 12); }},
      {"view-top", "7", "Look from above (with 5: a contour plot)",
       [](Session& s, WindowRequests&) { look_from(s, -90, 90); }},
      {"view-isometric", "9", "Look from a corner", [](Session& s, WindowRequests&) { look_from(s, -45, 35); }},
      {"orthographic", "5", "Perspective or orthographic",
       [](Session& s, WindowRequests&) { s.view.camera.orthographic ^= true; }},
      {"log-height", "l", "Linear or logarithmic height",
       [](Session& s, WindowRequests&) {
         s.view.height.kind = s.scene().logarithmic ? HeightKind::linear : HeightKind::log;
       }},
      {"pin", "b", "Keep this picture beside the ones to come (up to three)",
       [](Session& s, WindowRequests&) { s.pin(); }},
      {"unpin", "shift+b", "Let go of the pictures that were kept", [](Session& s, WindowRequests&) { s.unpin(); }},
      {"hold-plane", "shift+p", "Keep this plane while everything else changes (again: let go)",
       [](Session& s, WindowRequests&) { s.hold_plane(); }},
      {"divider", "d", "Two pictures side by side, or in one place with a divider",
       [](Session& s, WindowRequests&) { s.view.divider = s.view.divider ? std::nullopt : std::optional(0.5); }},
      {"overview", "o", "The surface alone, or with its map and the loss curves",
       [](Session& s, WindowRequests&) { s.view.layout = s.view.layout == "overview" ? "surface" : "overview"; }},
      {"explore", "e", "Beside the surface the network at the cursor, or where you click",
       [](Session& s, WindowRequests&) { s.view.layout = s.view.layout == "explore" ? "surface" : "explore"; }},
      {"explore-cursor", "shift+e", "Look at the network at the cursor again",
       [](Session& s, WindowRequests&) { s.view.probe.clear(); }},
      {"copy-caption", "ctrl+shift+c", "Copy what the picture shows, as text",
       [](Session&, WindowRequests& w) { w.copy_caption = true; }},
      {"theme", "ctrl+shift+t", "Light or dark",
       [](Session& s, WindowRequests&) { s.view.theme = s.view.theme == Theme::dark ? Theme::light : Theme::dark; }},
      {"save-figure", "f12 s", "Save the picture as PNG", [](Session&, WindowRequests& w) { w.save_figure = ".png"; }},
      {"save-svg", "shift+s", "Save the picture as SVG", [](Session&, WindowRequests& w) { w.save_figure = ".svg"; }},
      {"save-pdf", "ctrl+s", "Save the picture as PDF", [](Session&, WindowRequests& w) { w.save_figure = ".pdf"; }},
      {"larger-text", "ctrl+= ctrl+shift+=", "Larger text and lines",
       [](Session&, WindowRequests& w) { w.text_size = 1; }},
      {"smaller-text", "ctrl+-", "Smaller text and lines", [](Session&, WindowRequests& w) { w.text_size = -1; }},
      {"reset-text", "ctrl+0", "Text and lines as the screen wants them",
       [](Session&, WindowRequests& w) { w.reset_text_size = true; }},
      {"undo", "ctrl+z", "Take the last change back", [](Session& s, WindowRequests&) { s.undo(); }},
      {"redo", "ctrl+shift+z ctrl+y", "Make it again", [](Session& s, WindowRequests&) { s.redo(); }},
      {"full-screen", "f11", "Full screen", [](Session&, WindowRequests& w) { w.toggle_full_screen = true; }},
      {"panels", "tab", "Show or hide the panels", [](Session&, WindowRequests& w) { w.toggle_panels = true; }},
      {"help", "h f1", "Show or hide the keys", [](Session&, WindowRequests& w) { w.toggle_help = true; }},
      {"quit", "ctrl+q", "Quit", [](Session&, WindowRequests& w) { w.quit = true; }},
  };
  return rows;
}

const Command* command_for(const std::string& key) {
  for (const Command& command : commands()) {
    std::istringstream keys(command.keys);
    for (std::string bound; keys >> bound;)
      if (bound == key) return &command;
  }
  return nullptr;
}

}  // namespace cartograd
