// Wavefront OBJ, with colours behind the coordinates, as MeshLab, Blender and others read them.
#include <iterator>

#include <fmt/format.h>

#include "app/figure/mesh_parts.h"

namespace cartograd {

std::string encode_obj(const SurfaceModel& model) {
  const CompactMesh mesh = compact_mesh(model.mesh);
  std::string text = fmt::format("# Cartograd: {}\no surface\n", one_line(model.title));
  const auto out = std::back_inserter(text);
  for (std::size_t index : mesh.grid_index) {
    const glm::vec3 place = grid_position(model, index), color = grid_color(model, index);
    fmt::format_to(out, "v {:.7g} {:.7g} {:.7g} {:.4g} {:.4g} {:.4g}\n", place.x, place.y, place.z, color.r, color.g,
                   color.b);
  }
  for (std::size_t index : mesh.grid_index) {
    const glm::vec3 normal = grid_normal(model, index);
    fmt::format_to(out, "vn {:.4g} {:.4g} {:.4g}\n", normal.x, normal.y, normal.z);
  }
  for (const auto& [a, b, c] : mesh.triangles)
    fmt::format_to(out, "f {0}//{0} {1}//{1} {2}//{2}\n", a + 1, b + 1, c + 1);
  return text;
}

}  // namespace cartograd
