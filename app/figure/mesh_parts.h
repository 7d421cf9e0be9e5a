// What the mesh formats share, and one function for each.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <glm/glm.hpp>

#include "app/figure/mesh.h"

namespace cartograd {

using Triangle = std::array<std::uint32_t, 3>;  // counter-clockwise from above

glm::vec3 grid_position(const SurfaceModel& model, std::size_t index);
glm::vec3 grid_normal(const SurfaceModel& model, std::size_t index);
glm::vec3 grid_color(const SurfaceModel& model, std::size_t index);  // sRGB
std::array<std::uint8_t, 3> color_bytes(const glm::vec3& color);

// The triangles whose three corners are known, over the indices of the grid.
std::vector<Triangle> known_triangles(const SurfaceMesh& mesh);

// Vertices that belong to a triangle, by their index in the grid, and triangles over these.
struct CompactMesh {
  std::vector<std::size_t> grid_index;
  std::vector<Triangle> triangles;
};
CompactMesh compact_mesh(const SurfaceMesh& mesh);  // throws OutputError if it would be empty

// The text without line breaks and other control characters.
std::string one_line(std::string_view text);

// A number's bytes, lowest first, on every machine.
template <class T>
void append_little(std::string& bytes, T value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  for (std::size_t i = 0; i < sizeof value; ++i)
    bytes += raw[std::endian::native == std::endian::little ? i : sizeof value - 1 - i];
}
inline void append_little(std::string& bytes, const glm::vec3& value) {
  for (int i = 0; i < 3; ++i) append_little(bytes, value[i]);
}

std::string encode_ply(const SurfaceModel& model);
std::string encode_obj(const SurfaceModel& model);
std::string encode_stl(const SurfaceModel& model);
std::string encode_glb(const SurfaceModel& model);
std::string encode_vts(const SurfaceModel& model);

}  // namespace cartograd
