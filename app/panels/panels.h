// The panels around the picture: free functions that see a Session and draw with ImGui, no OpenGL.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <imgui.h>

#include "app/session/commands.h"

namespace cartograd {

class Presentation;

// A place of the plane.
struct Place {
  double a = 0, b = 0;
};

// The panel that finds files.
struct FileBrowser {
  bool saving = false, recent_only = false;
  std::vector<std::string> recent;  // the newest first
  std::string folder;               // absolute
  std::string text;                 // what is looked for, or the name to save as
  std::size_t chosen = 0;
  bool asked = false;  // whether an existing file may be replaced
};

// What the panels remember between frames and tell the window.
struct PanelState {
  WindowRequests requests;  // what panels and keys ask of the window, which fulfils it after the panels
  bool show_panels = true;
  std::set<std::string> open;  // the floating panels that show, by id
  std::string message;         // the last thing that happened ("saved …"), shown until the next key or click
  bool message_is_error = false;
  bool dragging = false, dragging_divider = false;  // a drag that began on the picture
  std::optional<Place> grabbed;                     // the place of the plane that a drag of the window holds
  std::string layout_before_click;                  // for a second click that follows
  bool centred = false;                             // by a double click whose button is still down
  Place place;                                      // that the panel "place" is about
  std::string search;                               // typed into the palette
  std::size_t chosen = 0;                           // row of the palette
  FileBrowser files;
  std::string leftover;               // a question about what an earlier session has left behind
  int point_kinds = 0;                // of the table of critical points: which kinds it lists, and
  std::size_t point = 0;              // the row that is chosen
  std::vector<std::size_t> restarts;  // up to three that are chosen
  double target_loss = 0;             // of the table of runs; 0 = not chosen yet
  float mouse_rest = 0;               // seconds since it moved, in a lecture
  bool mouse_hidden = false;          // because it rests
  Presentation* lecture = nullptr;    // null in tests without one
  float scale = 1;                    // pixels per point
  // Where the picture goes, in points from the upper left corner: set by draw_panels.
  ImVec2 scene_position{0, 0}, scene_size{0, 0};
  // A picture among the embedded files, to draw with ImGui::Image; none in tests without a window.
  std::function<ImTextureID(const std::string& path)> picture;
};

// Everything around the picture for one frame: side bar, time line, read-out, floating panels.
void draw_panels(Session& session, PanelState& state);

// Opens a floating panel, or closes it.
void toggle_panel(PanelState& state, const std::string& id);

// Esc: closes floating panels, or else ends what is being computed. Never the program.
void escape(Session& session, PanelState& state);

// Does something to the session; what it refuses is told as a message.
void attempt(PanelState& state, const std::function<void()>& action);

// True if a mouse button went down in this frame.
bool any_click();

// Colours, spacing and rounding; `scale` = pixels per point.
void apply_style(Theme theme, float scale);

}  // namespace cartograd
