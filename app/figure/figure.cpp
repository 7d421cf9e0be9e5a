#include "app/figure/figure.h"

#include <charconv>
#include <cmath>

#include "app/figure/page_image.h"
#include "app/figure/pdf.h"
#include "app/figure/png.h"
#include "app/figure/svg.h"
#include "app/scene/axes.h"
#include "app/scene/theme.h"

namespace cartograd {

namespace {

constexpr const char* experiment_keyword = "Cartograd experiment";

// "WIDTHxHEIGHT" with the unit behind each number; false if it is not of that form.
bool parse_size(std::string_view text, std::string_view unit, double& width, double& height) {
  const auto number = [&](double& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.starts_with(unit)) return false;
    text.remove_prefix(unit.size());
    return true;
  };
  double first = 0, second = 0;
  if (!number(first) || !text.starts_with('x')) return false;
  text.remove_prefix(1);
  if (!number(second) || !text.empty()) return false;
  width = first;
  height = second;
  return true;
}

std::string png_figure(Renderer& renderer, const Figure& figure) {
  PngInfo info{figure.size.dpi, {}};
  if (!figure.experiment.empty())
    info.texts = {{"Software", "Cartograd"},
                  {"Title", figure.title},
                  {"Description", figure.caption},
                  {experiment_keyword, figure.experiment}};
  std::erase_if(info.texts, [](const auto& text) { return text.second.empty(); });
  return encode_png(render_page(renderer, figure.page, figure.camera, figure.size.viewport, figure.transparent), info);
}

// The same picture with more pixels.
Viewport enlarged(Viewport viewport, int factor) {
  viewport.width *= factor;
  viewport.height *= factor;
  viewport.scale *= static_cast<float>(factor);
  return viewport;
}

// Two surfaces with a divider between them are one picture, under what is written over the first.
VectorLayer divided_layer(Renderer& renderer, const Figure& figure, int fineness) {
  const Viewport& viewport = figure.size.viewport;
  const Viewport fine = enlarged(viewport, fineness);
  const auto draw = [&](const PageCell& cell) {
    return renderer.render_space(std::get<Scene>(cell.content), figure.camera, fine, true);
  };
  Image whole = draw(figure.page.cells[0]);
  place_image(draw(figure.page.cells[1]), figure.page.cells[1], {{0, 0}, fine}, whole);
  VectorLayer layer;
  layer.name = "surfaces";
  layer.high = {viewport.width, viewport.height};
  layer.picture = std::move(whole);
  layer.overlay = lay_out_overlay(std::get<Scene>(figure.page.cells[0].content), figure.camera, viewport);
  layer.overlay.begin_part("divider");
  const DividerBar bar = divider_bar(figure.page, viewport);
  layer.overlay.panels.push_back({bar.low, bar.high, glm::vec4(palette(figure.page.theme).ink, 1)});
  return layer;
}

}  // namespace

VectorFigure vector_figure(Renderer& renderer, const Figure& figure) {
  const Viewport& viewport = figure.size.viewport;
  const int fineness = figure.size.dpi > 0 ? 1 : 2;  // a picture for screens is looked at enlarged
  VectorFigure result;
  result.size = {viewport.width, viewport.height};
  if (figure.size.dpi > 0) result.points_per_pixel = static_cast<float>(72 / figure.size.dpi);
  result.title = figure.title;
  result.description = figure.caption;
  result.experiment = figure.experiment;
  if (figure.page.divider) {
    result.layers.push_back(divided_layer(renderer, figure, fineness));
  } else {
    for (const PageCell& cell : figure.page.cells) {
      const CellPlace place = place_of(cell, viewport);
      VectorLayer layer;
      layer.name = cell.name;
      layer.low = place.corner;
      layer.high = layer.low + glm::vec2(place.viewport.width, place.viewport.height);
      if (const auto* scene = std::get_if<Scene>(&cell.content)) {
        layer.picture = renderer.render_space(*scene, figure.camera, enlarged(place.viewport, fineness), true);
        layer.overlay = lay_out_overlay(*scene, figure.camera, place.viewport);
      } else {
        layer.overlay = lay_out_chart(std::get<Chart>(cell.content), place.viewport);
      }
      result.layers.push_back(std::move(layer));
    }
  }
  if (!figure.transparent)
    for (VectorLayer& layer : result.layers) layer.background = glm::vec4(palette(figure.page.theme).background_top, 1);
  return result;
}

const std::vector<NamedSize>& named_sizes() {
  static const std::vector<NamedSize> rows = {
      {"one-column", "89mmx62mm", "one column of a two-column journal"},
      {"two-columns", "183mmx110mm", "the width of a journal's page"},
      {"slide", "1920x1080", "a slide of 16:9"},
  };
  return rows;
}

std::optional<FigureSize> parse_figure_size(std::string_view text, double dpi) {
  for (const NamedSize& named : named_sizes())
    if (text == named.name) text = named.size;
  double width = 0, height = 0, scale = 0;
  if (parse_size(text, "", width, height)) {
    scale = std::min(width / 1280, height / 800);
  } else if (parse_size(text, "mm", width, height)) {
    if (dpi == 0) dpi = 300;
    width *= dpi / 25.4;
    height *= dpi / 25.4;
    scale = dpi / 72 * 0.45;
  }
  const auto fits = [](double side) { return side >= 16 && side < largest_figure_side + 0.5; };  // false for nan
  if (!fits(width) || !fits(height)) return std::nullopt;
  return FigureSize{
      {static_cast<int>(std::lround(width)), static_cast<int>(std::lround(height)), static_cast<float>(scale)}, dpi};
}

const std::vector<FigureFormat>& figure_formats() {
  static const std::vector<FigureFormat> rows = {
      {".png", "pixels; the experiment is stored inside, and opening the file restores it", png_figure},
      {".svg", "drawing with text that can be edited; surfaces are pictures within it",
       [](Renderer& renderer, const Figure& figure) { return encode_svg(vector_figure(renderer, figure)); }},
      {".pdf", "the same for journals, with its fonts embedded",
       [](Renderer& renderer, const Figure& figure) { return encode_pdf(vector_figure(renderer, figure)); }},
  };
  return rows;
}

std::optional<std::string> experiment_in_png(const std::string& bytes) {
  for (const auto& [keyword, text] : png_texts(bytes))
    if (keyword == experiment_keyword) return text;
  return std::nullopt;
}

}  // namespace cartograd
