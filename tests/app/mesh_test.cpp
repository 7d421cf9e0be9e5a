#include "app/figure/mesh.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include <doctest/doctest.h>

#include "app/scene/colormap.h"
#include "core/base/error.h"
#include "tests/app/test_scene.h"

using namespace cartograd;
using namespace cartograd::test;

namespace {

std::string encode(std::string_view extension, const SurfaceMesh& mesh, std::span<const double> losses = {}) {
  Axes axes;
  axes.depth = .75f;
  for (const MeshFormat& format : mesh_formats())
    if (format.extension == extension) return format.encode({mesh, axes, "viridis", losses, "ti\ntle \"\\", 100});
  FAIL("no such format");
  return {};
}

template <class T>
T read(const std::string& bytes, std::size_t at) {
  T value;
  REQUIRE(at + sizeof value <= bytes.size());
  std::memcpy(&value, bytes.data() + at, sizeof value);  // tests run on little-endian machines
  return value;
}

glm::vec3 read_vector(const std::string& bytes, std::size_t at) {
  return {read<float>(bytes, at), read<float>(bytes, at + 4), read<float>(bytes, at + 8)};
}

// A mesh of this size whose holes are told by a function.
SurfaceMesh mesh_with_holes(int columns, int rows, const std::function<bool(int, int)>& hole) {
  SurfaceMesh mesh = mesh_of(columns, rows, bowl);
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column)
      if (hole(column, row)) mesh.hole[static_cast<std::size_t>(row * columns + column)] = mesh.has_holes = true;
  return mesh;
}

using Corner = std::array<float, 3>;

// The volume, after checking that the solid is closed and oriented: each edge goes once this way and once that way.
double checked_volume(const std::string& stl) {
  const auto count = read<std::uint32_t>(stl, 80);
  CHECK(stl.size() == 84 + std::size_t{50} * count);
  std::map<std::pair<Corner, Corner>, int> edges;
  double volume = 0;
  for (std::size_t i = 0; i < count; ++i) {
    std::array<glm::vec3, 3> corners;
    std::array<Corner, 3> keys;
    for (std::size_t k = 0; k < 3; ++k) {
      corners[k] = read_vector(stl, 84 + 50 * i + 12 * (k + 1));
      keys[k] = {corners[k].x, corners[k].y, corners[k].z};
    }
    for (std::size_t k = 0; k < 3; ++k) ++edges[{keys[k], keys[(k + 1) % 3]}];
    const glm::dvec3 a(corners[0]), b(corners[1]), c(corners[2]);
    volume += glm::dot(a, glm::cross(b, c)) / 6;
    const glm::vec3 normal = read_vector(stl, 84 + 50 * i);
    CHECK(glm::dot(glm::dvec3(normal), glm::normalize(glm::cross(b - a, c - a))) > .999);
  }
  for (const auto& [edge, uses] : edges) {
    REQUIRE(uses == 1);
    REQUIRE(edges.count({edge.second, edge.first}) == 1);
  }
  return volume;
}

}  // namespace

