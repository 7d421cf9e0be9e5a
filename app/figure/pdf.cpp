#include "app/figure/pdf.h"

#include "core/base/error.h"

#ifdef CARTOGRAD_HAVE_CAIRO

#include <cairo-pdf.h>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>

#include "app/figure/pdf_text.h"
#include "app/scene/colormap.h"
#include "app/scene/font.h"

namespace cartograd {

namespace {

void check(cairo_status_t status) {
  if (status != CAIRO_STATUS_SUCCESS)
    throw OutputError(std::string("the PDF file cannot be encoded: ") + cairo_status_to_string(status));
}

struct Destroy {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* page) const { cairo_destroy(page); }
  void operator()(cairo_pattern_t* pattern) const { cairo_pattern_destroy(pattern); }
};
using Surface = std::unique_ptr<cairo_surface_t, Destroy>;
using Page = std::unique_ptr<cairo_t, Destroy>;
using Pattern = std::unique_ptr<cairo_pattern_t, Destroy>;

cairo_status_t append_bytes(void* bytes, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

// cairo keeps colours multiplied by their opacity, four bytes in the machine's order.
Surface cairo_image(const Image& image) {
  Surface surface(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, image.width, image.height));
  check(cairo_surface_status(surface.get()));
  cairo_surface_flush(surface.get());
  unsigned char* const pixels = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  const std::uint8_t* from = image.rgba.data();
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x, from += 4) {
      const auto multiplied = [&](int channel) { return (from[channel] * std::uint32_t{from[3]} + 127) / 255; };
      const std::uint32_t pixel =
          std::uint32_t{from[3]} << 24 | multiplied(0) << 16 | multiplied(1) << 8 | multiplied(2);
      std::memcpy(pixels + std::ptrdiff_t{y} * stride + std::ptrdiff_t{x} * 4, &pixel, 4);
    }
  cairo_surface_mark_dirty(surface.get());
  return surface;
}

class PdfWriter {
 public:
  explicit PdfWriter(const PdfFonts& fonts) : fonts_(fonts) {}

  std::string run(std::span<const VectorFigure> pages) {
    const VectorFigure& figure = pages.front();
    const double scale = figure.points_per_pixel;
    Surface surface(
        cairo_pdf_surface_create_for_stream(append_bytes, &bytes_, figure.size.x * scale, figure.size.y * scale));
    check(cairo_surface_status(surface.get()));
    const auto set = [&](cairo_pdf_metadata_t key, const std::string& text) {
      std::string letters;  // without broken bytes, which cairo refuses
      for (char32_t letter : decode_utf8(text)) letters += encode_utf8(letter);
      cairo_pdf_surface_set_metadata(surface.get(), key, letters.c_str());
    };
    set(CAIRO_PDF_METADATA_TITLE, figure.title);
    set(CAIRO_PDF_METADATA_SUBJECT, figure.description);
    set(CAIRO_PDF_METADATA_KEYWORDS, figure.experiment);
    set(CAIRO_PDF_METADATA_CREATOR, "Cartograd");
    set(CAIRO_PDF_METADATA_CREATE_DATE, "");  // otherwise it is now
    page_.reset(cairo_create(surface.get()));
    cairo_scale(page_.get(), scale, scale);
    cairo_set_line_join(page_.get(), CAIRO_LINE_JOIN_ROUND);
    cairo_set_fill_rule(page_.get(), CAIRO_FILL_RULE_EVEN_ODD);
    for (const VectorFigure& page : pages) {
      for (const VectorLayer& layer : page.layers) draw_layer(layer);
      if (&page != &pages.back()) cairo_show_page(page_.get());
    }
    check(cairo_status(page_.get()));
    page_.reset();
    cairo_surface_finish(surface.get());
    check(cairo_surface_status(surface.get()));
    return std::move(bytes_);
  }

