#include "app/scene/colormap.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "core/base/error.h"

using namespace cartograd;

namespace {

// CIE 1976 lightness L* of an sRGB colour, 0 … 100.
double lightness(const glm::vec3& color) {
  const auto linear = [](double c) { return c <= .04045 ? c / 12.92 : std::pow((c + .055) / 1.055, 2.4); };
  const double y = .2126 * linear(color.r) + .7152 * linear(color.g) + .0722 * linear(color.b);
  return y > 216. / 24389 ? 116 * std::cbrt(y) - 16 : y * 24389 / 27;
}

// Colours in the files are rounded to 8 bits, which is up to 0.2 of lightness.
constexpr double rounding = .2;

// Grows lighter from one place of a map to another, by `rise` in all.
void check_rise(const std::string& name, float from, float to, double rise) {
  double before = -1;
  for (int i = 0; i <= 200; ++i) {
    const double now = lightness(colormap_color(name, glm::mix(from, to, static_cast<float>(i) / 200)));
    CHECK(now > before - rounding);
    before = now;
  }
  CHECK(lightness(colormap_color(name, to)) > lightness(colormap_color(name, from)) + rise);
}

}  // namespace

TEST_SUITE("colormap") {
  TEST_CASE("the expected maps are there") {
    for (const char* name : {"cividis", "coolwarm", "grey", "magma", "viridis"}) {
      INFO(name);
      CHECK(std::count(colormap_names().begin(), colormap_names().end(), name) == 1);
    }
    CHECK(std::is_sorted(colormap_names().begin(), colormap_names().end()));
  }

  TEST_CASE("sequential maps grow lighter all the way") {
    for (const std::string& name : colormap_names()) {
      if (colormap_is_diverging(name) || colormap_is_categorical(name)) continue;
      INFO(name);
      check_rise(name, 0, 1, 60);
    }
  }

  TEST_CASE("diverging maps grow lighter to the middle from both sides, which are about as dark") {
    for (const std::string& name : colormap_names()) {
      if (!colormap_is_diverging(name)) continue;
      INFO(name);
      check_rise(name, 0, .5f, 30);
      check_rise(name, 1, .5f, 30);
      CHECK(std::abs(lightness(colormap_color(name, 0)) - lightness(colormap_color(name, 1))) < 15);
    }
  }

  TEST_CASE("categorical maps: any two colours differ") {
    for (const std::string& name : colormap_names()) {
      if (!colormap_is_categorical(name)) continue;
      INFO(name);
      for (int i = 0; i < 12; ++i)
        for (int j = 0; j < i; ++j)
          CHECK(glm::distance(colormap_color(name, static_cast<float>(i) / 11),
                              colormap_color(name, static_cast<float>(j) / 11)) > .15f);
    }
  }

  TEST_CASE("positions are clamped and files are read exactly") {
    CHECK(colormap_color("viridis", -1) == colormap_color("viridis", 0));
    CHECK(colormap_color("viridis", 2) == colormap_color("viridis", 1));
    CHECK(glm::distance(colormap_color("viridis", 0), glm::vec3(0x44, 0x01, 0x54) / 255.f) < 1e-6f);
    CHECK(glm::distance(colormap_color("viridis", 1), glm::vec3(0xfd, 0xe7, 0x25) / 255.f) < 1e-6f);
  }

  TEST_CASE("an unknown map names the nearest one") {
    CHECK_THROWS_WITH_AS(colormap_color("virids", 0), doctest::Contains("viridis"), InputError);
  }
}
