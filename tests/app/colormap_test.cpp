#include "app/scene/colormap.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "core/base/error.h"

using namespace cartograd;

namespace {

// Relative luminance of an sRGB colour.
double luminance(const glm::vec3& color) {
  const auto linear = [](double c) { return c <= .04045 ? c / 12.92 : std::pow((c + .055) / 1.055, 2.4); };
  return .2126 * linear(color.r) + .7152 * linear(color.g) + .0722 * linear(color.b);
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
      if (colormap_is_diverging(name)) continue;
      INFO(name);
      double before = -1;
      for (int i = 0; i <= 100; ++i) {
        const double now = luminance(colormap_color(name, static_cast<float>(i) / 100));
        CHECK(now > before - 1e-4);  // colours in the files are rounded to 8 bits
        before = now;
      }
      CHECK(luminance(colormap_color(name, 1)) > luminance(colormap_color(name, 0)) + .4);
    }
  }

  TEST_CASE("diverging maps are lightest in the middle") {
    for (const std::string& name : colormap_names()) {
      if (!colormap_is_diverging(name)) continue;
      INFO(name);
      CHECK(luminance(colormap_color(name, .5f)) > luminance(colormap_color(name, 0)));
      CHECK(luminance(colormap_color(name, .5f)) > luminance(colormap_color(name, 1)));
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
