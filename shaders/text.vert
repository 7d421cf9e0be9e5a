layout(location = 0) in vec4 rectangle;   // corners in pixels, relative to the pen
layout(location = 1) in vec4 texels;      // of the same corners
layout(location = 2) in vec4 text_color;  // straight alpha
layout(location = 3) in vec4 pen;         // place in pixels, cosine and sine of the text's angle

#include "frame.glsl"

out vec2 texel;
flat out vec4 color;
flat out float pixels_per_texel;

void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 offset = mix(rectangle.xy, rectangle.zw, corner);
  texel = mix(texels.xy, texels.zw, corner);
  color = text_color;
  pixels_per_texel = (rectangle.w - rectangle.y) / (texels.w - texels.y);
  gl_Position = place_in_picture(pen.xy + mat2(pen.z, pen.w, -pen.w, pen.z) * offset);
}
