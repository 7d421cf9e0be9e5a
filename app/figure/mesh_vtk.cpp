// VTK's XML form of a structured grid, for ParaView: https://docs.vtk.org/en/latest/vtk_file_formats
#include <cassert>

#include <fmt/format.h>

#include "app/figure/mesh_parts.h"

namespace cartograd {

namespace {

// Arrays one after another behind the XML part, each with its length before it.
class AppendedArrays {
 public:
  std::string add(std::string_view type, std::string_view name, int components, const std::string& bytes) {
    const std::string element = fmt::format(
        "<DataArray type=\"{}\" Name=\"{}\" NumberOfComponents=\"{}\" format=\"appended\" offset=\"{}\"/>\n", type,
        name, components, bytes_.size());
    append_little(bytes_, static_cast<std::uint64_t>(bytes.size()));
    bytes_ += bytes;
    return element;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace

// All grid points, in holes too: there the loss is what it is (nan, infinite), and the points are marked as hidden, so
// that ParaView shows no face and every filter leaves them out.
std::string encode_vts(const SurfaceModel& model) {
  compact_mesh(model.mesh);                 // refuses a surface without faces, as in the other formats
  constexpr std::uint8_t hidden_point = 2;  // vtkDataSetAttributes::HIDDENPOINT
  const SurfaceMesh& mesh = model.mesh;
  const std::size_t count = mesh.height.size();
  assert(model.losses.empty() || model.losses.size() == count);
  std::string points, losses, colors, hidden;
  for (std::size_t i = 0; i < count; ++i) {
    append_little(points, grid_position(model, i));
    if (!model.losses.empty()) append_little(losses, model.losses[i]);
    for (std::uint8_t part : color_bytes(grid_color(model, i))) append_little(colors, part);
    append_little(hidden, mesh.hole[i] ? hidden_point : std::uint8_t{0});
  }
  AppendedArrays arrays;
  std::string data;
  if (!model.losses.empty()) data += arrays.add("Float64", "loss", 1, losses);
  data += arrays.add("UInt8", "color", 3, colors);
  if (mesh.has_holes) data += arrays.add("UInt8", "vtkGhostType", 1, hidden);
  const std::string place = arrays.add("Float32", "points", 3, points);
  const std::string extent = fmt::format("0 {} 0 {} 0 0", mesh.columns - 1, mesh.rows - 1);
  return fmt::format(
      "<?xml version=\"1.0\"?>\n"
      "<VTKFile type=\"StructuredGrid\" version=\"1.0\" byte_order=\"LittleEndian\" header_type=\"UInt64\">\n"
      "<StructuredGrid WholeExtent=\"{0}\">\n<Piece Extent=\"{0}\">\n"
      "<PointData{1}>\n{2}</PointData>\n<Points>\n{3}</Points>\n</Piece>\n</StructuredGrid>\n"
      "<AppendedData encoding=\"raw\">\n_{4}\n</AppendedData>\n</VTKFile>\n",
      extent, model.losses.empty() ? "" : " Scalars=\"loss\"", data, place, arrays.bytes());
}

}  // namespace cartograd
