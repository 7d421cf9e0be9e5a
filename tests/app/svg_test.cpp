#include "app/figure/svg.h"

#include <clocale>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "app/figure/png.h"
#include "app/figure/svg_text.h"
#include "core/base/error.h"
#include "tests/app/test_figure.h"

using namespace cartograd;
using namespace cartograd::test;

namespace {

struct Element {
  std::string name, content;  // content: the text before the first child
  std::map<std::string, std::string> attributes;
  std::size_t depth = 0;
};

// Reads what the writer may write, and no more: fails on anything that is not well formed.
std::vector<Element> parse(const std::string& svg) {
  std::vector<Element> elements;
  std::vector<std::string> open;
  std::size_t at = svg.find("?>") + 2;
  while ((at = svg.find('<', at)) != std::string::npos) {
    const std::size_t end = svg.find('>', at);
    REQUIRE(end != std::string::npos);
    std::string tag = svg.substr(at + 1, end - at - 1);
    at = end + 1;
    REQUIRE(tag.find('<') == std::string::npos);
    if (tag.front() == '/') {
      REQUIRE(!open.empty());
      CHECK(open.back() == tag.substr(1));
      open.pop_back();
      continue;
    }
    const bool whole = tag.back() == '/';
    if (whole) tag.pop_back();
    Element element{tag.substr(0, tag.find(' ')), svg.substr(at, svg.find('<', at) - at), {}, open.size()};
    for (std::size_t i = element.name.size(); i < tag.size();) {
      const std::size_t equals = tag.find("=\"", i), quote = tag.find('"', equals + 2);
      REQUIRE(quote != std::string::npos);
      const std::string key = tag.substr(i + 1, equals - i - 1);
      CHECK(key.find(' ') == std::string::npos);
      CHECK(element.attributes.emplace(key, tag.substr(equals + 2, quote - equals - 2)).second);
      i = quote + 1;
    }
    if (!whole) open.push_back(element.name);
    elements.push_back(element);
  }
  CHECK(open.empty());
  return elements;
}

std::set<std::string> ids(const std::vector<Element>& elements) {
  std::set<std::string> found;
  for (const Element& element : elements)
    if (element.attributes.count("id")) CHECK(found.insert(element.attributes.at("id")).second);
  return found;
}

std::size_t count(const std::vector<Element>& elements, const std::string& name) {
  std::size_t number = 0;
  for (const Element& element : elements) number += element.name == name;
  return number;
}

}  // namespace

