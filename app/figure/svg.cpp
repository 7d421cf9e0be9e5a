#include "app/figure/svg.h"

#include <cmath>

#include <fmt/format.h>

#include "app/figure/png.h"
#include "app/figure/svg_text.h"
#include "app/scene/colormap.h"
#include "app/scene/font.h"

namespace cartograd {

namespace {

// Letters stand where the layout measured them, each by its own width: no kerning and no joined letters (Inter would
// turn "3x3" into "3×3").
constexpr std::string_view text_style =
    "font-family=\"Inter, 'DejaVu Sans', 'Helvetica Neue', Arial, sans-serif\" "
    "style=\"font-kerning:none;font-variant-ligatures:none;font-feature-settings:'calt' 0\"";

class SvgWriter {
 public:
  std::string run(const VectorFigure& figure) {
    const auto points = [&](float pixels) {
      return fmt::format("{:.7g}pt", static_cast<double>(pixels) * static_cast<double>(figure.points_per_pixel));
    };
    text_ = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\" "
        "width=\"{}\" height=\"{}\" viewBox=\"0 0 {}\" xml:space=\"preserve\" {} fill=\"none\" "
        "stroke-linecap=\"round\" stroke-linejoin=\"round\">\n",
        points(figure.size.x), points(figure.size.y), svg_point(figure.size), text_style);
    add_metadata(figure);
    for (const VectorLayer& layer : figure.layers) add_layer(layer, figure.layers.size() > 1);
    return std::move(text_) + "</svg>\n";
  }

 private:
  void add_element(std::string_view name, std::string_view content) {
    if (!content.empty()) text_ += fmt::format("<{0}>{1}</{0}>\n", name, xml_escaped(content));
  }

  void add_metadata(const VectorFigure& figure) {
    add_element("title", figure.title);
    add_element("desc", figure.description);
    if (!figure.experiment.empty())
      text_ += fmt::format("<metadata id=\"{}\">{}</metadata>\n", names_.unique("cartograd-experiment"),
                           xml_escaped(figure.experiment));
  }

  // With several layers on a page, a part's name says whose it is.
  void add_layer(const VectorLayer& layer, bool one_of_several) {
    const std::string name = names_.unique(layer.name.empty() ? "layer" : layer.name);
    text_ += fmt::format("<g id=\"{}\"", name);
    if (layer.low != glm::vec2(0)) text_ += fmt::format(" transform=\"translate({})\"", svg_point(layer.low));
    text_ += ">\n";
    const glm::vec2 size = layer.high - layer.low;
    if (layer.background) add_rectangle(glm::vec2(0), size, svg_color("fill", *layer.background));
    if (layer.picture) add_picture(*layer.picture, size);
    for (const OverlayView& part : parts_of(layer.overlay)) add_part(part, one_of_several ? name + "-" : "");
    text_ += "</g>\n";
  }

  void add_part(const OverlayView& part, const std::string& prefix) {
    if (!part.name.empty()) text_ += fmt::format("<g id=\"{}\">\n", names_.unique(prefix + std::string(part.name)));
    for (const OverlayArea& area : part.areas) add_area(area);
    for (const OverlayPanel& panel : part.panels) add_rectangle(panel.low, panel.high, svg_color("fill", panel.color));
    if (part.color_strip) add_color_strip(*part.color_strip);
    for (const OverlayPath& path : part.paths) add_path(path);
    for (const OverlayLine& line : part.lines) add_line(line);
    for (const OverlayText& text : part.texts) add_text(text);
    if (!part.name.empty()) text_ += "</g>\n";
  }

  void add_picture(const Image& picture, const glm::vec2& size) {
    text_ += fmt::format(
        "<image width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64,{}\"/>\n",
        svg_number(size.x), svg_number(size.y), base64(encode_png(picture, {})));
  }

  void add_rectangle(const glm::vec2& low, const glm::vec2& high, const std::string& fill) {
    text_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {}/>\n", svg_number(low.x),
                         svg_number(low.y), svg_number(high.x - low.x), svg_number(high.y - low.y), fill);
  }

  static std::string corners(const std::vector<glm::vec2>& points) {
    std::string text;
    for (const glm::vec2& point : points) text.append(text.empty() ? "M" : " ").append(svg_point(point));
    return text;
  }

  void add_area(const OverlayArea& area) {
    std::string outline;
    for (const auto& ring : area.rings) {
      const std::vector<glm::vec2> points = simplified_ring(ring);
      if (points.size() >= 3) outline += corners(points) + "Z";
    }
    if (!outline.empty())
      text_ += fmt::format("<path d=\"{}\" fill-rule=\"evenodd\" {}/>\n", outline, svg_color("fill", area.color));
  }

  void add_color_strip(const OverlayColorStrip& strip) {
    constexpr int steps = 64;
    const std::string name = names_.unique("color-map");
    text_ += fmt::format("<linearGradient id=\"{}\" x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\">", name);
    for (int i = 0; i <= steps; ++i) {
      const float t = static_cast<float>(i) / steps;
      text_ += fmt::format("<stop offset=\"{:.6g}\" {}/>", t,
                           svg_color("stop-color", glm::vec4(colormap_color(strip.colormap, t), 1)));
    }
    text_ += "</linearGradient>\n";
    add_rectangle(strip.low, strip.high, fmt::format("fill=\"url(#{})\"", name));
  }

  void add_path(const OverlayPath& path) {
    const std::vector<glm::vec2> points = simplified(path.points);
    if (points.size() < 2) return;
    // Round ends would make dashes longer than the gaps.
    const std::string dash =
        path.dash > 0 ? fmt::format(" stroke-dasharray=\"{}\" stroke-linecap=\"butt\"", svg_number(path.dash)) : "";
    text_ += fmt::format("<path d=\"{}\" {} stroke-width=\"{}\"{}/>\n", corners(points),
                         svg_color("stroke", path.color), svg_number(path.width), dash);
  }

  void add_line(const OverlayLine& line) {
    text_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" {} stroke-width=\"{}\"/>\n",
                         svg_number(line.from.x), svg_number(line.from.y), svg_number(line.to.x), svg_number(line.to.y),
                         svg_color("stroke", line.color), svg_number(line.width));
  }

  // Where Inter is not installed, letters have other widths: then the end that the layout fixed (its middle, of a
  // title) keeps its place. No textLength: it would squeeze the letters of other fonts, and hold what one types in an
  // editor to the old width.
  void add_text(const OverlayText& text) {
    if (text.text.empty()) return;
    const float width = text_width(text.text, text.size);
    const float fixed = text.anchor.x < .25f ? 0 : text.anchor.x > .75f ? 1 : .5f;
    const glm::vec2 along(std::cos(text.rotation), std::sin(text.rotation));
    const glm::vec2 place = baseline_start(text) + along * (fixed * width);
    text_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" {}", svg_number(place.x), svg_number(place.y),
                         svg_number(text.size), svg_color("fill", text.color));
    if (fixed > 0) text_ += fixed < 1 ? " text-anchor=\"middle\"" : " text-anchor=\"end\"";
    if (text.rotation != 0)
      text_ += fmt::format(" transform=\"rotate({} {})\"", svg_number(glm::degrees(text.rotation)), svg_point(place));
    text_ += fmt::format(">{}</text>\n", xml_escaped(text.text));
  }

  std::string text_;
  SvgNames names_;
};

}  // namespace

std::string encode_svg(const VectorFigure& figure) { return SvgWriter().run(figure); }

}  // namespace cartograd
