#include "app/scene/critical_charts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <ranges>

#include <fmt/format.h>

#include "app/scene/chart_runs.h"
#include "app/scene/point_look.h"
#include "app/scene/theme.h"
#include "core/base/statistics.h"

namespace cartograd {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct KindWords {
  PointKind kind;
  const char *one, *many;
};
constexpr KindWords kinds[] = {{PointKind::minimum, "minimum", "minima"},
                               {PointKind::saddle, "saddle", "saddles"},
                               {PointKind::maximum, "maximum", "maxima"},
                               {PointKind::degenerate, "degenerate", "degenerate"},
                               {PointKind::flat_region, "flat region", "flat regions"}};

std::string counted(Index count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string with_sign(int number) { return fmt::format("{}{}", number < 0 ? "−" : "", std::abs(number)); }

// Pearson's; nothing where one of both does not vary, or where there is nothing.
std::optional<double> correlation(const std::vector<double>& x, const std::vector<double>& y) {
  if (x.empty()) return std::nullopt;
  const auto n = static_cast<Index>(x.size());
  const Eigen::Map<const Eigen::ArrayXd> a(x.data(), n), b(y.data(), n);
  const Eigen::ArrayXd from_a = a - a.mean(), from_b = b - b.mean();
  const double size = std::sqrt(from_a.square().sum() * from_b.square().sum());
  return size > 0 && std::isfinite(size) ? std::optional((from_a * from_b).sum() / size) : std::nullopt;
}

// What is known before any search: nothing for a network.
void add_known(Chart& chart, const Problem& problem, std::vector<double>& losses, double& highest) {
  ChartSeries known;
  for (const KnownPoint& point : problem.known_points) {
    if (!point.index) continue;
    known.x.push_back(problem.objective->evaluate(point.w, {}, nullptr));
    known.y.push_back(static_cast<double>(*point.index) / static_cast<double>(point.w.size()));
    losses.push_back(known.x.back());
    highest = std::max(highest, known.y.back());
  }
  if (known.x.empty()) return;
  known.label = "known";
  known.color = {0.30f, 0.62f, 0.85f};
  known.width = 0;
  known.marker = 8;
  known.hollow = true;
  chart.series.push_back(std::move(known));
}

// The points, larger where more searches ended, minima over all others; and a series without points for the legend.
void add_found(Chart& chart, const Survey& survey, double dimension) {
  for (const KindWords& words : kinds) {
    if (survey.count(words.kind) == 0) continue;
    const PointLook look = look_of(words.kind);
    ChartSeries sign;
    sign.label = words.one;
    sign.color = look.color;
    sign.contrast = 1;  // its edge is dark
    sign.width = 0;
    sign.marker = 4;
    sign.shape = look.shape;
    chart.series.push_back(std::move(sign));
  }
  for (const KindWords& words : kinds | std::views::reverse)
    for (std::size_t k = 0; k < survey.points.size(); ++k) {
      const CriticalPoint& point = survey.points[k];
      if (point.kind() != words.kind) continue;
      const PointLook look = look_of(words.kind);
      const float size = 3 + 1.2f * std::log10(static_cast<float>(survey.hits[k]));
      chart.points.push_back(
          {point.loss, static_cast<double>(point.negative) / dimension, look.shape, look.color, size, ""});
    }
}

// Where searches ended that found none, as far as their eigenvalues are known.
ChartSeries rejected_ends(const FoundPoints& found, double dimension, const View& view) {
  ChartSeries ends_there;
  for (const auto* list : {&found.survey.rejected, &found.misses})
    for (const CriticalPoint& end : *list)
      if (end.eigenvalues.size() > 0 && std::isfinite(end.loss)) {
        ends_there.x.push_back(end.loss);
        ends_there.y.push_back(static_cast<double>(end.negative) / dimension);
      }
  ends_there.label = "not a critical point";
  ends_there.color = palette(view.theme).faint_ink;
  ends_there.strength = .75f;
  ends_there.width = 0;
  ends_there.marker = 2.6f;
  ends_there.hollow = true;
  return ends_there;
}

// Around the points; the other ends do not squeeze them together. Says how many of those are left out.
Index fit_losses(ChartAxis& axis, std::vector<double> losses, const std::vector<double>& others) {
  if (losses.empty()) losses = others;
  const auto [lowest, highest] = std::ranges::minmax(losses);
  axis.logarithmic = highest > 50 * lowest && lowest > 1e-5 * highest;  // what is nearly 0 would take all the room
  fit_axis(axis, losses);
  const double reach = axis.logarithmic ? axis.high * axis.high / axis.low : axis.high + (axis.high - axis.low);
  for (const double other : others)
    if (other <= reach && other >= (axis.logarithmic ? axis.low * axis.low / axis.high : 2 * axis.low - axis.high))
      losses.push_back(other);
  fit_axis(axis, losses);
  return std::ranges::count_if(others, [&](double loss) { return loss < axis.low || loss > axis.high; });
}

// A point with its interval, and the counts beside it.
void add_share(Chart& chart, ChartSeries& bars, ChartSeries& shares, const SizeCount& size) {
  const auto parameters = static_cast<double>(size.parameters);
  const Proportion share = wilson(size.minima, size.points);
  bars.x.insert(bars.x.end(), {parameters, parameters, parameters});
  bars.y.insert(bars.y.end(), {share.low, share.high, nan});
  if (size.points > 0) {
    shares.x.push_back(parameters);
    shares.y.push_back(share.share);
  }
  chart.points.push_back(
      {parameters, share.share, shares.shape, {}, 0, fmt::format("{}/{}", size.minima, size.points)});
}

void add_shares(Chart& chart, const std::vector<SizeCount>& sizes, std::size_t color, MarkerShape shape,
                const std::string& label) {
  ChartSeries bars, shares;
  color_as(bars, color);
  bars.width = 1.3f;
  shares.color = bars.color;
  shares.contrast = bars.contrast;
  shares.width = 0;
  shares.marker = 4;
  shares.shape = shape;
  shares.label = label;
  for (const SizeCount& size : sizes) add_share(chart, bars, shares, size);
  chart.series.push_back(std::move(bars));
  chart.series.push_back(std::move(shares));
}

}  // namespace

std::string found_in_words(const FoundPoints& found) {
  const Survey& survey = found.survey;
  const Index misses = static_cast<Index>(found.misses.size()), none = std::ssize(survey.rejected) + misses,
              searches = survey.searches + misses;
  std::string text;
  if (!found.finished && survey.searches < found.planned)
    text = fmt::format("{} of {} searches so far. ", survey.searches, found.planned);
  if (searches == 0) return text;
  text += fmt::format("{} from {} of {}", counted(std::ssize(survey.points), "point", "points"), searches - none,
                      counted(searches, "search", "searches"));
  const char* before = ": ";
  for (const KindWords& words : kinds)
    if (const Index count = survey.count(words.kind); count > 0) {
      text += before + counted(count, words.one, words.many);
      before = ", ";
    }
  if (none == 0) return text + ".";
  text += fmt::format("; {} found none", counted(none, "search", "searches"));
  before = " (";
  for (const SearchEnd end : {SearchEnd::gradient_flat, SearchEnd::fading}) {
    const Index count = survey.count(end) + std::ranges::count_if(found.misses, [&](const CriticalPoint& point) {
                          return point.end == end;
                        });
    if (count == 0) continue;
    text += fmt::format("{}{} {}", before, count, end_name(end));
    before = ", ";
  }
  return text + (before[0] == ',' ? ")." : ".");
}

std::string morse_in_words(const FoundPoints& found) {
  const std::optional<int> expected = found.problem->morse_sum, sum = morse_sum(found.survey);
  if (!expected || !sum) return "";
  if (*sum == *expected) return fmt::format("Morse sum {}: consistent.", with_sign(*sum));
  return fmt::format("Morse sum {}, {} expected: a point is missing.", with_sign(*sum), with_sign(*expected));
}

Chart index_chart(const ChartInputs& inputs) {
  const Problem& problem = *inputs.results.training->problem;
  const auto dimension = static_cast<double>(problem.objective->dimension());
  const auto& found = inputs.results.found;
  Chart chart;
  chart.x.title = problem.axis;
  chart.y.title = "index: share of negative eigenvalues";
  std::vector<double> losses, shares, others;
  double highest = 1 / dimension;
  add_known(chart, problem, losses, highest);
  if (found && found->problem->objective->dimension() == problem.objective->dimension()) {
    for (const CriticalPoint& point : found->survey.points) {
      losses.push_back(point.loss);
      shares.push_back(static_cast<double>(point.negative) / dimension);
      highest = std::max(highest, shares.back());
    }
    ChartSeries rejected = rejected_ends(*found, dimension, inputs.view);
    for (const double share : rejected.y) highest = std::max(highest, share);
    others = rejected.x;
    if (!others.empty()) chart.series.push_back(std::move(rejected));
    add_found(chart, found->survey, dimension);
    chart.summary = found_in_words(*found);
    if (const std::string morse = morse_in_words(*found); !morse.empty()) chart.summary += " " + morse;
    const std::vector<double> of_found(losses.end() - std::ssize(shares), losses.end());
    if (const auto r = correlation(of_found, shares); r && shares.size() >= 5)
      chart.summary += fmt::format(" Correlation of loss and index {}{:.2f}.", *r < 0 ? "−" : "", std::abs(*r));
    if (std::ranges::any_of(found->survey.points, &CriticalPoint::index_cut)) chart.y.title += ", at least";
  }
  if (losses.empty() && others.empty()) {
    if (chart.summary.empty())
      chart.note = "No searches yet: [critical] searches, or Plane › Search for critical points";
    return chart;
  }
  if (const Index outside = fit_losses(chart.x, losses, others); outside > 0)
    chart.summary += fmt::format(" {} lie outside.", counted(outside, "ring", "rings"));
  chart.y.low = -.05 * highest;
  chart.y.high = 1.07 * highest;
  return chart;
}

Chart minima_chart(const ChartInputs& inputs) {
  const auto& found = inputs.results.found;
  Chart chart;
  chart.x.title = "parameters";
  chart.y = {"share of minima among the critical points", -.03, 1.03};
  if (!found || (found->sizes.empty() && found->survey.points.empty())) {
    chart.note =
        "Nothing counted yet: with critical.searches and critical.sizes, as many searches again for each of some sizes";
    return chart;
  }
  const Survey& survey = found->survey;
  const SizeCount own{found->problem->objective->dimension(), std::ssize(survey.points),
                      survey.count(PointKind::minimum)};
  std::vector<double> parameters = {static_cast<double>(own.parameters)};
  for (const SizeCount& size : found->sizes) parameters.push_back(static_cast<double>(size.parameters));
  const auto [lowest, highest] = std::ranges::minmax(parameters);
  chart.x.logarithmic = highest > 8 * lowest;
  chart.x.counts = !chart.x.logarithmic;
  fit_axis(chart.x, parameters);
  add_shares(chart, found->sizes, 1, MarkerShape::sphere, "other sizes, from random weights");
  if (!survey.points.empty()) add_shares(chart, {own}, 0, MarkerShape::diamond, "this problem");
  chart.summary =
      "Minima and all critical points that were found; a bar holds the true share in 95 of 100 such searches.";
  if (found->sizes.empty()) chart.summary += " For other sizes: critical.sizes.";
  return chart;
}

}  // namespace cartograd
