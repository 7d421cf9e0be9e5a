#include "app/scene/occlusion.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cartograd {

namespace {

constexpr int directions = 16;
constexpr float reach = 0.9f;  // how far a horizon is looked for, in world units

struct Field {
  int columns, rows;
  float dx, dy;  // spacing
  std::vector<float> z;
  // Bilinear, clamped at the border. x, y in cells.
  float at(float x, float y) const {
    x = std::clamp(x, 0.f, static_cast<float>(columns - 1));
    y = std::clamp(y, 0.f, static_cast<float>(rows - 1));
    const int i = std::min(static_cast<int>(x), std::max(columns - 2, 0)),
              j = std::min(static_cast<int>(y), std::max(rows - 2, 0));
    const int right = std::min(i + 1, columns - 1), up = std::min(j + 1, rows - 1);
    const float s = x - static_cast<float>(i), t = y - static_cast<float>(j);
    const auto value = [&](int column, int row) { return z[static_cast<std::size_t>(row * columns + column)]; };
    return (1 - t) * ((1 - s) * value(i, j) + s * value(right, j)) +
           t * ((1 - s) * value(i, up) + s * value(right, up));
  }
};

Field thinned(const std::vector<float>& height, int columns, int rows, float width, float depth) {
  const int stride = std::max(1, (std::max(columns, rows) + 63) / 64);
  Field field{(columns - 1) / stride + 1, (rows - 1) / stride + 1, 0, 0, {}};
  field.dx = width / static_cast<float>(columns - 1) * static_cast<float>(stride);
  field.dy = depth / static_cast<float>(rows - 1) * static_cast<float>(stride);
  for (int j = 0; j < field.rows; ++j)
    for (int i = 0; i < field.columns; ++i)
      field.z.push_back(height[static_cast<std::size_t>(j * stride * columns + i * stride)]);
  return field;
}

// The sky that a point sees: the mean over directions of 1 − sin(horizon).
float visible_sky(const Field& field, int i, int j) {
  const float here = field.z[static_cast<std::size_t>(j * field.columns + i)];
  float sky = 0;
  for (int k = 0; k < directions; ++k) {
    const float angle = 2 * std::numbers::pi_v<float> * (static_cast<float>(k) + 0.5f) / directions;
    const float cx = std::cos(angle) / field.dx, cy = std::sin(angle) / field.dy;
    float steepest = 0;
    for (float distance = std::min(field.dx, field.dy); distance < reach; distance *= 1.35f) {
      const float x = static_cast<float>(i) + cx * distance, y = static_cast<float>(j) + cy * distance;
      if (x < 0 || y < 0 || x > static_cast<float>(field.columns - 1) || y > static_cast<float>(field.rows - 1)) break;
      steepest = std::max(steepest, (field.at(x, y) - here) / distance);
    }
    sky += 1 - steepest / std::sqrt(1 + steepest * steepest);
  }
  return sky / directions;
}

}  // namespace

std::vector<float> sky_visibility(const std::vector<float>& height, int columns, int rows, float width, float depth) {
  if (columns < 2 || rows < 2) return std::vector<float>(height.size(), 1.f);
  const Field field = thinned(height, columns, rows, width, depth);
  Field sky = field;
  for (int j = 0; j < field.rows; ++j)
    for (int i = 0; i < field.columns; ++i)
      sky.z[static_cast<std::size_t>(j * field.columns + i)] = visible_sky(field, i, j);
  std::vector<float> result(height.size());
  const float to_x = width / field.dx / static_cast<float>(columns - 1),
              to_y = depth / field.dy / static_cast<float>(rows - 1);
  for (int j = 0; j < rows; ++j)
    for (int i = 0; i < columns; ++i)
      result[static_cast<std::size_t>(j * columns + i)] =
          sky.at(static_cast<float>(i) * to_x, static_cast<float>(j) * to_y);
  return result;
}

}  // namespace cartograd
