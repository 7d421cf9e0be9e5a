// Diagrams of restarts, and lines that a plane is laid through.
#include "app/scene/restart_charts.h"

#include <cmath>

#include "app/scene/page.h"
#include "app/scene/scene_extras.h"
#include "app/session/restart_actions.h"
#include "test_session.h"

using namespace cartograd;

namespace {

const std::string xor_text =
    "[data]\nkind = \"xor\"\n[network]\nhidden = [3]\nactivation = \"tanh\"\n[objective]\nloss = \"bce\"\n[[run]]\n"
    "optimizer = \"adam\"\nlr = 0.05\nbatch = \"all\"\nsteps = 1500\n[slice]\nresolution = [9, 9]\n"
    "[restarts]\ncount = 60\nlines = 4\n";

Results computed(const std::string& text) { return compute(parse_document(text, "test", view_table()).experiment); }

Chart chart_of(const Results& results, const std::string& layout, View view = {}) {
  view.layout = layout;
  const std::vector<Shown> shown = {{results, project_all(results), ""}};
  return std::get<Chart>(build_page(shown, view, 1.5f).cells.front().content);
}

}  // namespace

TEST_SUITE("restart_charts") {
  TEST_CASE("each diagram says what the restarts are") {
    const Results results = computed(xor_text);
    const RestartGroup& group = results.restarts->groups[0];
    const std::vector<double> losses = group.sorted_losses();

    const Chart endings = chart_of(results, "endings");
    double bars = 0;
    for (const double height : endings.bars.at(0).heights) bars += height;
    CHECK(bars == 60);
    CHECK(endings.summary.find(fmt::format("60 restarts: {} below 0.01", group.succeeded())) == 0);

    const Chart best = chart_of(results, "best_of");
    REQUIRE(best.series.size() == 1);
    CHECK(best.series[0].y.size() == 60);
    CHECK(best.series[0].y.back() == losses.front());
    CHECK(std::ranges::is_sorted(best.series[0].y, std::greater()));

    const Chart map = chart_of(results, "endings_map");
    CHECK(std::ranges::count_if(map.points, [](const ChartPoint& point) { return point.size > 0; }) == 60);
    CHECK(map.color_bar);

    const Chart hills = chart_of(results, "barriers");
    REQUIRE(hills.cells);
    CHECK(hills.cells->columns == 4);
    CHECK(hills.cells->text[0].starts_with("seed "));

    View view;
    view.between = {1, 3};
    const Chart line = chart_of(results, "profile", view);
    REQUIRE(line.series.size() == 2);
    const auto& ends = group.comparison.barriers.endings;
    for (const ChartSeries& series : line.series) {
      CHECK(series.y.front() == doctest::Approx(group.endings[ends[3]].loss));
      CHECK(series.y.back() == doctest::Approx(group.endings[ends[1]].loss));
    }
    CHECK(chart_of(results, "validation").note.find("no validation samples") != std::string::npos);
  }

  TEST_CASE("several settings: a curve each, from 0 up to the share that did not diverge") {
    const Results results = computed(xor_text + "vary = \"network.hidden\"\nvalues = \"2, 5\"\n");
    const Chart chart = chart_of(results, "endings");
    REQUIRE(chart.series.size() == 2);
    for (const ChartSeries& series : chart.series) {
      CHECK(series.y.front() == 0);
      CHECK(series.y.back() == doctest::Approx(1));
      CHECK(std::ranges::is_sorted(series.y));
    }
    CHECK(chart.series[1].label.starts_with("hidden 5 ("));
    View second;
    second.restart_group = 1;
    CHECK(shown_group(results, second)->label == "hidden 5");
    second.restart_group = 7;
    CHECK(shown_group(results, second)->label == "hidden 5");
  }

  TEST_CASE("without restarts there is a word on how to get some") {
    const Results results = computed("[data]\nsamples = 10\n[network]\nhidden = [2]\n[[run]]\nsteps = 2\n");
    for (const char* id : {"endings", "best_of", "endings_map", "barriers", "profile", "validation"})
      CHECK(chart_of(results, id).note.find("Train restarts") != std::string::npos);
  }

  TEST_CASE("both lines of a curve's plane stand at their own losses, and are drawn on the map, too") {
    const Results results = computed(
        "[data]\nsamples = 30\n[network]\nhidden = [3]\n[[run]]\nsteps = 60\nstart = \"seed 1\"\n[[run]]\nsteps = 60\n"
        "start = \"seed 2\"\n[plane]\nkind = \"curve\"\ncurve_steps = 50\n[slice]\nresolution = [9, 9]\n");
    const PlaneFit& fit = *results.slice->fit;
    const Objective& objective = *results.training->problem->objective;
    REQUIRE(fit.lines.size() == 2);
    for (const PlaneLine& line : fit.lines)
      for (std::size_t i = 0; i < line.w.size(); ++i) {
        const ParamVector there = fit.plane.at(line.place[i].x(), line.place[i].y());
        CHECK((there - line.w[i]).norm() < 1e-9);
        CHECK(line.loss[i] == doctest::Approx(objective.evaluate(there, {}, nullptr)).epsilon(1e-9));
      }
    CHECK(fit.lines[0].w.front() == *results.training->runs[0].parameters.back());
    CHECK(fit.lines[1].w.back() == *results.training->runs[1].parameters.back());
    const Scene scene = build_scene(results, project_all(results), {}, "");
    CHECK(scene.legend[0].label.starts_with("straight line, hill"));
    CHECK(scene.legend[1].label.starts_with("curve, hill"));
    CHECK(chart_of(results, "map").series[1].label == scene.legend[1].label);
  }

  TEST_CASE("basins have colours with nothing between them") {
    const Results plain = computed(
        "[objective]\nloss = \"himmelblau\"\n[plane]\nkind = \"weights\"\n[[run]]\noptimizer = \"gd\"\nlr = "
        "0.005\nsteps = "
        "400\n[slice]\nresolution = [17, 17]\n");
    Results results = plain;
    results.plane_map = std::make_shared<const PlaneMap>(plane_map({plain.slice, MapQuantity::ending}));
    View view;
    view.color_by = ColorBy::ending;
    const Scene scene = build_scene(results, project_all(results), view, "");
    CHECK(scene.surface->categorical);
    CHECK(scene.style.colormap == "places");
    CHECK(scene.color_bar->categories == 4);
    for (const float color : scene.surface->color)
      if (color >= 0) CHECK(std::abs(color * 11 - std::round(color * 11)) < 1e-5f);
    const Chart map = chart_of(results, "map", view);
    CHECK(map.map->categories == 12);
  }
}
