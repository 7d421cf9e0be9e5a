// The panels that float over the picture, one function each. A panel that is done takes itself out of state.open.
#pragma once

#include "app/panels/panels.h"

namespace cartograd {

enum class PanelPlace {
  middle,
  low,    // at the lower edge of the picture, where it covers least of it
  mouse,  // and gone with the next click elsewhere
};

struct FloatingPanel {
  std::string id, title;
  void (*draw)(Session& session, PanelState& state);
  ImVec2 size;  // in text sizes; 0 = as large as it needs
  PanelPlace place = PanelPlace::middle;
};

const std::vector<FloatingPanel>& floating_panels();

void draw_keys(Session& session, PanelState& state);
void draw_palette(Session& session, PanelState& state);
void draw_place(Session& session, PanelState& state);
void draw_continue(Session& session, PanelState& state);
void draw_run_table(Session& session, PanelState& state);
void draw_point_table(Session& session, PanelState& state);
void draw_restarts(Session& session, PanelState& state);
void draw_hidden(Session& session, PanelState& state);
void draw_files(Session& session, PanelState& state);
void draw_leftover(Session& session, PanelState& state);
void draw_lessons(Session& session, PanelState& state);
void draw_gallery(Session& session, PanelState& state);
void draw_welcome(Session& session, PanelState& state);

// "Ctrl+Shift+R" for "ctrl+shift+r".
std::string key_text(const std::string& keys);

// The menus, made from the commands; inside a window with a menu bar.
void draw_menus(Session& session, PanelState& state);

}  // namespace cartograd
