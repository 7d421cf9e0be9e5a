// What a lecture shows beside the picture.
#pragma once

#include "app/panels/panels.h"

namespace cartograd {

// In pixels, for a window of this size.
struct LectureSizes {
  float caption = 0;  // the font of what everybody must read: at least 1/22 of the height
  float band = 0;     // height of the strip that it stands in
  float strip = 0;    // height of the one above with what may be touched
  float scale = 1;    // of lines, markers and labels in the picture
};
// The font that the window loads for a lecture beside the ordinary one; that one where it has not.
ImFont* large_font();

LectureSizes lecture_sizes(float width, float height);

// Sets where the picture goes, and draws the strip below it, and what may be touched.
void draw_lecture(Session& session, Presentation& lecture, PanelState& state);

// What the speaker alone sees: notes, question and answer, the next caption and the time. It fills the window; its
// larger letters are of this size, in pixels.
void draw_speaker(const Presentation& lecture);
float speaker_text(float width, float height);

}  // namespace cartograd
