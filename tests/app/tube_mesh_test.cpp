#include "app/render/tube_mesh.h"

#include <algorithm>

#include <doctest/doctest.h>

using namespace cartograd;

namespace {

TubeMesh tube_through(const std::vector<glm::vec3>& points) {
  TubeMesh mesh;
  append_tube({points, std::vector<glm::vec3>(points.size(), glm::vec3(1))}, mesh);
  return mesh;
}

float distance_to_segment(const glm::vec3& point, const glm::vec3& from, const glm::vec3& to) {
  const glm::vec3 along = to - from;
  const float t = std::clamp(glm::dot(point - from, along) / glm::dot(along, along), 0.f, 1.f);
  return glm::distance(point, from + t * along);
}

}  // namespace

TEST_SUITE("tube_mesh") {
  TEST_CASE("a tube follows the straight pieces between its points, sharp turns and straight returns included") {
    const std::vector<std::vector<glm::vec3>> paths = {
        {{0, 0, 0}, {1, 0, 0}, {.1f, .3f, 0}, {1, .6f, .5f}, {1, .6f, .9f}},
        {{-1, 0, 0}, {1, 0, 0}, {-.9f, 0, 0}, {.8f, 0, 0}},
        {{0, 0, 0}, {.01f, 0, 0}, {.01f, .01f, 0}, {1, 1, 1}},
    };
    for (const auto& path : paths) {
      const TubeMesh mesh = tube_through(path);
      REQUIRE_FALSE(mesh.vertices.empty());
      for (const TubeVertex& vertex : mesh.vertices) {
        float nearest = 1;
        for (std::size_t i = 0; i + 1 < path.size(); ++i)
          nearest = std::min(nearest, distance_to_segment(vertex.center, path[i], path[i + 1]));
        CHECK(nearest < 0.01f);
        CHECK(glm::length(vertex.outward) == doctest::Approx(1).epsilon(1e-3));
      }
      for (std::size_t i = 0; i < path.size(); ++i) {
        float nearest = 1;
        for (const TubeVertex& vertex : mesh.vertices)
          nearest = std::min(nearest, glm::distance(vertex.center, path[i]));
        CHECK(nearest < 0.015f);
      }
    }
  }

  TEST_CASE("fewer than two places that differ give no tube") {
    CHECK(tube_through({}).vertices.empty());
    CHECK(tube_through({{1, 1, 1}}).vertices.empty());
    CHECK(tube_through({{1, 1, 1}, {1, 1, 1}}).vertices.empty());
  }
}
