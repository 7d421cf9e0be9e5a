#include "app/scene/network_chart.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/scene/describe.h"
#include "app/scene/theme.h"
#include "app/scene/ticks.h"
#include "core/experiment/probe.h"

namespace cartograd {

namespace {

constexpr Index most_samples = 1000;  // that are drawn
constexpr std::size_t most_thumbnails = 12;

// Of classes; paler where a class owns the ground.
glm::vec3 class_color(Index number) {
  static const glm::vec3 palette[] = {{0.23f, 0.42f, 0.80f}, {0.84f, 0.30f, 0.20f}, {0.20f, 0.62f, 0.35f},
                                      {0.93f, 0.69f, 0.13f}, {0.56f, 0.35f, 0.72f}, {0.16f, 0.67f, 0.71f},
                                      {0.87f, 0.45f, 0.67f}, {0.55f, 0.40f, 0.26f}, {0.45f, 0.45f, 0.50f},
                                      {0.60f, 0.73f, 0.20f}};
  return palette[static_cast<std::size_t>(number) % std::size(palette)];
}

MarkerShape class_shape(Index number) { return static_cast<MarkerShape>(number % 3); }

std::string class_name(const Dataset& data, Index number) {
  return data.class_names.empty() ? fmt::format("{}", number) : data.class_names[static_cast<std::size_t>(number)];
}

std::string feature_name(const Dataset& data, std::size_t number) {
  return data.feature_names.empty() ? fmt::format("feature {}", number + 1) : data.feature_names[number];
}

class NetworkChart {
 public:
  NetworkChart(const ProbeResult& probe, const Theme theme)
      : probe_(probe), answers_(probe.answers), data_(probe.request.basis->problem->training_data), theme_(theme) {}

  Chart build() {
    if (answers_.score.size() > 0)
      data_.is_classification() ? draw_decisions() : draw_values();
    else if (!answers_.x.empty())
      draw_curve();
    else if (answers_.confusion.size() > 0)
      draw_confusion();
    chart_.title = title();
    return chart_;
  }

 private:
  // "a 0.31, b −1.2: loss 0.23, 94 % right".
  std::string title() const {
    const ProbeRequest& request = probe_.request;
    std::string text = request.slice
                           ? fmt::format("The network at a {}, b {}", short_label(request.a), short_label(request.b))
                           : fmt::format("Step {} of {}", probe_.step, request.basis->runs[request.run].label);
    text += fmt::format(": loss {:.3g}", probe_.loss);
    if (!std::isnan(probe_.accuracy)) text += fmt::format(", {} right", percent(probe_.accuracy));
    return text;
  }

  Field field_of(Index row) const {
    Field field{static_cast<int>(answers_.columns), static_cast<int>(answers_.rows), {}, {}};
    for (Index i = 0; i < answers_.score.cols(); ++i) {
      const double score = answers_.score(row, i);
      field.value.push_back(static_cast<float>(score));
      field.presence.push_back(std::isfinite(score) ? 1.f : 0.f);
    }
    return field;
  }

  void set_plane_axes() {
    const Window& window = answers_.window;
    chart_.x = {feature_name(data_, 0), window.a_min, window.a_max};
    chart_.y = {feature_name(data_, 1), window.b_min, window.b_max};
    chart_.aspect =
        static_cast<float>(std::clamp((window.b_max - window.b_min) / (window.a_max - window.a_min), 0.5, 1.5));
  }

  // Two classes: how sure the network is, and where it cannot tell. More: to which class each place belongs.
  void draw_decisions() {
    set_plane_axes();
    const Window& window = answers_.window;
    if (answers_.score.rows() == 2) {
      ChartMap map;
      map.low = {window.a_min, window.b_min};
      map.high = {window.a_max, window.b_max};
      map.colormap = "coolwarm";
      map.color = field_of(1);
      map.level = map.color;
      for (float& value : map.level.value) value *= 10;  // 5 is where both are alike: a thick line
      map.levels = {5};
      for (float& value : map.color.value) value = .5f + .55f * (value - .5f);  // pale, so that the samples stand out
      chart_.map = std::move(map);
    } else {
      for (Index k = 0; k < answers_.score.rows(); ++k) {
        ChartRegion region{{window.a_min, window.b_min}, {window.a_max, window.b_max}, field_of(k), {}};
        for (Index i = 0; i < answers_.score.cols(); ++i) {
          double rival = 0;
          for (Index other = 0; other < answers_.score.rows(); ++other)
            if (other != k) rival = std::max(rival, answers_.score(other, i));
          region.field.value[static_cast<std::size_t>(i)] -= static_cast<float>(rival);
        }
        region.color = glm::mix(class_color(k), glm::vec3(palette(theme_).dark ? .12f : 1.f), .55f);
        chart_.regions.push_back(std::move(region));
      }
    }
    for (Index i = 0; i < std::min(data_.samples(), most_samples); ++i) {
      const Index truth = data_.classes[static_cast<std::size_t>(i)];
      const bool right = answers_.answered[static_cast<std::size_t>(i)] == truth;
      const double x = data_.inputs(0, i), y = data_.inputs(1, i);
      if (!right) chart_.points.push_back({x, y, MarkerShape::cube, glm::vec3(1, .95f, .3f), 5.5f, ""});
      chart_.points.push_back({x, y, class_shape(truth), class_color(truth), right ? 2.6f : 3.2f, ""});
    }
  }

