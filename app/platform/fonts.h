#pragma once

namespace cartograd {

// Fills ImGui's font atlas with Inter at `pixels`, and DejaVu for the mathematical letters that Inter lacks; and the
// same once more at `large` pixels, as a second font, unless that is 0.
void load_fonts(float pixels, float large = 0);

}  // namespace cartograd
