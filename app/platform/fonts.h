#pragma once

namespace cartograd {

// Fills ImGui's font atlas with Inter at `pixels`, and DejaVu for the mathematical letters that Inter lacks.
void load_fonts(float pixels);

}  // namespace cartograd
