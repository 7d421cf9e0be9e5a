#include "app/scene/chart.h"

#include <cmath>

#include <doctest/doctest.h>

#include "app/scene/charts.h"

using namespace cartograd;

namespace {

Chart curves(bool logarithmic) {
  Chart chart;
  chart.title = "Two runs";
  chart.caption = "What was computed, in a sentence that is long enough to take more than one line of a small picture.";
  chart.x = {"step", 0, 100, false};
  chart.y = {"loss", 1e-3, 10, logarithmic};
  for (int k = 0; k < 2; ++k) {
    ChartSeries series;
    series.label = k == 0 ? "SGD, lr 0.1" : "Adam, lr 0.01";
    for (int i = 0; i <= 200; ++i) {
      series.x.push_back(i - 50);  // longer than the axis on both sides
      series.y.push_back(20 * std::exp(-0.05 * i * (k + 1)));
    }
    series.y[120] = NAN;
    chart.series.push_back(series);
  }
  chart.points.push_back({50, 0.1, MarkerShape::diamond, {1, 0, 0}, 4, "saddle"});
  chart.bars.push_back({{0, 10, 20}, {0.5, 100}, {.3f, .4f, .5f}});
  chart.cursor = 33;
  return chart;
}

Chart map() {
  Chart chart;
  chart.x = {"a", -2, 2};
  chart.y = {"b", -1, 1};
  chart.aspect = .5f;
  chart.color_bar = ColorBar{"loss", {{0, "0.01"}, {1, "10"}}};
  ChartMap bowl;
  bowl.low = {-2, -1};
  bowl.high = {2, 1};
  bowl.color = {41, 21, {}, {}};
  for (int row = 0; row < 21; ++row)
    for (int column = 0; column < 41; ++column) {
      const float x = static_cast<float>(column) / 20 - 1, y = static_cast<float>(row) / 10 - 1;
      bowl.color.value.push_back((x * x + y * y) / 2);
      bowl.color.presence.push_back(1);
    }
  bowl.level = bowl.color;
  for (float& value : bowl.level.value) value *= 8;
  bowl.levels = {1, 2, 3, 4, 5, 6, 7};
  chart.map = bowl;
  return chart;
}

void check_inside(const Chart& chart, const Viewport& viewport) {
  const Overlay overlay = lay_out_chart(chart, viewport);
  const ChartFrame frame = chart_frame(chart, viewport);
  const auto within = [&](const glm::vec2& point) {
    return point.x >= frame.low.x - .01f && point.y >= frame.low.y - .01f && point.x <= frame.high.x + .01f &&
           point.y <= frame.high.y + .01f;
  };
  for (const OverlayPath& path : overlay.paths)
    for (const glm::vec2& point : path.points) CHECK(within(point));
  if (chart.points.empty())  // markers may reach over the frame
    for (const OverlayArea& area : overlay.areas)
      for (const auto& ring : area.rings)
        for (const glm::vec2& point : ring) CHECK(within(point));
  for (std::size_t i = 0; i < overlay.texts.size(); ++i) {
    INFO(overlay.texts[i].text);
    for (const glm::vec2& corner : corners(box(overlay.texts[i]))) {
      CHECK(corner.x >= -.5f);
      CHECK(corner.y >= -.5f);
      CHECK(corner.x <= static_cast<float>(viewport.width) + .5f);
      CHECK(corner.y <= static_cast<float>(viewport.height) + .5f);
    }
    for (std::size_t k = 0; k < i; ++k) {
      INFO(overlay.texts[k].text);
      CHECK_FALSE(overlap(box(overlay.texts[i]), box(overlay.texts[k])));
    }
  }
}

}  // namespace