TEST_SUITE("svg") {
  TEST_CASE("a surface's page: text stays text, parts are groups") {
    const VectorFigure figure = surface_page();
    const std::vector<Element> elements = parse(encode_svg(figure));
    CHECK(elements[0].attributes.at("width") == "675pt");  // 900 pixels of 3/4 pt
    CHECK(elements[0].attributes.at("viewBox") == "0 0 900 600");
    for (const char* part : {"surface", "title", "color-bar", "legend", "axes"}) {
      INFO(part);
      CHECK(ids(elements).count(part) == 1);
    }
    CHECK(count(elements, "text") == figure.layers[0].overlay.texts.size());
    CHECK(count(elements, "line") == figure.layers[0].overlay.lines.size());
    CHECK(count(elements, "linearGradient") == 1);
    bool title_found = false;
    for (const Element& element : elements)
      if (element.name == "text" && element.content == "∇E(α, β) &lt; 0 &amp; \"Größe\" −5") {
        title_found = true;
        CHECK(element.attributes.at("x") == "450");
        CHECK(element.attributes.at("text-anchor") == "middle");
      }
    CHECK(title_found);
  }

  TEST_CASE("the colour strip lies in the part that added it") {
    std::string part;
    for (const Element& element : parse(encode_svg(surface_page()))) {
      if (element.name == "g" && element.attributes.count("id")) part = element.attributes.at("id");
      if (element.name == "linearGradient") CHECK(part == "color-bar");
    }
  }

  TEST_CASE("the picture is a PNG within the file, drawn over its whole rectangle") {
    const VectorFigure figure = surface_page();
    for (const Element& element : parse(encode_svg(figure)))
      if (element.name == "image") {
        CHECK(element.attributes.at("width") == "900");
        CHECK(element.attributes.at("preserveAspectRatio") == "none");
        CHECK(element.attributes.at("xlink:href") ==
              "data:image/png;base64," + base64(encode_png(*figure.layers[0].picture, {})));
      }
  }

  TEST_CASE("several layers: every name is given once, and says whose it is") {
    const std::set<std::string> names = ids(parse(encode_svg(chart_page())));
    CHECK(names == std::set<std::string>{"chart", "chart-curves", "chart-labels", "chart-2", "chart-2-curves",
                                         "chart-2-labels"});
  }

  TEST_CASE("title, description and experiment are kept, without control characters") {
    const std::vector<Element> elements = parse(encode_svg(surface_page()));
    std::map<std::string, std::string> contents;
    for (const Element& element : elements) contents.emplace(element.name, element.content);
    CHECK(contents.at("title") == "∇E(α, β) &lt; 0 &amp; \"Größe\" −5");
    CHECK(contents.at("desc") == "a\tb\n");
    CHECK(contents.at("metadata") == "seed = 7\n");
  }

  TEST_CASE("equal input, equal bytes, in every locale") {
    const std::string first = encode_svg(chart_page());
    const std::string before = std::setlocale(LC_ALL, nullptr);
    for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8"})
      if (std::setlocale(LC_ALL, name)) break;
    CHECK(encode_svg(chart_page()) == first);
    std::setlocale(LC_ALL, before.c_str());
  }

  TEST_CASE("numbers are short") {
    CHECK(svg_number(3) == "3");
    CHECK(svg_number(-0.004) == "0");
    CHECK(svg_number(1.25) == "1.25");
    CHECK(svg_number(100.1) == "100.1");
    CHECK(svg_number(100) == "100");
    CHECK(svg_number(NAN) == "0");
  }

  TEST_CASE("a simplified line stays within a tenth of a pixel") {
    const std::vector<glm::vec2> wave = chart_page().layers[0].overlay.paths[0].points;
    const std::vector<glm::vec2> few = simplified(wave);
    CHECK(few.size() < 100);
    CHECK(few.front() == wave.front());
    CHECK(few.back() == wave.back());
    float farthest = 0;
    for (const glm::vec2& point : wave) {
      float nearest = 1e9f;
      for (std::size_t i = 1; i < few.size(); ++i) {
        const glm::vec2 along = few[i] - few[i - 1];
        const float t = glm::clamp(glm::dot(point - few[i - 1], along) / glm::dot(along, along), 0.f, 1.f);
        nearest = std::min(nearest, glm::distance(point, few[i - 1] + t * along));
      }
      farthest = std::max(farthest, nearest);
    }
    CHECK(farthest < .101f);
  }

  TEST_CASE("a ring keeps its corners; a dot and broken points vanish") {
    std::vector<glm::vec2> square;
    for (const auto& [from, to] : {std::pair<glm::vec2, glm::vec2>{{0, 0}, {10, 0}},
                                   {{10, 0}, {10, 10}},
                                   {{10, 10}, {0, 10}},
                                   {{0, 10}, {0, 0}}})
      for (int i = 0; i < 10; ++i) square.push_back(glm::mix(from, to, static_cast<float>(i) / 10));
    square.insert(square.begin() + 5, {NAN, 3});
    CHECK(simplified_ring(square) == std::vector<glm::vec2>{{0, 0}, {10, 0}, {10, 10}, {0, 10}});
    const std::vector<glm::vec2> dot(5, {3, 3});
    CHECK(simplified_ring(dot).size() < 3);
    CHECK(simplified({}).empty());
  }

  TEST_CASE("base64") {
    CHECK(base64("") == "");
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("foobar") == "Zm9vYmFy");
    CHECK(base64("\xFF\xFE") == "//4=");
  }

  TEST_CASE("an unknown colour map is refused") {
    VectorFigure figure = surface_page();
    figure.layers[0].overlay.color_strip->colormap = "virids";
    CHECK_THROWS_AS(encode_svg(figure), InputError);
  }
}
