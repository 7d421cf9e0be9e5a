#include "app/figure/mesh.h"

#include <cmath>
#include <limits>

#include "app/figure/mesh_parts.h"
#include "app/scene/colormap.h"
#include "app/scene/font.h"
#include "app/scene/globe.h"
#include "app/scene/surface_grid.h"
#include "core/base/error.h"

namespace cartograd {

std::span<const MeshFormat> mesh_formats() {
  static constexpr MeshFormat formats[] = {
      {".glb", "glTF 2.0 for web pages, Blender and slides: colours, normals", encode_glb},
      {".ply", "colours, normals and the loss of every vertex", encode_ply},
      {".obj", "for nearly every program; colours where it reads them", encode_obj},
      {".stl", "a solid on a base plate, in millimetres, for 3-D printing", encode_stl},
      {".vts", "VTK structured grid for ParaView: losses and colours; holes stay holes", encode_vts},
  };
  return formats;
}

glm::vec3 grid_position(const SurfaceModel& model, std::size_t index) {
  const SurfaceMesh& mesh = model.mesh;
  const auto columns = static_cast<std::size_t>(mesh.columns);
  const auto place = [](std::size_t i, int count) {
    return -1 + 2 * static_cast<float>(i) / static_cast<float>(std::max(count - 1, 1));
  };
  const glm::vec3 flat(place(index % columns, mesh.columns), model.axes.depth * place(index / columns, mesh.rows),
                       mesh.height[index]);
  return model.axes.globe ? bent_to_globe(flat, model.axes.surface_bottom, model.axes.surface_top) : flat;
}

glm::vec3 grid_normal(const SurfaceModel& model, std::size_t index) {
  if (!model.axes.globe) return glm::normalize(glm::vec3(-model.mesh.slope[index], 1));
  return glm::normalize(grid_position(model, index) - glm::vec3(0, 0, Globe::middle));  // the relief is low
}

glm::vec3 grid_color(const SurfaceModel& model, std::size_t index) {
  return colormap_color(model.colormap, model.mesh.color[index]);
}

std::array<std::uint8_t, 3> color_bytes(const glm::vec3& color) {
  const auto byte = [](float part) { return static_cast<std::uint8_t>(std::lround(glm::clamp(part, 0.f, 1.f) * 255)); };
  return {byte(color.r), byte(color.g), byte(color.b)};
}

std::vector<Triangle> known_triangles(const SurfaceMesh& mesh) {
  if (mesh.columns < 2 || mesh.rows < 2) return {};
  const std::vector<std::uint32_t> corners = grid_triangles(mesh.columns, mesh.rows);
  std::vector<Triangle> triangles;
  triangles.reserve(corners.size() / 3);
  for (std::size_t i = 0; i < corners.size(); i += 3)
    if (!mesh.hole[corners[i]] && !mesh.hole[corners[i + 1]] && !mesh.hole[corners[i + 2]])
      triangles.push_back({corners[i], corners[i + 1], corners[i + 2]});
  return triangles;
}

CompactMesh compact_mesh(const SurfaceMesh& mesh) {
  constexpr std::uint32_t unused = std::numeric_limits<std::uint32_t>::max();
  CompactMesh result{{}, known_triangles(mesh)};
  if (result.triangles.empty()) throw OutputError("the surface has no face: no three neighbours have a value");
  std::vector<std::uint32_t> new_index(mesh.height.size(), unused);
  for (const Triangle& triangle : result.triangles)
    for (std::uint32_t corner : triangle) new_index[corner] = 0;
  for (std::size_t i = 0; i < new_index.size(); ++i) {
    if (new_index[i] == unused) continue;
    new_index[i] = static_cast<std::uint32_t>(result.grid_index.size());
    result.grid_index.push_back(i);
  }
  for (Triangle& triangle : result.triangles)
    for (std::uint32_t& corner : triangle) corner = new_index[corner];
  return result;
}

std::string one_line(std::string_view text) {
  std::string line;
  for (char32_t letter : decode_utf8(text))
    if (letter >= 0x20 && letter != 0x7F) line += encode_utf8(letter);
  return line;
}

}  // namespace cartograd
