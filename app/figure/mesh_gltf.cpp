// glTF 2.0 in one binary file: https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html
#include <cmath>

#include <fmt/format.h>

#include "app/figure/mesh_parts.h"

namespace cartograd {

namespace {

// glTF has y up.
glm::vec3 y_up(const glm::vec3& vector) { return {vector.x, vector.z, -vector.y}; }

// glTF wants the colours of vertices in linear light.
float to_linear_light(float part) { return part <= .04045f ? part / 12.92f : std::pow((part + .055f) / 1.055f, 2.4f); }

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  for (char letter : one_line(text)) {
    if (letter == '"' || letter == '\\') quoted += '\\';
    quoted += letter;
  }
  return quoted + "\"";
}

void append_chunk(std::string& file, std::string_view type, std::string content, char padding) {
  while (content.size() % 4 != 0) content += padding;
  append_little(file, static_cast<std::uint32_t>(content.size()));
  file.append(type).append(content);
}

}  // namespace

std::string encode_glb(const SurfaceModel& model) {
  const CompactMesh mesh = compact_mesh(model.mesh);
  const std::size_t count = mesh.grid_index.size(), block = count * 12, corners = mesh.triangles.size() * 3;
  std::string positions, normals, colors, indices;
  glm::vec3 low(INFINITY), high(-INFINITY);
  for (std::size_t index : mesh.grid_index) {
    const glm::vec3 position = y_up(grid_position(model, index)), color = grid_color(model, index);
    low = glm::min(low, position);
    high = glm::max(high, position);
    append_little(positions, position);
    append_little(normals, y_up(grid_normal(model, index)));
    append_little(colors, glm::vec3(to_linear_light(color.r), to_linear_light(color.g), to_linear_light(color.b)));
  }
  for (const Triangle& triangle : mesh.triangles)
    for (std::uint32_t corner : triangle) append_little(indices, corner);

  const auto view = [&](std::size_t offset, std::size_t length, int target) {
    return fmt::format(R"({{"buffer":0,"byteOffset":{},"byteLength":{},"target":{}}})", offset, length, target);
  };
  const std::string json = fmt::format(
      R"({{"asset":{{"version":"2.0","generator":"Cartograd"}},"scene":0,"scenes":[{{"name":{},"nodes":[0]}}],)"
      R"("nodes":[{{"name":"surface","mesh":0}}],"meshes":[{{"primitives":[{{"attributes":)"
      R"({{"POSITION":0,"NORMAL":1,"COLOR_0":2}},"indices":3,"material":0}}]}}],)"
      R"("materials":[{{"pbrMetallicRoughness":{{"metallicFactor":0,"roughnessFactor":0.8}},"doubleSided":true}}],)"
      R"("accessors":[{{"bufferView":0,"componentType":5126,"count":{},"type":"VEC3",)"
      R"("min":[{},{},{}],"max":[{},{},{}]}},)"
      R"({{"bufferView":1,"componentType":5126,"count":{},"type":"VEC3"}},)"
      R"({{"bufferView":2,"componentType":5126,"count":{},"type":"VEC3"}},)"
      R"({{"bufferView":3,"componentType":5125,"count":{},"type":"SCALAR"}}],)"
      R"("bufferViews":[{},{},{},{}],"buffers":[{{"byteLength":{}}}]}})",
      json_string(model.title.empty() ? "surface" : model.title), count, low.x, low.y, low.z, high.x, high.y, high.z,
      count, count, corners, view(0, block, 34962), view(block, block, 34962), view(2 * block, block, 34962),
      view(3 * block, corners * 4, 34963), 3 * block + corners * 4);

  std::string chunks;
  append_chunk(chunks, "JSON", json, ' ');
  append_chunk(chunks, std::string_view("BIN\0", 4), positions + normals + colors + indices, '\0');
  std::string file = "glTF";
  append_little(file, std::uint32_t{2});
  append_little(file, static_cast<std::uint32_t>(12 + chunks.size()));
  return file + chunks;
}

}  // namespace cartograd
