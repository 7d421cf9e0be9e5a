#include "app/scene/height_scale.h"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

using namespace cartograd;

TEST_SUITE("height_scale") {
  TEST_CASE("both kinds map lowest to 0, highest to 1, and keep the order") {
    const std::vector<double> losses = {0.03, 0.5, 7, INFINITY, NAN};
    for (HeightKind kind : {HeightKind::linear, HeightKind::log}) {
      const HeightScale scale({.kind = kind, .contours = 14}, losses);
      CHECK(scale.position(0.03) == doctest::Approx(0));
      CHECK(scale.position(7) == doctest::Approx(1));
      CHECK(scale.position(0.5) > 0);
      CHECK(scale.position(0.5) < scale.position(0.6));
      CHECK(std::isnan(scale.position(NAN)));
    }
    CHECK(HeightScale({.kind = HeightKind::log, .contours = 14}, losses).position(std::sqrt(0.03 * 7)) ==
          doctest::Approx(0.5));
  }

  TEST_CASE("contour levels are round losses, about as many as asked") {
    for (HeightKind kind : {HeightKind::linear, HeightKind::log})
      for (Index wanted : {5, 14, 30}) {
        const std::vector<double> losses = {0.013, 4.7};
        const HeightScale scale({.kind = kind, .contours = wanted}, losses);
        const double lines = std::floor(scale.level(4.7)) - std::floor(scale.level(0.013));
        CHECK(lines >= static_cast<double>(wanted) * 0.4 - 1);
        CHECK(lines <= static_cast<double>(wanted) * 2.6 + 1);
      }
    const std::vector<double> unit = {0, 1};
    CHECK(HeightScale({.kind = HeightKind::linear, .contours = 10}, unit).level(0.3) == doctest::Approx(3));
    CHECK(HeightScale({.kind = HeightKind::linear, .contours = 0}, unit).level(0.3) == 0.5);  // no lines
  }

  TEST_CASE("losses that a logarithm cannot show are still shown") {
    const std::vector<double> with_zero = {0, 1e-3, 1};
    const HeightScale scale({.kind = HeightKind::log, .contours = 14}, with_zero);
    REQUIRE(scale.floored_at());
    CHECK(*scale.floored_at() > 0);
    CHECK(*scale.floored_at() < 1e-3);
    CHECK(scale.position(0) == 0);
    CHECK(scale.position(1e-3) > 0);
    // One exact zero does not squeeze all others to the top.
    CHECK(scale.position(1e-3) < 0.2);
    const std::vector<double> wide = {1e-20, 1e-3, 1};
    CHECK(HeightScale({.kind = HeightKind::log, .contours = 14}, wide).floored_at().value() == doctest::Approx(1e-8));
    const std::vector<double> narrow = {1e-3, 1};
    CHECK_FALSE(HeightScale({.kind = HeightKind::log, .contours = 14}, narrow).floored_at());
    const std::vector<double> negative = {-2, -1};
    CHECK_FALSE(HeightScale({.kind = HeightKind::log, .contours = 14}, negative).logarithmic());
  }

  TEST_CASE("automatic is a logarithm unless a loss is negative") {
    const std::vector<double> zero = {0, 1}, mixed = {-1e-6, 1, INFINITY};
    CHECK(HeightScale({.kind = HeightKind::automatic, .contours = 14}, zero).logarithmic());
    CHECK_FALSE(HeightScale({.kind = HeightKind::automatic, .contours = 14}, mixed).logarithmic());
    CHECK(HeightScale({.kind = HeightKind::log, .contours = 14}, mixed).floored_at());
  }

  TEST_CASE("symlog is odd, monotone and finite at 0; rank gives every loss the same room") {
    const std::vector<double> losses = {-100, -1, 0, 1, 100};
    const HeightScale symlog({.kind = HeightKind::symlog}, losses);
    for (double loss : {0.01, 0.5, 3.0, 90.0})
      CHECK(symlog.position(loss) + symlog.position(-loss) == doctest::Approx(1));
    CHECK(symlog.position(0) == doctest::Approx(0.5));
    CHECK(symlog.position(1) - symlog.position(0) > 0.05);  // a linear scale would leave 0.005
    CHECK(symlog.name().find("linear below 1") != std::string::npos);
    const HeightScale rank({.kind = HeightKind::rank}, losses);
    for (std::size_t i = 0; i < losses.size(); ++i)
      CHECK(rank.position(losses[i]) == doctest::Approx(static_cast<double>(i) / 4));
    CHECK(rank.position(0.5) == doctest::Approx(0.625));
  }

  TEST_CASE("a chosen range cuts, and says so; two data sets then have one scale") {
    const std::vector<double> some = {0.01, 3, 50}, other = {1, 2};
    for (HeightKind kind : {HeightKind::linear, HeightKind::log, HeightKind::symlog}) {
      const HeightChoice choice{.kind = kind, .range = {0.1, 10}};
      const HeightScale one(choice, some), two(choice, other);
      for (double loss : {0.1, 1.0, 7.0, 10.0}) CHECK(one.position(loss) == two.position(loss));
      CHECK(one.note() == "cut away below 0.10 and above 10");
      CHECK(two.note().empty());
      CHECK_FALSE(one.shows(50));
      CHECK(one.shows(10));
      CHECK(one.place(50) > 1);
      CHECK(one.place(0.01) < 0);
      CHECK(one.place(3) == one.position(3));
    }
  }

  TEST_CASE("levels of one's own have a line each, and nothing else has") {
    const HeightScale scale({.kind = HeightKind::log, .levels = {0.1, 0.5, 2}}, std::vector<double>{0.01, 10});
    for (std::size_t i = 0; i < 3; ++i)
      CHECK(scale.level(std::vector{0.1, 0.5, 2.0}[i]) == doctest::Approx(static_cast<double>(i) + 1));
    double before = 0;
    for (double loss = 0.01; loss <= 10; loss *= 1.01) {
      CHECK(scale.level(loss) >= before);
      before = scale.level(loss);
    }
    CHECK(scale.level(0.01) > 0);
    CHECK(scale.level(10) < 4);
    CHECK(scale.levels() == std::vector<double>{0.1, 0.5, 2});
  }

  TEST_CASE("the levels are where the lines run") {
    for (HeightKind kind : {HeightKind::linear, HeightKind::log, HeightKind::symlog, HeightKind::rank}) {
      const std::vector<double> losses = {0.013, 0.2, 0.7, 1.1, 4.7};
      const HeightScale scale({.kind = kind, .contours = 12}, losses);
      const std::vector<double> levels = scale.levels();
      CHECK(levels.size() > 4);
      for (double loss : levels) CHECK(std::abs(scale.level(loss) - std::round(scale.level(loss))) < 1e-6);
    }
  }

  TEST_CASE("flat, empty and non-finite losses give a scale") {
    for (const std::vector<double>& losses :
         {std::vector<double>{}, {NAN, INFINITY}, {3, 3}, {0}, {1e-300}, {1e300, 1e300}})
      for (HeightKind kind : {HeightKind::linear, HeightKind::log}) {
        const HeightScale scale({.kind = kind, .contours = 14}, losses);
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
      const HeightScale scale({.kind = kind, .contours = 14}, losses);
      REQUIRE(scale.ticks().size() >= 3);
      for (const Tick& tick : scale.ticks())
        CHECK(tick.position == doctest::Approx(scale.position(std::stod(tick.label))).epsilon(1e-4));
    }
  }
}
