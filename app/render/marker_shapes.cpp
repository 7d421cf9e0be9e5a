#include "app/render/marker_shapes.h"

#include <array>
#include <cmath>

namespace cartograd {

namespace {

using Corners = std::vector<ShapeCorner>;

// Flat triangle; turned so that it faces away from the origin.
void add_face(Corners& corners, const glm::vec3& a, glm::vec3 b, glm::vec3 c) {
  glm::vec3 outward = glm::normalize(glm::cross(b - a, c - a));
  if (glm::dot(outward, a) < 0) {
    std::swap(b, c);
    outward = -outward;
  }
  for (const glm::vec3& place : {a, b, c}) corners.push_back({place, outward});
}

Corners sphere() {
  constexpr int columns = 24, rows = 12;
  const auto place = [](int column, int row) {
    const float longitude = glm::radians(360.f) * static_cast<float>(column) / columns;
    const float latitude = glm::radians(180.f) * static_cast<float>(row) / rows;
    return glm::vec3(std::sin(latitude) * std::cos(longitude), std::sin(latitude) * std::sin(longitude),
                     std::cos(latitude));
  };
  Corners corners;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const glm::vec3 a = place(column, row), b = place(column, row + 1), c = place(column + 1, row + 1),
                      d = place(column + 1, row);
      if (row + 1 < rows)
        for (const glm::vec3& corner : {a, b, c}) corners.push_back({corner, corner});
      if (row > 0)
        for (const glm::vec3& corner : {a, c, d}) corners.push_back({corner, corner});
    }
  return corners;
}

Corners cube() {
  constexpr float half = .78f;
  Corners corners;
  for (int axis = 0; axis < 3; ++axis)
    for (float side : {-half, half}) {
      glm::vec3 middle(0), across(0), along(0);
      middle[axis] = side;
      across[(axis + 1) % 3] = half;
      along[(axis + 2) % 3] = half;
      add_face(corners, middle - across - along, middle + across - along, middle + across + along);
      add_face(corners, middle - across - along, middle + across + along, middle - across + along);
    }
  return corners;
}

Corners diamond() {
  constexpr float reach = 1.25f;
  Corners corners;
  for (float x : {-reach, reach})
    for (float y : {-reach, reach})
      for (float z : {-reach, reach}) add_face(corners, {x, 0, 0}, {0, y, 0}, {0, 0, z});
  return corners;
}

// A torus that lies flat.
Corners ring() {
  constexpr int around = 40, across = 12;
  constexpr float radius = .86f, thickness = .24f;
  const auto corner = [](int i, int j) {
    const float longitude = glm::radians(360.f) * static_cast<float>(i) / around;
    const float latitude = glm::radians(360.f) * static_cast<float>(j) / across;
    const glm::vec3 away(std::cos(longitude), std::sin(longitude), 0);
    const glm::vec3 outward = std::cos(latitude) * away + glm::vec3(0, 0, std::sin(latitude));
    return ShapeCorner{radius * away + thickness * outward, outward};
  };
  Corners corners;
  for (int i = 0; i < around; ++i)
    for (int j = 0; j < across; ++j) {
      const ShapeCorner a = corner(i, j), b = corner(i + 1, j), c = corner(i + 1, j + 1), d = corner(i, j + 1);
      corners.insert(corners.end(), {a, b, c, a, c, d});
    }
  return corners;
}

// Four triangles alike, one of them as its floor.
Corners pyramid() {
  constexpr float reach = 1.35f, floor = -reach / 3, radius = .943f * reach;
  const glm::vec3 top(0, 0, reach);
  std::array<glm::vec3, 3> base;
  for (std::size_t i = 0; i < base.size(); ++i) {
    const float angle = glm::radians(120.f) * static_cast<float>(i);
    base[i] = {radius * std::cos(angle), radius * std::sin(angle), floor};
  }
  Corners corners;
  for (std::size_t i = 0; i < base.size(); ++i) add_face(corners, top, base[i], base[(i + 1) % base.size()]);
  add_face(corners, base[0], base[1], base[2]);
  return corners;
}

}  // namespace

std::vector<ShapeCorner> marker_shape(MarkerShape shape) {
  switch (shape) {
    case MarkerShape::cube:
      return cube();
    case MarkerShape::diamond:
      return diamond();
    case MarkerShape::ring:
      return ring();
    case MarkerShape::pyramid:
      return pyramid();
    case MarkerShape::sphere:
      break;
  }
  return sphere();
}

}  // namespace cartograd
