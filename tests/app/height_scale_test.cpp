#include "app/scene/height_scale.h"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

using namespace cartograd;

TEST_SUITE("height_scale") {
  TEST_CASE("both kinds map lowest to 0, highest to 1, and keep the order") {
    const std::vector<double> losses = {0.03, 0.5, 7, INFINITY, NAN};
    for (HeightKind kind : {HeightKind::linear, HeightKind::log}) {
      const HeightScale scale(kind, losses, 14);
      CHECK(scale.position(0.03) == doctest::Approx(0));
      CHECK(scale.position(7) == doctest::Approx(1));
      CHECK(scale.position(0.5) > 0);
      CHECK(scale.position(0.5) < scale.position(0.6));
      CHECK(std::isnan(scale.position(NAN)));
    }
    CHECK(HeightScale(HeightKind::log, losses, 14).position(std::sqrt(0.03 * 7)) == doctest::Approx(0.5));
  }

  TEST_CASE("contour levels are round losses, about as many as asked") {
    for (HeightKind kind : {HeightKind::linear, HeightKind::log})
      for (Index wanted : {5, 14, 30}) {
        const std::vector<double> losses = {0.013, 4.7};
        const HeightScale scale(kind, losses, wanted);
        const double lines = std::floor(scale.level(4.7)) - std::floor(scale.level(0.013));
        CHECK(lines >= static_cast<double>(wanted) * 0.4 - 1);
        CHECK(lines <= static_cast<double>(wanted) * 2.6 + 1);
      }
    const std::vector<double> unit = {0, 1};
    CHECK(HeightScale(HeightKind::linear, unit, 10).level(0.3) == doctest::Approx(3));
    CHECK(HeightScale(HeightKind::linear, unit, 0).level(0.3) == 0.5);  // no lines
  }

  TEST_CASE("losses that a logarithm cannot show are still shown") {
    const std::vector<double> with_zero = {0, 1e-3, 1};
    const HeightScale scale(HeightKind::log, with_zero, 14);
    REQUIRE(scale.cut_below());
    CHECK(*scale.cut_below() > 0);
    CHECK(*scale.cut_below() < 1e-3);
    CHECK(scale.position(0) == 0);
    CHECK(scale.position(1e-3) > 0);
    // One exact zero does not squeeze all others to the top.
    CHECK(scale.position(1e-3) < 0.2);
    const std::vector<double> wide = {1e-20, 1e-3, 1};
    CHECK(HeightScale(HeightKind::log, wide, 14).cut_below().value() == doctest::Approx(1e-8));
    const std::vector<double> narrow = {1e-3, 1};
    CHECK_FALSE(HeightScale(HeightKind::log, narrow, 14).cut_below());
    const std::vector<double> negative = {-2, -1};
    CHECK_FALSE(HeightScale(HeightKind::log, negative, 14).logarithmic());
  }

  TEST_CASE("automatic is a logarithm unless a loss is negative") {
    const std::vector<double> zero = {0, 1}, mixed = {-1e-6, 1, INFINITY};
    CHECK(HeightScale(HeightKind::automatic, zero, 14).logarithmic());
    CHECK_FALSE(HeightScale(HeightKind::automatic, mixed, 14).logarithmic());
    CHECK(HeightScale(HeightKind::log, mixed, 14).cut_below());
  }

  TEST_CASE("flat, empty and non-finite losses give a scale") {
    for (const std::vector<double>& losses :
         {std::vector<double>{}, {NAN, INFINITY}, {3, 3}, {0}, {1e-300}, {1e300, 1e300}})
      for (HeightKind kind : {HeightKind::linear, HeightKind::log}) {
        const HeightScale scale(kind, losses, 14);
        for (double loss : losses)
          if (std::isfinite(loss)) {
            CHECK(scale.position(loss) >= 0);
            CHECK(scale.position(loss) <= 1);
            CHECK(std::isfinite(scale.level(loss)));
          }
        CHECK(scale.ticks().size() < 30);
      }
  }

  TEST_CASE("ticks stand where their labels say") {
    const std::vector<double> losses = {0.02, 3};
    for (HeightKind kind : {HeightKind::linear, HeightKind::log}) {
      const HeightScale scale(kind, losses, 14);
      REQUIRE(scale.ticks().size() >= 3);
      for (const Tick& tick : scale.ticks())
        CHECK(tick.position == doctest::Approx(scale.position(std::stod(tick.label))).epsilon(1e-4));
    }
  }
}
