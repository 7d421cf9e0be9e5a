// Diagrams of critical points.
#include "app/scene/critical_charts.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "app/scene/page.h"
#include "app/scene/point_look.h"
#include "core/base/statistics.h"
#include "test_session.h"

using namespace cartograd;

namespace {

Shown shown_of(const std::string& text) {
  Shown shown;
  shown.results =
      compute(parse_document(text + "[[run]]\noptimizer = \"gd\"\nlr = 1e-3\nsteps = 1\n[plane]\nkind = \"weights\"\n"
                                    "[slice]\nresolution = [9, 9]\n",
                             "test", view_table())
                  .experiment);
  shown.paths = project_all(shown.results);
  return shown;
}

Chart chart_of(const Shown& shown, const std::string& layout) {
  View view;
  view.layout = layout;
  return std::get<Chart>(build_page(std::vector<Shown>{shown}, view, 1.6f).cells.at(0).content);
}

bool says(const Chart& chart, const std::string& part) {
  return std::ranges::any_of(lay_out_chart(chart, {900, 560, 1}).texts,
                             [&](const OverlayText& text) { return text.text.find(part) != std::string::npos; });
}

CriticalPoint point_of(Index negative, Index degenerate, double loss, SearchEnd end = SearchEnd::critical) {
  CriticalPoint point;
  point.w = ParamVector::Zero(2);
  point.loss = loss;
  point.eigenvalues = ParamVector::Ones(2);
  point.all_eigenvalues = true;
  point.negative = negative;
  point.degenerate = degenerate;
  point.end = end;
  return point;
}

}  // namespace

TEST_SUITE("critical_charts") {
  TEST_CASE("index: every point at its loss and its share of negative eigenvalues, in the look of its kind") {
    const Shown shown = shown_of("[objective]\nloss = \"himmelblau\"\n[critical]\nsearches = 200\nfrom = \"slice\"\n");
    const Chart chart = chart_of(shown, "index");
    const Survey& survey = shown.results.found->survey;
    REQUIRE(chart.points.size() == survey.points.size());
    for (const CriticalPoint& point : survey.points)
      CHECK(std::ranges::any_of(chart.points, [&](const ChartPoint& drawn) {
        return drawn.x == point.loss && drawn.y == static_cast<double>(point.negative) / 2 &&
               drawn.shape == look_of(point.kind()).shape && drawn.color == look_of(point.kind()).color;
      }));
    CHECK(chart.summary.find("9 points from ") == 0);
    CHECK(chart.summary.find("of 200 searches: 4 minima, 4 saddles, 1 maximum") != std::string::npos);
    CHECK(chart.summary.find("Morse sum 1: consistent.") != std::string::npos);
    CHECK(chart.summary.find("Correlation of loss and index 0.") != std::string::npos);
    CHECK(chart.x.title == shown.results.training->problem->axis);
    CHECK(says(chart, "9 points from"));
    CHECK(says(chart, "saddle"));
    CHECK(values_at(chart, chart.x.low).empty());  // there are no curves
  }

  TEST_CASE("index: what is known beforehand, and what to do where nothing is known") {
    const Chart known = chart_of(shown_of("[objective]\nloss = \"himmelblau\"\n"), "index");
    REQUIRE(known.series.size() == 1);
    CHECK(known.series[0].x.size() == 9);
    CHECK(known.summary.empty());
    CHECK(known.note.empty());
    const Chart nothing = chart_of(shown_of("[data]\nsamples = 10\n[network]\nhidden = [2]\n"), "index");
    CHECK(nothing.points.empty());
    CHECK(says(nothing, "No searches yet"));
    CHECK(says(chart_of(shown_of("[objective]\nloss = \"himmelblau\"\n"), "minima"), "critical.sizes"));
  }

  TEST_CASE("what was found, in words: while it grows, where searches found none, and a point too few") {
    auto problem = std::make_shared<Problem>();
    problem->morse_sum = 1;
    FoundPoints found{problem, {}, 9};
    CHECK(found_in_words(found) == "0 of 9 searches so far. ");
    found.survey.points = {point_of(0, 0, 1), point_of(1, 0, 2), point_of(1, 0, 3)};
    found.survey.hits = {1, 2, 1};
    found.survey.rejected = {point_of(0, 0, 1, SearchEnd::gradient_flat), point_of(0, 0, 1, SearchEnd::not_found)};
    found.survey.searches = 6;
    CHECK(found_in_words(found) ==
          "6 of 9 searches so far. 3 points from 4 of 6 searches: 1 minimum, 2 saddles; 2 searches found none (1 "
          "gradient-flat).");
    CHECK(morse_in_words(found) == "Morse sum −1, 1 expected: a point is missing.");
    found.finished = true;
    found.misses = {point_of(0, 0, 1, SearchEnd::fading)};
    CHECK(found_in_words(found) ==
          "3 points from 4 of 7 searches: 1 minimum, 2 saddles; 3 searches found none (1 gradient-flat, 1 fading).");
    found.survey.points.push_back(point_of(0, 1, 1));  // degenerate: Morse's sum says nothing
    CHECK(morse_in_words(found).empty());
  }

  TEST_CASE("minima: shares with Wilson's intervals and the counts beside them") {
    const Shown shown = shown_of(
        "[objective]\nloss = \"spin_glass\"\ndimension = 3\n[critical]\nsearches = 40\nfrom = \"random\"\nsizes = [2, "
        "4]\n");
    const FoundPoints& found = *shown.results.found;
    const Chart chart = chart_of(shown, "minima");
    REQUIRE(chart.points.size() == 3);
    REQUIRE(chart.series.size() == 4);
    for (std::size_t i = 0; i < 2; ++i) {
      const SizeCount& size = found.sizes[i];
      const Proportion share = wilson(size.minima, size.points);
      CHECK(chart.series[1].x[i] == static_cast<double>(size.parameters));
      CHECK(chart.series[1].y[i] == share.share);
      CHECK(chart.series[0].y[3 * i] == share.low);
      CHECK(chart.series[0].y[3 * i + 1] == share.high);
      CHECK(std::isnan(chart.series[0].y[3 * i + 2]));
      CHECK(chart.points[i].name == fmt::format("{}/{}", size.minima, size.points));
    }
    CHECK(chart.series[3].x.at(0) == 3);
    CHECK_FALSE(chart.x.logarithmic);
    CHECK(says(chart, "parameters"));
  }
}
