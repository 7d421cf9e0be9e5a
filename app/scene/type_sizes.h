// Sizes of what is written, in points: shared by the layout and by the room the camera leaves for it.
#pragma once

namespace cartograd::type_size {

inline constexpr float title = 15, axis_title = 12.5f, label = 11, caption = 10.5f, legend = 11.5f;
inline constexpr float border = 16;          // free along the picture's border
inline constexpr float tick = 5;             // length of a tick
inline constexpr float gap = 4;              // between a tick and its label, a label and its title
inline constexpr float strip_width = 13;     // colour bar
inline constexpr float note_width = 98;      // of the remark under the colour bar
inline constexpr float line = 1.2f;          // width of axis lines
inline constexpr float line_spacing = 1.3f;  // of wrapped text, in text sizes

}  // namespace cartograd::type_size
