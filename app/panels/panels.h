// The panels around the picture: free functions that see a Session and draw with ImGui, no OpenGL.
#pragma once

#include <string>

#include <imgui.h>

#include "app/session/session.h"

namespace cartograd {

// What the panels remember between frames and tell the window.
struct PanelState {
  bool show_panels = true, show_help = false;
  std::string message;  // the last thing that happened ("saved …"), shown until the next key or click
  bool message_is_error = false;
  bool dragging = false, dragging_divider = false;  // a drag that began on the picture
  float scale = 1;                                  // pixels per point
  // Where the picture goes, in points from the upper left corner: set by draw_panels.
  ImVec2 scene_position{0, 0}, scene_size{0, 0};
};

// Everything around the picture for one frame: side bar, time line, read-out, help.
void draw_panels(Session& session, PanelState& state);

// True if a mouse button went down in this frame.
bool any_click();

// Colours, spacing and rounding; `scale` = pixels per point.
void apply_style(Theme theme, float scale);

}  // namespace cartograd
