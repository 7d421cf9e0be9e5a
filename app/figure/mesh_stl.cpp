// STL: the surface as the lid of a solid, so that a printer can make it.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "app/figure/mesh_parts.h"
#include "core/base/error.h"

namespace cartograd {

namespace {

constexpr double base_thickness = 3;  // millimetres under the lowest point

// Which of the triangles around a vertex hang together by edges there: for each the number of its group.
std::vector<int> groups_around(std::uint32_t vertex, const std::vector<Triangle>& around) {
  std::vector<int> group(around.size());
  for (std::size_t i = 0; i < around.size(); ++i) group[i] = static_cast<int>(i);
  const auto share_edge = [&](const Triangle& a, const Triangle& b) {
    return std::any_of(a.begin(), a.end(), [&](std::uint32_t corner) {
      return corner != vertex && std::find(b.begin(), b.end(), corner) != b.end();
    });
  };
  for (std::size_t i = 0; i < around.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (group[i] != group[k] && share_edge(around[i], around[k]))
        std::replace(group.begin(), group.end(), group[i], group[k]);
  return group;
}

// Where parts of the surface touch in one point only, their walls would share an edge, and no solid can be made of
// that: only the largest part stays there. Returns whether there was such a point.
bool remove_pinches(std::vector<Triangle>& triangles, std::size_t vertices) {
  std::vector<std::vector<std::size_t>> at(vertices);
  for (std::size_t i = 0; i < triangles.size(); ++i)
    for (std::uint32_t corner : triangles[i]) at[corner].push_back(i);
  std::vector<bool> removed(triangles.size(), false);
  for (std::size_t vertex = 0; vertex < vertices; ++vertex) {
    std::erase_if(at[vertex], [&](std::size_t i) { return removed[i]; });
    std::vector<Triangle> around;
    for (std::size_t i : at[vertex]) around.push_back(triangles[i]);
    const std::vector<int> group = groups_around(static_cast<std::uint32_t>(vertex), around);
    const auto size_of = [&](int wanted) { return std::count(group.begin(), group.end(), wanted); };
    const auto largest = std::max_element(group.begin(), group.end(), [&](int a, int b) {
      return std::pair(size_of(a), -a) < std::pair(size_of(b), -b);
    });
    for (std::size_t k = 0; k < group.size(); ++k)
      if (group[k] != *largest) removed[at[vertex][k]] = true;
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < triangles.size(); ++i)
    if (!removed[i]) triangles[kept++] = triangles[i];
  const bool found = kept < triangles.size();
  triangles.resize(kept);
  return found;
}

// Lid, floor and the walls between them. The floor's vertex under vertex i has the number i + vertices.
std::vector<Triangle> solid(std::vector<Triangle> lid, std::uint32_t vertices) {
  while (remove_pinches(lid, vertices)) {
  }
  const auto edge = [](std::uint32_t from, std::uint32_t to) { return std::uint64_t{from} << 32 | to; };
  std::vector<std::uint64_t> edges;
  edges.reserve(lid.size() * 3);
  for (const auto& [a, b, c] : lid) edges.insert(edges.end(), {edge(a, b), edge(b, c), edge(c, a)});
  std::sort(edges.begin(), edges.end());
  std::vector<Triangle> triangles = lid;
  for (const auto& [a, b, c] : lid) {
    triangles.push_back({c + vertices, b + vertices, a + vertices});
    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, c), std::pair(c, a)}) {
      if (std::binary_search(edges.begin(), edges.end(), edge(to, from))) continue;
      triangles.push_back({to, from, from + vertices});
      triangles.push_back({to, from + vertices, to + vertices});
    }
  }
  return triangles;
}

}  // namespace

std::string encode_stl(const SurfaceModel& model) {
  if (model.axes.globe) throw OutputError("a globe has no base plate for .stl; expected .glb, .ply, .obj or .vts");
  const CompactMesh mesh = compact_mesh(model.mesh);
  const auto vertices = static_cast<std::uint32_t>(mesh.grid_index.size());
  const std::vector<Triangle> triangles = solid(mesh.triangles, vertices);
  if (triangles.empty()) throw OutputError("the surface has no part that a solid can be made of");

  const auto scale = static_cast<float>(model.size / (2 * std::max(1., static_cast<double>(model.axes.depth))));
  std::vector<glm::vec3> points;
  for (std::size_t index : mesh.grid_index) points.push_back(grid_position(model, index));
  float lowest = points.front().z;
  for (const glm::vec3& point : points) lowest = std::min(lowest, point.z);
  // Into the corner of the positive coordinates, which old programs ask for.
  for (glm::vec3& point : points) {
    point = (point + glm::vec3(1, model.axes.depth, -lowest)) * scale;
    point.z += static_cast<float>(base_thickness);
  }
  for (std::uint32_t i = 0; i < vertices; ++i) points.push_back({points[i].x, points[i].y, 0});

  std::string bytes = "Cartograd surface, millimetres";  // must not begin with "solid", which means text
  bytes.resize(80, ' ');
  append_little(bytes, static_cast<std::uint32_t>(triangles.size()));
  for (const auto& [a, b, c] : triangles) {
    const glm::vec3 across = glm::cross(points[b] - points[a], points[c] - points[a]);
    append_little(bytes, glm::normalize(across));
    for (std::uint32_t corner : {a, b, c}) append_little(bytes, points[corner]);
    append_little(bytes, std::uint16_t{0});
  }
  return bytes;
}

}  // namespace cartograd
