#include "app/render/frame.h"

#include <algorithm>

#include <glm/gtc/matrix_transform.hpp>

#include "app/scene/axes.h"

namespace cartograd {

namespace {

// The key light comes from the upper left behind the viewer, but never from below the horizon's third.
glm::vec3 key_light(const glm::mat4& view) {
  glm::vec3 light = glm::transpose(glm::mat3(view)) * glm::normalize(glm::vec3(-.55f, .62f, .56f));
  light.z = std::max(light.z, .35f);
  return glm::normalize(light);
}

}  // namespace

Frame make_frame(const CameraMatrices& matrices, const Viewport& viewport, int supersampling, const Tile& tile,
                 const Palette& colors) {
  const float factor = static_cast<float>(supersampling);
  return {.view_projection = matrices.projection * matrices.view,
          .eye = matrices.eye,
          .back_walls = back_walls(matrices),
          .key_light = key_light(matrices.view),
          .shading = 1 - glm::smoothstep(.966f, .9998f, matrices.view[2][2]),
          .size = glm::vec2(viewport.width, viewport.height) * factor,
          .tile = tile,
          .point = viewport.scale * factor,
          .unit = pixels_per_unit(matrices, viewport) * factor,
          .colors = &colors};
}

void set_frame(const Program& program, const Frame& frame) {
  const glm::vec2 tile_size(frame.tile.size), tile_origin(frame.tile.origin);
  const glm::vec2 scale = frame.size / tile_size;
  const glm::vec2 offset = (frame.size - 2.f * tile_origin) / tile_size - 1.f;
  program.set("view_projection", frame.view_projection);
  program.set("tile", glm::vec4(scale, offset));
  program.set("tile_origin", tile_origin);
  program.set("picture", frame.size);
  program.set("point", frame.point);
  program.set("eye", frame.eye);
  program.set("key_light", frame.key_light);
}

glm::vec3 to_linear(const glm::vec3& color) {
  const glm::vec3 low = color / 12.92f, high = glm::pow((color + .055f) / 1.055f, glm::vec3(2.4f));
  return glm::mix(high, low, glm::lessThanEqual(color, glm::vec3(.04045f)));
}

}  // namespace cartograd
