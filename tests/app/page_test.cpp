#include "app/scene/page.h"

#include <doctest/doctest.h>

#include "app/scene/charts.h"
#include "core/experiment/document.h"

using namespace cartograd;

namespace {

Shown small(const std::string& more = "") {
  Shown shown;
  shown.results = compute(
      parse_document("[data]\nsamples = 30\nvalidation = 0.2\n[network]\nhidden = [4]\n[slice]\nresolution = [17, 11]\n"
                     "[[run]]\nsteps = 40\n" +
                         more,
                     "test", view_table())
          .experiment);
  shown.paths = project_all(shown.results);
  shown.title = "small";
  return shown;
}

const Scene& scene_of(const PageCell& cell) { return std::get<Scene>(cell.content); }

}  // namespace

TEST_SUITE("page") {
  TEST_CASE("several surfaces have one scale: equal losses have equal heights and ticks") {
    const std::vector<Shown> shown = {small(), small("lr = 3.0\n")};
    const Page page = build_page(shown, {}, 2);
    REQUIRE(page.cells.size() == 2);
    const Scene &a = scene_of(page.cells[0]), &b = scene_of(page.cells[1]);
    REQUIRE(a.color_bar->ticks.size() == b.color_bar->ticks.size());
    for (std::size_t i = 0; i < a.color_bar->ticks.size(); ++i)
      CHECK(a.color_bar->ticks[i].position == b.color_bar->ticks[i].position);
    // The height of a loss is a function of the loss alone.
    std::vector<std::pair<double, float>> heights;
    for (std::size_t k = 0; k < 2; ++k) {
      const auto& losses = shown[k].results.slice->slice.loss;
      for (std::size_t i = 0; i < losses.size(); ++i)
        heights.emplace_back(losses[i], scene_of(page.cells[k]).surface->height[i]);
    }
    std::sort(heights.begin(), heights.end());
    for (std::size_t i = 1; i < heights.size(); ++i) CHECK(heights[i].second >= heights[i - 1].second - 1e-6f);
  }

  TEST_CASE("cells do not overlap and stay on the page") {
    const Shown one = small();
    for (std::size_t count = 1; count <= 4; ++count)
      for (float aspect : {0.6f, 1.f, 2.f})
        for (const char* layout : {"surface", "overview", "map"}) {
          View view;
          view.layout = layout;
          const std::vector<Shown> shown(count, one);
          const Page page = build_page(shown, view, aspect);
          CHECK(page.cells.size() >= count);
          for (std::size_t i = 0; i < page.cells.size(); ++i) {
            const PageCell& cell = page.cells[i];
            CHECK(glm::all(glm::greaterThanEqual(cell.low, glm::vec2(0))));
            CHECK(glm::all(glm::lessThanEqual(cell.high, glm::vec2(1.0001f))));
            CHECK(glm::all(glm::lessThan(cell.low, cell.high)));
            for (std::size_t k = 0; k < i; ++k) {
              const PageCell& other = page.cells[k];
              CHECK(cell.name != other.name);
              const bool apart = cell.low.x >= other.high.x - 1e-5f || other.low.x >= cell.high.x - 1e-5f ||
                                 cell.low.y >= other.high.y - 1e-5f || other.low.y >= cell.high.y - 1e-5f;
              CHECK(apart);
            }
          }
        }
  }

  TEST_CASE("with a divider two surfaces share a place and one of them shows at each side") {
    View view;
    view.divider = 0.3;
    const std::vector<Shown> shown = {small(), small()};
    const Page page = build_page(shown, view, 2);
    REQUIRE(page.cells.size() == 2);
    CHECK(page.cells[0].low == page.cells[1].low);
    CHECK(page.cells[0].seen == glm::vec2(0, .3f));
    CHECK(page.cells[1].seen == glm::vec2(.3f, 1));
    CHECK(page.divider == .3f);
  }

  TEST_CASE("every diagram is made, of a network and of a function, and before there is anything to show") {
    Shown function;
    function.results =
        compute(parse_document("[objective]\nloss = \"himmelblau\"\n[plane]\nkind = \"weights\"\n[slice]\n"
                               "resolution = [17, 17]\n[[run]]\nsteps = 20\n",
                               "test", view_table())
                    .experiment);
    function.paths = project_all(function.results);
    for (const ChartKind& kind : charts()) {
      CAPTURE(kind.id);
      View view;
      view.layout = kind.id;
      for (const Shown& one : {small(), function, Shown{}}) {
        const Page page = build_page(std::vector<Shown>{one}, view, 1.6f);
        REQUIRE(page.cells.size() == 1);
        const Chart& chart = std::get<Chart>(page.cells[0].content);
        CHECK(chart.x.low < chart.x.high);
        CHECK(chart.y.low < chart.y.high);
        lay_out_chart(chart, {640, 400, 1});
      }
    }
  }

  TEST_CASE("loss curves: training and validation, with the cursor, and smoothed over the raw ones") {
    View view;
    view.layout = "loss";
    view.cursor = 20;
    const std::vector<Shown> shown = {small()};
    const Page page = build_page(shown, view, 1.6f);
    const Chart& chart = std::get<Chart>(page.cells[0].content);
    REQUIRE(chart.series.size() == 2);
    CHECK(chart.series[0].label.find("training") != std::string::npos);
    CHECK(chart.series[1].label.find("validation") != std::string::npos);
    CHECK(chart.series[0].y == shown[0].results.training->runs[0].loss);
    CHECK(chart.cursor == 20);
    view.smoothing = 0.9;
    const Page smooth = build_page(shown, view, 1.6f);
    CHECK(std::get<Chart>(smooth.cells[0].content).series.size() == 4);
  }

  TEST_CASE("a range of a diagram is what it shows") {
    View view;
    view.layout = "loss";
    view.chart_range = {5, 10, 0.1, 0.5};
    const Page page = build_page(std::vector<Shown>{small()}, view, 1.6f);
    const Chart& chart = std::get<Chart>(page.cells[0].content);
    CHECK(chart.x.low == 5);
    CHECK(chart.y.high == 0.5);
  }
}