TEST_SUITE("chart") {
  TEST_CASE("pixels and data map onto each other, logarithmic or not") {
    for (bool logarithmic : {false, true}) {
      const ChartFrame frame = chart_frame(curves(logarithmic), {800, 500, 1});
      CHECK(frame.place(0, 1e-3) == glm::vec2(frame.low.x, frame.high.y));
      CHECK(frame.place(100, 10) == glm::vec2(frame.high.x, frame.low.y));
      for (double y : {0.002, 0.3, 7.0}) {
        const glm::vec2 pixel = frame.place(40, y);
        CHECK(frame.x_at(pixel.x) == doctest::Approx(40).epsilon(1e-4));
        CHECK(frame.y_at(pixel.y) == doctest::Approx(y).epsilon(1e-2));
      }
      CHECK_FALSE(frame.contains(frame.place(50, -1)));
    }
  }

  TEST_CASE("nothing is drawn outside the frame, and no text overlaps another or leaves the picture") {
    for (const Viewport& viewport : {Viewport{800, 500, 1}, {400, 400, 1}, {1280, 720, 1.4f}, {3840, 2160, 3}}) {
      CAPTURE(viewport.width);
      for (bool logarithmic : {false, true}) check_inside(curves(logarithmic), viewport);
      check_inside(map(), viewport);
      Chart zoomed = map();
      zoomed.x.low = -0.5;
      zoomed.x.high = 0.1;
      zoomed.y.high = 0.3;
      check_inside(zoomed, viewport);
    }
    lay_out_chart(curves(true), {1, 1, 1});
    lay_out_chart(map(), {60, 20, 1});
  }

  TEST_CASE("a map keeps its shape, and its bands fill it") {
    const Viewport viewport{900, 600, 1};
    const ChartFrame frame = chart_frame(map(), viewport);
    const glm::vec2 size = frame.high - frame.low;
    CHECK(size.y / size.x == doctest::Approx(.5));
    const Overlay overlay = lay_out_chart(map(), viewport);
    REQUIRE_FALSE(overlay.areas.empty());
    double area = 0;  // of the lowest band, which all others lie on
    for (const auto& ring : overlay.areas.front().rings)
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const glm::vec2 a = ring[i], b = ring[(i + 1) % ring.size()];
        area += .5 * static_cast<double>(a.x * b.y - b.x * a.y);
      }
    CHECK(std::abs(area) == doctest::Approx(size.x * size.y).epsilon(1e-3));
  }

  TEST_CASE("curves are read where the mouse is") {
    const Chart chart = curves(true);
    const std::string text = values_at(chart, 10);
    CHECK(text.find("SGD, lr 0.1 " + std::to_string(20 * std::exp(-3.0)).substr(0, 5)) != std::string::npos);
    CHECK(text.find("Adam") != std::string::npos);
    CHECK(values_at(chart, 1e6).empty());
    CHECK(values_at(Chart{}, 0).empty());
  }

  TEST_CASE("an axis shows every finite value, with room") {
    ChartAxis axis;
    fit_axis(axis, {3, NAN, -1, INFINITY, 7});
    CHECK(axis.low < -1);
    CHECK(axis.low > -2);
    CHECK(axis.high > 7);
    CHECK(axis.high < 8);
    axis.logarithmic = true;
    fit_axis(axis, {0, 0.01, 10, -4});
    CHECK(axis.low > 0);
    CHECK(axis.low < 0.01);
    CHECK(axis.high > 10);
    for (bool logarithmic : {false, true})
      for (const std::vector<double>& values : {std::vector<double>{}, {NAN}, {5}, {0, 0}}) {
        axis.logarithmic = logarithmic;
        fit_axis(axis, values);
        CHECK(axis.low < axis.high);
      }
  }

  TEST_CASE("a running mean keeps a constant, has no pull towards its start, and skips holes") {
    const std::vector<double> constant(50, 3.0);
    for (double value : smoothed(constant, 0.9)) CHECK(value == doctest::Approx(3));
    CHECK(smoothed({5, 1}, 0).back() == 1);
    CHECK(smoothed({2, 4}, 0.5)[1] == doctest::Approx((0.25 * 2 + 0.5 * 4) / 0.75));
    const std::vector<double> holed = smoothed({2, NAN, 2}, 0.9);
    CHECK(std::isnan(holed[1]));
    CHECK(holed[2] == doctest::Approx(2));
  }
}
