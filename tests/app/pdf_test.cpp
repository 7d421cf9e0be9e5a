#include "app/figure/pdf.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <unistd.h>

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/app/test_figure.h"

using namespace cartograd;
using namespace cartograd::test;

namespace {

// What poppler's `program` says of a PDF; empty where it is not installed.
std::string ask_poppler(const std::string& program, const std::string& pdf) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("cartograd-" + std::to_string(getpid()))).string();
  write_file(path, pdf);
  std::string answer;
  if (FILE* pipe = popen((program + " " + path + " - 2>/dev/null").c_str(), "r")) {
    for (int letter; (letter = std::fgetc(pipe)) != EOF;) answer += static_cast<char>(letter);
    pclose(pipe);
  }
  std::filesystem::remove(path);
  if (answer.empty()) MESSAGE("skipped: poppler's " << program << " is not installed");
  return answer;
}

}  // namespace

TEST_SUITE("pdf") {
  TEST_CASE("a PDF file with both fonts in it, as text") {
    if (!pdf_available()) {
      CHECK_THROWS_AS(encode_pdf(surface_page()), OutputError);
      return;
    }
    const std::string pdf = encode_pdf(surface_page());
    CHECK(pdf.starts_with("%PDF-"));
    CHECK(pdf.find("%%EOF") != std::string::npos);
    CHECK(pdf.find("Inter-Regular") != std::string::npos);
    CHECK(pdf.find("DejaVuSans") != std::string::npos);
    CHECK(pdf.find("/FontFile") != std::string::npos);
    CHECK(pdf.find("/SMask") != std::string::npos);  // the picture's opacity
    CHECK(pdf.find("CreationDate") == std::string::npos);
  }

  TEST_CASE("equal input, equal bytes") {
    if (!pdf_available()) return;
    const std::string first = encode_pdf(surface_page());
    CHECK(encode_pdf(chart_page()) == encode_pdf(chart_page()));
    CHECK(encode_pdf(surface_page()) == first);
  }

  TEST_CASE("the page's text can be copied, every letter") {
    if (!pdf_available()) return;
    const std::string text = ask_poppler("pdftotext", encode_pdf(surface_page()));
    if (text.empty()) return;
    for (const char* words : {"∇E(α, β) < 0 & \"Größe\" −5", "−0.5", "gradient descent"}) {
      INFO(text);
      CHECK(text.find(words) != std::string::npos);
    }
  }

  TEST_CASE("broken text and unknown colour maps") {
    if (!pdf_available()) return;
    VectorFigure figure = chart_page();
    figure.title = figure.layers[0].overlay.texts[0].text = "\xFF\xED\xA0\x80 broken";
    CHECK(encode_pdf(figure).starts_with("%PDF-"));
    figure = surface_page();
    figure.layers[0].overlay.color_strip->colormap = "virids";
    CHECK_THROWS_AS(encode_pdf(figure), InputError);
    CHECK(encode_pdf(chart_page()).starts_with("%PDF-"));  // the failure left nothing behind
  }
}
