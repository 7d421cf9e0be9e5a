// PLY: http://paulbourke.net/dataformats/ply
#include <fmt/format.h>

#include "app/figure/mesh_parts.h"

namespace cartograd {

std::string encode_ply(const SurfaceModel& model) {
  const CompactMesh mesh = compact_mesh(model.mesh);
  const bool with_losses = !model.losses.empty();
  std::string bytes = fmt::format(
      "ply\nformat binary_little_endian 1.0\ncomment Cartograd: {}\nelement vertex {}\n"
      "property float x\nproperty float y\nproperty float z\n"
      "property float nx\nproperty float ny\nproperty float nz\n"
      "property uchar red\nproperty uchar green\nproperty uchar blue\n{}"
      "element face {}\nproperty list uchar int vertex_indices\nend_header\n",
      one_line(model.title), mesh.grid_index.size(), with_losses ? "property double loss\n" : "",
      mesh.triangles.size());
  for (std::size_t index : mesh.grid_index) {
    append_little(bytes, grid_position(model, index));
    append_little(bytes, grid_normal(model, index));
    for (std::uint8_t part : color_bytes(grid_color(model, index))) append_little(bytes, part);
    if (with_losses) append_little(bytes, model.losses[index]);
  }
  for (const Triangle& triangle : mesh.triangles) {
    append_little(bytes, std::uint8_t{3});
    for (std::uint32_t corner : triangle) append_little(bytes, corner);
  }
  return bytes;
}

}  // namespace cartograd