 private:
  void draw_layer(const VectorLayer& layer) {
    cairo_save(page_.get());
    cairo_translate(page_.get(), layer.low.x, layer.low.y);
    const glm::vec2 size = layer.high - layer.low;
    if (layer.background) fill_rectangle(glm::vec2(0), size, *layer.background);
    if (layer.picture) draw_picture(*layer.picture, size);
    for (const OverlayView& part : parts_of(layer.overlay)) {
      for (const OverlayArea& area : part.areas) draw_area(area);
      for (const OverlayPanel& panel : part.panels) fill_rectangle(panel.low, panel.high, panel.color);
      if (part.color_strip) draw_color_strip(*part.color_strip);
      for (const OverlayPath& path : part.paths) draw_path(path);
      for (const OverlayLine& line : part.lines) draw_line(line);
      for (const OverlayText& text : part.texts) fonts_.show(page_.get(), text);
    }
    cairo_restore(page_.get());
  }

  void set_color(const glm::vec4& color) { cairo_set_source_rgba(page_.get(), color.r, color.g, color.b, color.a); }

  void draw_picture(const Image& picture, const glm::vec2& size) {
    const Surface image = cairo_image(picture);
    cairo_save(page_.get());
    cairo_scale(page_.get(), size.x / static_cast<float>(picture.width), size.y / static_cast<float>(picture.height));
    cairo_set_source_surface(page_.get(), image.get(), 0, 0);
    cairo_paint(page_.get());
    cairo_restore(page_.get());
  }

  void add_rectangle(const glm::vec2& low, const glm::vec2& high) {
    cairo_rectangle(page_.get(), low.x, low.y, high.x - low.x, high.y - low.y);
  }

  void fill_rectangle(const glm::vec2& low, const glm::vec2& high, const glm::vec4& color) {
    set_color(color);
    add_rectangle(low, high);
    cairo_fill(page_.get());
  }

  void draw_area(const OverlayArea& area) {
    for (const auto& ring : area.rings) {
      const std::vector<glm::vec2> points = simplified_ring(ring);
      if (points.size() < 3) continue;
      add_points(points);
      cairo_close_path(page_.get());
    }
    set_color(area.color);
    cairo_fill(page_.get());
  }

  void draw_color_strip(const OverlayColorStrip& strip) {
    constexpr int steps = 64;
    const Pattern gradient(cairo_pattern_create_linear(0, strip.high.y, 0, strip.low.y));
    for (int i = 0; i <= steps; ++i) {
      const float t = static_cast<float>(i) / steps;
      const glm::vec3 color = colormap_color(strip.colormap, t);
      cairo_pattern_add_color_stop_rgb(gradient.get(), t, color.r, color.g, color.b);
    }
    cairo_set_source(page_.get(), gradient.get());
    add_rectangle(strip.low, strip.high);
    cairo_fill(page_.get());
  }

  void add_points(const std::vector<glm::vec2>& points) {
    cairo_new_sub_path(page_.get());
    for (const glm::vec2& point : points) cairo_line_to(page_.get(), point.x, point.y);
  }

  // Round ends would make dashes longer than the gaps.
  void stroke(float width, const glm::vec4& color, double dash) {
    cairo_set_dash(page_.get(), &dash, dash > 0 ? 1 : 0, 0);
    cairo_set_line_cap(page_.get(), dash > 0 ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
    cairo_set_line_width(page_.get(), width);
    set_color(color);
    cairo_stroke(page_.get());
  }

  void draw_path(const OverlayPath& path) {
    const std::vector<glm::vec2> points = simplified(path.points);
    if (points.size() < 2) return;
    add_points(points);
    stroke(path.width, path.color, path.dash);
  }

  void draw_line(const OverlayLine& line) {
    add_points({line.from, line.to});
    stroke(line.width, line.color, 0);
  }

  const PdfFonts& fonts_;
  std::string bytes_;
  Page page_;
};

}  // namespace

bool pdf_available() { return true; }

std::string encode_pdf(std::span<const VectorFigure> pages) {
  static std::mutex mutex;  // of the fonts
  static const PdfFonts fonts;
  const std::lock_guard lock(mutex);
  return PdfWriter(fonts).run(pages);
}

}  // namespace cartograd

#else

namespace cartograd {

bool pdf_available() { return false; }

std::string encode_pdf(std::span<const VectorFigure>) {
  throw OutputError("this program was built without cairo, which writes PDF files; .svg holds the same figure");
}

}  // namespace cartograd

#endif

namespace cartograd {

std::string encode_pdf(const VectorFigure& figure) { return encode_pdf(std::span(&figure, 1)); }

}  // namespace cartograd
