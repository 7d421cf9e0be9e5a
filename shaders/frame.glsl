// The picture and the part of it that is being drawn.
uniform mat4 view_projection;  // world to clip space of the whole picture
uniform vec4 tile;             // scale and offset from the whole picture's clip space to the tile's
uniform vec2 tile_origin;      // pixels
uniform vec2 picture;          // pixels
uniform float point;           // pixels per point

vec4 to_tile(vec4 clip) { return vec4(clip.xy * tile.xy + clip.w * tile.zw, clip.zw); }

vec4 place_in_world(vec3 position) { return to_tile(view_projection * vec4(position, 1.0)); }

// Pixels from the whole picture's upper left corner.
vec4 place_in_picture(vec2 position) {
  vec2 unit = position / picture * 2.0 - 1.0;
  return to_tile(vec4(unit.x, -unit.y, 0.0, 1.0));
}
