// Diagrams of the curvature along runs.
#include "app/scene/curvature_charts.h"

#include <cmath>

#include <doctest/doctest.h>

#include "app/scene/page.h"
#include "core/experiment/curvature_path.h"
#include "test_session.h"

using namespace cartograd;

namespace {

Shown with_curvature(const std::string& text) {
  Shown shown;
  shown.results = compute(parse_document(text + "[slice]\nresolution = [9, 9]\n", "test", view_table()).experiment);
  shown.paths = project_all(shown.results);
  shown.results.curvature = std::make_shared<const CurvatureResult>(curvature_along({shown.results.training}));
  return shown;
}

Chart chart_of(const Shown& shown, const std::string& layout, std::optional<Index> cursor = {}) {
  View view;
  view.layout = layout;
  view.cursor = cursor;
  return std::get<Chart>(build_page(std::vector<Shown>{shown}, view, 1.6f).cells.at(0).content);
}

const ChartSeries& named(const Chart& chart, const std::string& label) {
  for (const ChartSeries& series : chart.series)
    if (series.label.starts_with(label)) return series;
  throw std::logic_error("no curve " + label);
}

constexpr const char* saddle =
    "[objective]\nloss = \"scalar_linear_net\"\nstart = [-0.3, 0.4]\n[plane]\nkind = \"weights\"\n"
    "[[run]]\noptimizer = \"gd\"\nlr = 0.1\nsteps = 40\n[[run]]\noptimizer = \"adam\"\nlr = 0.05\nsteps = 40\n";

}  // namespace

TEST_SUITE("curvature_charts") {
  TEST_CASE("sharpness: a curve for each run, its limit dashed, and what the legend says of the cursor's step") {
    const Shown shown = with_curvature(saddle);
    const Chart chart = chart_of(shown, "sharpness");
    const CurvatureTrack& track = shown.results.curvature->runs[0];
    const ChartSeries& curve = named(chart, "Gradient descent");
    CHECK(curve.y == track.sharpness);
    CHECK(curve.detail.starts_with(": λmax "));
    CHECK(curve.detail.find("2/lr 20") != std::string::npos);
    CHECK(named(chart, "Adam").detail.find("lr") == std::string::npos);
    CHECK(named(chart, "|λmin|").x.empty());
    std::size_t limits = 0;
    for (const ChartSeries& series : chart.series)
      limits += series.dash == 6 && series.y.front() == 20 && series.y.back() == 20;
    CHECK(limits == 1);
    REQUIRE(chart.points.size() == 1);
    CHECK(chart.points[0].name == "2/lr");
    CHECK(chart.y.logarithmic);
    CHECK(chart.y.high > 20);
    CHECK(values_at(chart, 40).find("λmax") == std::string::npos);  // that is the legend's

    const Chart early = chart_of(shown, "sharpness", 3);
    CHECK(early.cursor == 3);
    CHECK(named(early, "Gradient descent").detail != curve.detail);
  }

  TEST_CASE("index along the run: whole numbers, or a remark where they are not known") {
    const Chart chart = chart_of(with_curvature(saddle), "index_path");
    CHECK(chart.y.title == "negative eigenvalues of 2");
    CHECK(chart.note.empty());
    CHECK(chart.series.at(0).y.front() == 1);
    for (double value : chart.series[0].y) CHECK(value == std::round(value));
    const Overlay overlay = lay_out_chart(chart, {640, 400, 1});
    for (const OverlayText& text : overlay.texts) CHECK_FALSE(text.text.starts_with("0."));

    const Chart unknown = chart_of(
        with_curvature("[data]\nsamples = 20\n[network]\nhidden = [24, 18]\n[[run]]\nsteps = 1\n"), "index_path");
    CHECK(unknown.series.empty());
    CHECK(unknown.note.find("541 parameters") != std::string::npos);
    bool said = false;
    for (const OverlayText& text : lay_out_chart(unknown, {640, 400, 1}).texts)
      said |= text.text.find("index is not known") != std::string::npos;
    CHECK(said);
  }

  TEST_CASE("a session computes the curvature only while it is shown") {
    Session session(small_document(), [] {});
    CHECK(frames_until(session, [&] { return settled(session); }));
    CHECK_FALSE(session.results().curvature);
    session.view.layout = "sharpness";
    const auto followed = [&] {
      const auto& found = session.results().curvature;
      return found && found->finished && found->request.basis == session.results().training && session.at_rest();
    };
    CHECK(frames_until(session, followed));
    session.view.layout = "surface";
    session.experiment.seed = 9;
    CHECK(frames_until(session, [&] { return settled(session) && session.at_rest(); }));
    CHECK(session.results().curvature->request.basis != session.results().training);
  }
}