  void draw_values() {
    set_plane_axes();
    const Window& window = answers_.window;
    ChartMap map;
    map.low = {window.a_min, window.b_min};
    map.high = {window.a_max, window.b_max};
    map.color = field_of(0);
    double low = data_.values.row(0).minCoeff(), high = data_.values.row(0).maxCoeff();
    if (!(high > low)) high = low + 1;
    for (float& value : map.color.value)
      value = std::clamp(static_cast<float>((static_cast<double>(value) - low) / (high - low)), 0.f, 1.f);
    map.level = map.color;
    for (float& value : map.level.value) value *= 10;
    for (int level = 0; level <= 10; ++level) map.levels.push_back(level);
    chart_.map = std::move(map);
  }

  void draw_curve() {
    chart_.x = {feature_name(data_, 0), answers_.window.a_min, answers_.window.a_max};
    chart_.y.title = "value";
    ChartSeries samples, curve;
    samples.label = "data";
    samples.width = 0;
    samples.marker = 2.4f;
    samples.color = {0.45f, 0.5f, 0.58f};
    for (Index i = 0; i < std::min(data_.samples(), most_samples); ++i) {
      samples.x.push_back(data_.inputs(0, i));
      samples.y.push_back(data_.values(0, i));
    }
    // The data decide what is shown: a curve that runs away leaves the picture.
    fit_axis(chart_.y, samples.y);
    const double room = 0.4 * (chart_.y.high - chart_.y.low);
    chart_.y.low -= room;
    chart_.y.high += room;
    curve.label = "network";
    curve.x = answers_.x;
    curve.y = answers_.y;
    curve.width = 2.4f;
    curve.color = {0.84f, 0.30f, 0.20f};
    chart_.series = {std::move(samples), std::move(curve)};
  }

  // Shades are shares of a class's samples, so that a rare class shows as well.
  void draw_confusion() {
    const Index count = answers_.confusion.rows();
    const auto last = static_cast<double>(count) - .5;
    chart_.x = {"taken for class", -.5, last};
    chart_.y = {"class", -.5, last};
    chart_.aspect = 1;
    ChartCells cells{static_cast<int>(count), static_cast<int>(count), {}, {}, {}};
    for (Index truth = 0; truth < count; ++truth)
      for (Index answer = 0; answer < count; ++answer) {
        const Index samples = answers_.confusion(truth, answer);
        const auto all = static_cast<double>(std::max<Index>(1, answers_.confusion.row(truth).sum()));
        cells.shade.push_back(static_cast<float>(std::sqrt(static_cast<double>(samples) / all)));
        cells.text.push_back(samples > 0 ? fmt::format("{}", samples) : "");
        cells.color.push_back(class_color(truth == answer ? 0 : 1));
      }
    chart_.cells = std::move(cells);
    if (data_.image_width > 0) add_wrong_images();
  }

  void add_wrong_images() {
    const double brightest = std::max(data_.inputs.maxCoeff(), 1e-300);
    Index wrong = 0;
    for (Index i = 0; i < data_.samples(); ++i) {
      const Index truth = data_.classes[static_cast<std::size_t>(i)],
                  answer = answers_.answered[static_cast<std::size_t>(i)];
      if (truth == answer) continue;
      ++wrong;
      if (chart_.thumbnails.size() >= most_thumbnails) continue;
      ChartThumbnail thumbnail{static_cast<int>(data_.image_width), static_cast<int>(data_.image_height), {}, {}};
      for (Index pixel = 0; pixel < data_.features(); ++pixel)
        thumbnail.grey.push_back(static_cast<float>(data_.inputs(pixel, i) / brightest));
      thumbnail.label = fmt::format("{} → {}", class_name(data_, truth), class_name(data_, answer));
      chart_.thumbnails.push_back(std::move(thumbnail));
    }
    if (wrong > 0) chart_.thumbnails_title = fmt::format("{} of {} wrong", wrong, data_.samples());
  }

  const ProbeResult& probe_;
  const NetworkAnswers& answers_;
  const Dataset& data_;
  const Theme theme_;
  Chart chart_;
};

}  // namespace

Chart network_chart(const ChartInputs& inputs) {
  if (!inputs.results.probe) return {};
  return NetworkChart(*inputs.results.probe, inputs.view.theme).build();
}

}  // namespace cartograd
