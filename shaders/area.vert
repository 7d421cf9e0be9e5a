layout(location = 0) in vec2 corner;  // pixels from the picture's upper left corner

#include "frame.glsl"

void main() { gl_Position = place_in_picture(corner); }
