#include "app/scene/camera.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <glm/gtc/matrix_transform.hpp>

namespace cartograd {

namespace {

constexpr float field_of_view = 27;          // degrees; narrow enough that parallel edges stay nearly parallel
constexpr float largest_margin_share = .6f;  // of the picture's width or height
constexpr float label_room = .35f;           // near and far planes leave this much beyond the box, for markers

struct Rectangle {
  glm::vec2 low{0}, high{0};
  glm::vec2 size() const { return high - low; }
  glm::vec2 center() const { return (low + high) * .5f; }
};

// The part of the picture that the box may fill, in clip coordinates scaled so that the height is 2 and the width
// 2 · aspect.
Rectangle inner_rectangle(const Viewport& viewport, const Margins& margins) {
  const glm::vec2 picture(viewport.width, viewport.height);
  glm::vec2 low = glm::vec2(margins.left, margins.bottom) * viewport.scale;
  glm::vec2 high = glm::vec2(margins.right, margins.top) * viewport.scale;
  const glm::vec2 shrink = glm::min(glm::vec2(1), picture * largest_margin_share / glm::max(low + high, 1e-6f));
  low *= shrink;
  high *= shrink;
  const float unit = 2 / picture.y;
  return {(low - picture * .5f) * unit, (picture * .5f - high) * unit};
}

// Rotates the world so that the camera looks along −z; no lookAt, because straight down it has no up direction.
glm::mat3 camera_axes(const Camera& camera) {
  const float yaw = glm::radians(camera.yaw), pitch = glm::radians(camera.pitch);
  const glm::vec3 back(std::cos(pitch) * std::cos(yaw), std::cos(pitch) * std::sin(yaw), std::sin(pitch));
  const glm::vec3 right(-std::sin(yaw), std::cos(yaw), 0);
  return glm::transpose(glm::mat3(right, glm::cross(back, right), back));
}

// A ball looks the same from all sides.
std::array<glm::vec3, 8> rotated_corners(const glm::mat3& axes, const Room& held) {
  std::array<glm::vec3, 8> corners;
  for (unsigned i = 0; i < 8; ++i) {
    const float x = i & 1 ? 1.f : -1.f, y = i & 2 ? 1.f : -1.f;
    corners[i] = held.ball ? held.top / 2 * glm::vec3(x, y, 0)
                           : axes * glm::vec3(x, held.depth * y, (i & 4 ? .5f : -.5f) * held.top);
  }
  return corners;
}

// The projected bounding rectangle of the corners at focal length 1; distance 0 = parallel projection.
Rectangle bounds(const std::array<glm::vec3, 8>& corners, float distance) {
  Rectangle box{glm::vec2(std::numeric_limits<float>::max()), glm::vec2(std::numeric_limits<float>::lowest())};
  for (const glm::vec3& corner : corners) {
    const glm::vec2 point = glm::vec2(corner) / (distance > 0 ? distance - corner.z : 1);
    box.low = glm::min(box.low, point);
    box.high = glm::max(box.high, point);
  }
  return box;
}

bool fits(const Rectangle& box, const glm::vec2& room, float focal_length) {
  const glm::vec2 size = box.size() * focal_length;
  return size.x <= room.x && size.y <= room.y;
}

// The nearest distance from which the box fits: its picture shrinks steadily with the distance.
float fit_distance(const std::array<glm::vec3, 8>& corners, const glm::vec2& room, float focal_length, float radius) {
  float near = radius * 1.02f, far = near;
  while (!fits(bounds(corners, far), room, focal_length)) far *= 2;
  for (int step = 0; step < 32; ++step) {
    const float middle = (near + far) * .5f;
    (fits(bounds(corners, middle), room, focal_length) ? far : near) = middle;
  }
  return far;
}

bool is_orthographic(const CameraMatrices& matrices) { return matrices.projection[2][3] == 0; }

// Moves and enlarges the finished picture: zoom about its middle, then shift.
glm::mat4 picture_transform(const Camera& camera, float aspect, const glm::vec2& shift) {
  glm::mat4 transform(1);
  transform[0][0] = camera.zoom;
  transform[1][1] = camera.zoom;
  const glm::vec2 offset = shift * camera.zoom + 2.f * camera.pan;
  transform[3] = glm::vec4(offset.x / aspect, offset.y, 0, 1);
  return transform;
}

}  // namespace

CameraMatrices matrices(const Camera& camera, const Viewport& viewport, const Room& held, const Margins& margins) {
  const float aspect = static_cast<float>(viewport.width) / static_cast<float>(std::max(viewport.height, 1));
  const float focal_length = 1 / std::tan(glm::radians(field_of_view) / 2);
  const glm::mat3 axes = camera_axes(camera);
  const auto corners = rotated_corners(axes, held);
  const float radius = glm::length(glm::vec3(1, held.depth, held.top / 2));
  const Rectangle room = inner_rectangle(viewport, margins);

  CameraMatrices result;
  glm::mat4 projection;
  glm::vec2 box_center;
  if (camera.orthographic) {
    const Rectangle box = bounds(corners, 0);
    const glm::vec2 ratio = room.size() / glm::max(box.size(), 1e-6f);
    const float half_height = 1 / std::min(ratio.x, ratio.y);
    result.distance = 4 * radius;
    projection = glm::ortho(-half_height * aspect, half_height * aspect, -half_height, half_height,
                            result.distance - radius - label_room, result.distance + radius + label_room);
    box_center = box.center() / half_height;
  } else {
    result.distance = fit_distance(corners, room.size(), focal_length, radius);
    projection =
        glm::perspective(glm::radians(field_of_view), aspect, std::max(.02f, result.distance - radius - label_room),
                         result.distance + radius + label_room);
    box_center = bounds(corners, result.distance).center() * focal_length;
  }
  const glm::vec3 target(0, 0, held.top / 2);
  result.eye = target + glm::transpose(axes) * glm::vec3(0, 0, result.distance);
  result.view = glm::translate(glm::mat4(axes), -result.eye);
  result.projection = picture_transform(camera, aspect, room.center() - box_center) * projection;
  return result;
}

glm::vec2 project(const CameraMatrices& matrices, const Viewport& viewport, const glm::vec3& point) {
  const glm::vec4 clip = matrices.projection * (matrices.view * glm::vec4(point, 1));
  const glm::vec2 position = glm::vec2(clip) / std::max(clip.w, 1e-6f);
  return glm::vec2(position.x * .5f + .5f, .5f - position.y * .5f) * glm::vec2(viewport.width, viewport.height);
}

glm::vec3 towards_viewer(const CameraMatrices& matrices, const glm::vec3& point) {
  if (!is_orthographic(matrices)) return matrices.eye - point;
  return {matrices.view[0][2], matrices.view[1][2], matrices.view[2][2]};
}

float pixels_per_unit(const CameraMatrices& matrices, const Viewport& viewport) {
  const float scale = matrices.projection[1][1] * .5f * static_cast<float>(viewport.height);
  return is_orthographic(matrices) ? scale : scale / matrices.distance;
}

}  // namespace cartograd
