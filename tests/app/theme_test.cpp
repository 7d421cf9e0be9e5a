// The contrast that the Web Content Accessibility Guidelines 2.1 ask for: 4.5 : 1 for text (1.4.3), 3 : 1 for graphics
// that carry meaning (1.4.11). The grid carries none: the ticks say what it says.
#include "app/scene/theme.h"

#include <algorithm>
#include <utility>

#include <doctest/doctest.h>

#include "app/scene/scene_paths.h"

using namespace cartograd;

namespace {

constexpr std::size_t run_colors = 8;  // then they repeat
const std::pair<const char*, Theme> themes[] = {
    {"light", Theme::light}, {"dark", Theme::dark}, {"print", Theme::print}, {"contrast", Theme::contrast}};

}  // namespace

TEST_SUITE("theme") {
  TEST_CASE("the contrast of known pairs") {
    CHECK(contrast(glm::vec3(0), glm::vec3(1)) == doctest::Approx(21));
    CHECK(contrast(glm::vec3(0x77 / 255.f), glm::vec3(1)) == doctest::Approx(4.48).epsilon(.001));
  }

  TEST_CASE("what is written can be read on all that it may stand on") {
    for (const auto& [name, theme] : themes) {
      INFO(name);
      const Palette& colors = palette(theme);
      for (const glm::vec3& ground :
           {colors.background_top, colors.background_bottom, colors.wall_bottom, colors.wall_top}) {
        CHECK(contrast(colors.ink, ground) >= 4.5);
        CHECK(contrast(colors.faint_ink, ground) >= 4.5);
      }
    }
  }

  TEST_CASE("paths and markers stand out: by their outline on a light page, by their colour on a dark one") {
    for (const auto& [name, theme] : themes) {
      INFO(name);
      const Palette& colors = palette(theme);
      for (const glm::vec3& ground : {colors.background_top, colors.background_bottom}) {
        if (!colors.dark) CHECK(contrast(colors.outline, ground) >= 3);
        for (std::size_t k = 0; k < run_colors; ++k)
          CHECK(std::max(contrast(colors.outline, ground), contrast(run_color(k), ground)) >= 3);
        CHECK(std::max(contrast(colors.outline, ground), contrast(glm::vec3(.97f), ground)) >= 3);
      }
    }
  }

  TEST_CASE("bare curves stand out from the page, and keep their colour where they do so anyway") {
    for (const auto& [name, theme] : themes) {
      INFO(name);
      const Palette& colors = palette(theme);
      for (std::size_t k = 0; k < run_colors; ++k) {
        const glm::vec3 shown = legible(run_color(k), colors.background_bottom);
        CHECK(contrast(shown, colors.background_top) >= 3);
        CHECK(contrast(shown, colors.background_bottom) >= 3);
        if (colors.dark) CHECK(shown == run_color(k));
      }
    }
  }

  TEST_CASE("the grid shows, but less than what is written") {
    for (const auto& [name, theme] : themes) {
      INFO(name);
      const Palette& colors = palette(theme);
      CHECK(contrast(colors.grid, colors.background_top) > 1.3);
      CHECK(contrast(colors.grid, colors.background_top) < contrast(colors.faint_ink, colors.background_top));
    }
  }
}
