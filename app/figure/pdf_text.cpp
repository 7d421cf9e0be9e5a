#ifdef CARTOGRAD_HAVE_CAIRO

#include "app/figure/pdf_text.h"

#include <cairo-ft.h>
#include <string>
#include <string_view>
#include <vector>

#include "app/scene/font.h"
#include "core/base/assets.h"
#include "core/base/error.h"

namespace cartograd {

namespace {

// A font's outlines must live as long as cairo uses them, and cairo keeps fonts after the last page was written: it
// owns this and deletes it.
struct Outlines {
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  ~Outlines() { FT_Done_FreeType(library); }
};

void delete_outlines(void* outlines) { delete static_cast<Outlines*>(outlines); }

void check(FT_Error error) {
  if (error) throw OutputError("the PDF file cannot be encoded: FreeType error " + std::to_string(error));
}

// Letters of one font that stand one after another.
struct Run {
  std::string text;
  std::vector<cairo_glyph_t> glyphs;
  std::vector<cairo_text_cluster_t> clusters;  // one a letter: what is copied from the page is the text
};

void show_run(cairo_t* page, const Run& run) {
  if (run.glyphs.empty()) return;
  cairo_show_text_glyphs(page, run.text.data(), static_cast<int>(run.text.size()), run.glyphs.data(),
                         static_cast<int>(run.glyphs.size()), run.clusters.data(),
                         static_cast<int>(run.clusters.size()), cairo_text_cluster_flags_t{});
}

}  // namespace

struct PdfFonts::Face {
  FT_Face outlines = nullptr;
  cairo_font_face_t* font = nullptr;

  explicit Face(std::string_view name) {
    auto owned = std::make_unique<Outlines>();
    check(FT_Init_FreeType(&owned->library));
    const std::string_view bytes = asset(name);
    check(FT_New_Memory_Face(owned->library, reinterpret_cast<const FT_Byte*>(bytes.data()),
                             static_cast<FT_Long>(bytes.size()), 0, &owned->face));
    outlines = owned->face;
    font = cairo_ft_font_face_create_for_ft_face(outlines, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP);
    static const cairo_user_data_key_t key{};
    const cairo_status_t status = cairo_font_face_set_user_data(font, &key, owned.get(), delete_outlines);
    if (status != CAIRO_STATUS_SUCCESS) {
      cairo_font_face_destroy(font);
      throw OutputError(std::string("the PDF file cannot be encoded: ") + cairo_status_to_string(status));
    }
    owned.release();
  }
  ~Face() { cairo_font_face_destroy(font); }
  Face(const Face&) = delete;
  Face& operator=(const Face&) = delete;

  unsigned long index(char32_t letter) const { return FT_Get_Char_Index(outlines, letter); }
};

PdfFonts::PdfFonts() : faces_{std::make_unique<Face>("fonts/regular"), std::make_unique<Face>("fonts/symbols")} {}
PdfFonts::~PdfFonts() = default;

void PdfFonts::show(cairo_t* page, const OverlayText& text) const {
  const glm::vec2 start = baseline_start(text);
  cairo_save(page);
  cairo_translate(page, start.x, start.y);
  cairo_rotate(page, text.rotation);
  cairo_set_font_size(page, text.size);
  cairo_set_source_rgba(page, text.color.r, text.color.g, text.color.b, text.color.a);
  Run run;
  const Face* run_face = nullptr;
  double x = 0;
  for (char32_t letter : decode_utf8(text.text)) {
    const Face* face = faces_[0]->index(letter) != 0 || faces_[1]->index(letter) == 0 ? faces_[0].get()  //
                                                                                      : faces_[1].get();
    if (face != run_face) {
      show_run(page, run);
      run = {};
      run_face = face;
      cairo_set_font_face(page, face->font);
    }
    const std::string bytes = encode_utf8(letter);
    run.text += bytes;
    run.glyphs.push_back({face->index(letter), x, 0});
    run.clusters.push_back({static_cast<int>(bytes.size()), 1});
    x += static_cast<double>(text_width(bytes, text.size));
  }
  show_run(page, run);
  cairo_restore(page);
}

}  // namespace cartograd

#endif
