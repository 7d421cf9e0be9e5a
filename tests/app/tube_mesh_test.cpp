#include "app/render/tube_mesh.h"

#include <algorithm>
#include <cmath>

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

  TEST_CASE("a long smooth path needs few rings, none of them off the path as far as the eye can tell") {
    std::vector<glm::vec3> points;
    for (int i = 0; i < 20000; ++i) {
      const float t = static_cast<float>(i) / 20000;
      points.emplace_back(std::cos(4 * t), std::sin(4 * t), .5f * t);
    }
    const TubeMesh mesh = tube_through(points);
    CHECK(mesh.vertices.size() < 2000);
    for (const TubeVertex& vertex : mesh.vertices) {
      const float t = vertex.center.z / .5f;
      CHECK(glm::distance(vertex.center, {std::cos(4 * t), std::sin(4 * t), .5f * t}) < .001f);
    }
    // A colour that changes along a straight line stays.
    Tube line;
    for (int i = 0; i <= 100; ++i) {
      line.points.emplace_back(.01f * static_cast<float>(i), 0, 0);
      line.colors.emplace_back(i < 50 ? 0.f : 1.f);
    }
    TubeMesh colored;
    append_tube(line, colored);
    for (const TubeVertex& vertex : colored.vertices) CHECK(vertex.color.r == (vertex.center.x < .495f ? 0.f : 1.f));
  }

  TEST_CASE("fewer than two places that differ give no tube") {
    CHECK(tube_through({}).vertices.empty());
    CHECK(tube_through({{1, 1, 1}}).vertices.empty());
    CHECK(tube_through({{1, 1, 1}, {1, 1, 1}}).vertices.empty());
  }
}