TEST_SUITE("mesh") {
  TEST_CASE("a solid for printing is closed, holes or not, and has its size") {
    const std::string stl = encode(".stl", mesh_of(9, 7, bowl));
    CHECK(!stl.starts_with("solid"));
    const double volume = checked_volume(stl);
    // 100 mm × 75 mm × (3 mm plate + what a bowl over it holds: 50 mm · 0.65 · the mean of (x² + y²)/2)
    CHECK(volume == doctest::Approx(100 * 75 * (3 + 50 * .65 / 3)).epsilon(.05));
    const double with_hole = checked_volume(encode(".stl", mesh_of(33, 33, bowl_with_hole)));
    const double whole = checked_volume(encode(".stl", mesh_of(33, 33, bowl)));
    CHECK(with_hole > 0);
    CHECK(with_hole < whole * .97);
  }

  TEST_CASE("parts that touch in a point make no broken solid") {
    const auto scattered = [](int column, int row) { return (column * 7 + row * 13 + column * row) % 5 == 0; };
    CHECK(checked_volume(encode(".stl", mesh_with_holes(40, 30, scattered))) > 0);
    // Two squares that share one corner, and two apart.
    const auto hourglass = [](int column, int row) { return (column < 2) != (row < 2) && column != 2 && row != 2; };
    CHECK(checked_volume(encode(".stl", mesh_with_holes(5, 5, hourglass))) > 0);
    const auto apart = [](int column, int) { return column == 2; };
    CHECK(checked_volume(encode(".stl", mesh_with_holes(5, 2, apart))) > 0);
  }

  TEST_CASE("PLY: counts, colours and losses") {
    const SurfaceMesh mesh = mesh_of(5, 4, bowl);
    std::vector<double> losses(20);
    for (std::size_t i = 0; i < losses.size(); ++i) losses[i] = 1e-3 * static_cast<double>(i);
    const std::string ply = encode(".ply", mesh, losses);
    CHECK(ply.starts_with("ply\nformat binary_little_endian 1.0\ncomment Cartograd: title \"\\\n"));
    CHECK(ply.find("element vertex 20\n") != std::string::npos);
    CHECK(ply.find("element face 24\n") != std::string::npos);
    const std::size_t body = ply.find("end_header\n") + 11, vertex = 12 + 12 + 3 + 8;
    CHECK(ply.size() == body + 20 * vertex + 24 * 13);
    CHECK(read_vector(ply, body) == glm::vec3(-1, -.75f, mesh.height[0]));
    CHECK(read<double>(ply, body + 19 * vertex + 27) == losses[19]);
    CHECK(read<std::uint8_t>(ply, body + 25) == std::lround(255 * colormap_color("viridis", mesh.color[0]).g));
    CHECK(encode(".ply", mesh).find("loss") == std::string::npos);
  }

  TEST_CASE("holes have no faces") {
    const SurfaceMesh mesh = mesh_with_holes(5, 5, [](int column, int row) { return column == 2 && row == 2; });
    std::istringstream obj(encode(".obj", mesh));
    std::size_t vertices = 0, faces = 0;
    for (std::string line; std::getline(obj, line);) {
      vertices += line.starts_with("v ");
      faces += line.starts_with("f ");
    }
    CHECK(vertices == 24);
    CHECK((faces == 24 || faces == 28));  // of 32; four or eight triangles meet in a grid point
    const SurfaceMesh nothing = mesh_with_holes(4, 4, [](int column, int row) { return (column + row) % 2 == 0; });
    for (const MeshFormat& format : mesh_formats()) CHECK_THROWS_AS(encode(format.extension, nothing), OutputError);
  }

  TEST_CASE("glTF: sizes, alignment, bounds, linear colours, y up") {
    const SurfaceMesh mesh = mesh_of(6, 5, bowl_with_hole);
    const std::string glb = encode(".glb", mesh);
    CHECK(glb.starts_with("glTF"));
    CHECK(read<std::uint32_t>(glb, 4) == 2);
    CHECK(read<std::uint32_t>(glb, 8) == glb.size());
    const auto json_size = read<std::uint32_t>(glb, 12);
    CHECK(json_size % 4 == 0);
    CHECK(glb.substr(16, 4) == "JSON");
    const auto json = nlohmann::json::parse(glb.substr(20, json_size));
    const std::size_t binary = 20 + json_size + 8;
    CHECK(read<std::uint32_t>(glb, binary - 8) == json["buffers"][0]["byteLength"]);
    CHECK(glb.substr(binary - 4, 4) == std::string("BIN\0", 4));
    CHECK(json["asset"]["version"] == "2.0");
    CHECK(json["scenes"][0]["name"] == "title \"\\");

    const auto& accessors = json["accessors"];
    const std::size_t count = accessors[0]["count"];
    glm::vec3 low(INFINITY), high(-INFINITY);
    for (std::size_t i = 0; i < count; ++i) {
      low = glm::min(low, read_vector(glb, binary + 12 * i));
      high = glm::max(high, read_vector(glb, binary + 12 * i));
      CHECK(glm::length(read_vector(glb, binary + 12 * (count + i))) == doctest::Approx(1));
      CHECK(read_vector(glb, binary + 12 * (count + i)).y > 0);
    }
    for (int k = 0; k < 3; ++k) {
      CHECK(accessors[0]["min"][static_cast<std::size_t>(k)].get<float>() == low[k]);
      CHECK(accessors[0]["max"][static_cast<std::size_t>(k)].get<float>() == high[k]);
    }
    CHECK(low.z == -.75f);
    const float green = colormap_color("viridis", mesh.color[0]).g;
    CHECK(read<float>(glb, binary + 24 * count + 4) == doctest::Approx(std::pow((green + .055) / 1.055, 2.4)));
    const std::size_t corners = accessors[3]["count"], indices = json["bufferViews"][3]["byteOffset"];
    CHECK(indices % 4 == 0);
    for (std::size_t i = 0; i < corners; ++i) CHECK(read<std::uint32_t>(glb, binary + indices + 4 * i) < count);
  }

  TEST_CASE("VTK: every grid point with its loss, nan where there is none") {
    const SurfaceMesh mesh = mesh_of(8, 6, bowl_with_hole);
    std::vector<double> losses(48);
    for (std::size_t i = 0; i < losses.size(); ++i) losses[i] = mesh.hole[i] ? NAN : static_cast<double>(i);
    const std::string vts = encode(".vts", mesh, losses);
    CHECK(vts.find("WholeExtent=\"0 7 0 5 0 0\"") != std::string::npos);
    CHECK(vts.find("Name=\"vtkGhostType\"") != std::string::npos);
    const std::size_t raw = vts.find("\n_") + 2;
    CHECK(read<std::uint64_t>(vts, raw) == 48 * 8);
    for (std::size_t i = 0; i < losses.size(); ++i)
      CHECK(std::isnan(read<double>(vts, raw + 8 + 8 * i)) == (mesh.hole[i] != 0));
    const std::size_t hidden = raw + 8 + 48 * 8 + 8 + 48 * 3;
    CHECK(read<std::uint64_t>(vts, hidden) == 48);
    for (std::size_t i = 0; i < 48; ++i) CHECK(read<std::uint8_t>(vts, hidden + 8 + i) == (mesh.hole[i] ? 2 : 0));
  }

  TEST_CASE("equal input, equal bytes; no grid has no mesh") {
    for (const MeshFormat& format : mesh_formats()) {
      INFO(format.extension);
      CHECK(encode(format.extension, mesh_of(9, 9, bowl)) == encode(format.extension, mesh_of(9, 9, bowl)));
      CHECK_THROWS_AS(encode(format.extension, mesh_of(9, 1, bowl)), OutputError);
      CHECK_THROWS_AS(encode(format.extension, SurfaceMesh{}), OutputError);
    }
  }
}
