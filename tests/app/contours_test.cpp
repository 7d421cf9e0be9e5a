#include "app/scene/contours.h"

#include <cmath>

#include <doctest/doctest.h>

using namespace cartograd;

namespace {

template <class Function>
Field sampled(int columns, int rows, Function function) {
  Field field{columns, rows, {}, {}};
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const float value = function(static_cast<float>(column), static_cast<float>(row));
      field.value.push_back(std::isnan(value) ? 0 : value);
      field.presence.push_back(std::isnan(value) ? 0.f : 1.f);
    }
  return field;
}

double area(const std::vector<std::vector<glm::vec2>>& rings) {
  double sum = 0;
  for (const auto& ring : rings)
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const glm::vec2 a = ring[i], b = ring[(i + 1) % ring.size()];
      sum += 0.5 * static_cast<double>(a.x * b.y - b.x * a.y);  // positive with the region at the left
    }
  return sum;
}

double length(const std::vector<glm::vec2>& line) {
  double sum = 0;
  for (std::size_t i = 1; i < line.size(); ++i) sum += static_cast<double>(glm::distance(line[i - 1], line[i]));
  return sum;
}

}  // namespace

TEST_SUITE("contours") {
  TEST_CASE("a hill: one ring of the right area, one closed line of the right length") {
    const Field field = sampled(101, 81, [](float x, float y) { return 30 - std::hypot(x - 50, y - 40); });
    const auto region = level_region(field, 10);  // a disc of radius 20
    REQUIRE(region.size() == 1);
    CHECK(area(region) == doctest::Approx(M_PI * 400).epsilon(0.003));
    const auto lines = level_lines(field, 10);
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().front() == lines.front().back());
    CHECK(length(lines.front()) == doctest::Approx(2 * M_PI * 20).epsilon(0.003));
    for (const glm::vec2& point : lines.front())
      CHECK(std::hypot(point.x - 50, point.y - 40) == doctest::Approx(20).epsilon(0.01));
  }

  TEST_CASE("a plane: the region takes its exact share, and the line ends at the border") {
    const Field field = sampled(11, 6, [](float x, float) { return x; });
    CHECK(area(level_region(field, 2.5f)) == doctest::Approx(7.5 * 5));
    CHECK(area(level_region(field, -1)) == doctest::Approx(10 * 5));
    CHECK(level_region(field, 11).empty());
    const auto lines = level_lines(field, 2.5f);
    REQUIRE(lines.size() == 1);
    CHECK(length(lines.front()) == doctest::Approx(5));
    CHECK(level_lines(field, -1).empty());
  }

  TEST_CASE("regions above and below fill the whole; a ring within a ring is a hole") {
    const Field field = sampled(60, 60, [](float x, float y) { return std::sin(x / 5) + std::cos(y / 7); });
    Field turned = field;
    for (float& value : turned.value) value = -value;
    for (float level : {-1.5f, -0.4f, 0.3f, 1.2f})
      CHECK(area(level_region(field, level)) + area(level_region(turned, -level)) == doctest::Approx(59 * 59));
    const Field crater = sampled(61, 61, [](float x, float y) { return -std::abs(std::hypot(x - 30, y - 30) - 15); });
    const auto rings = level_region(crater, -5);
    CHECK(rings.size() == 2);
    CHECK(area(rings) == doctest::Approx(M_PI * (400 - 100)).epsilon(0.01));
  }

  TEST_CASE("where there is no value there is no region and no line") {
    const Field field = sampled(21, 21, [](float x, float y) { return x < 10 ? NAN : y; });
    CHECK(area(level_region(field, -1)) == doctest::Approx(10.5 * 20));  // up to half way into the hole
    for (const auto& line : level_lines(field, 9.5f))
      for (const glm::vec2& point : line) CHECK(point.x >= 10);
    CHECK(level_lines(field, -1).empty());
    CHECK(level_region(sampled(5, 5, [](float, float) { return NAN; }), 0).empty());
  }

  TEST_CASE("simplified lines keep their ends and stay within the tolerance") {
    std::vector<glm::vec2> line;
    for (int i = 0; i <= 1000; ++i)
      line.emplace_back(static_cast<float>(i) * 0.1f, 10 * std::sin(static_cast<float>(i) * 0.01f));
    const auto few = simplified(line, 0.05f);
    CHECK(few.size() < 100);
    CHECK(few.front() == line.front());
    CHECK(few.back() == line.back());
    for (const glm::vec2& point : line) {
      float nearest = 1e9f;
      for (std::size_t i = 1; i < few.size(); ++i) {
        const glm::vec2 along = few[i] - few[i - 1];
        const float t = glm::clamp(glm::dot(point - few[i - 1], along) / glm::dot(along, along), 0.f, 1.f);
        nearest = std::min(nearest, glm::distance(point, few[i - 1] + t * along));
      }
      CHECK(nearest < 0.051f);
    }
    CHECK(simplified(std::vector<glm::vec2>{{0, 0}, {1, 0}, {2, 0}}, 0.1f).size() == 2);
  }
}
