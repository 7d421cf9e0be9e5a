// What a picture hides, said beside it.
#include "app/scene/honesty.h"

#include <cmath>
#include <set>

#include <doctest/doctest.h>

#include "app/scene/build_scene.h"
#include "core/experiment/document.h"

using namespace cartograd;

namespace {

std::vector<HonestyNote> notes_of(const std::string& text) {
  const Document document = parse_document(text, "test", view_table());
  const Results results = compute(document.experiment);
  const View view = make_view(document.view);
  const std::vector<Trajectory> paths = project_all(results);
  return honesty_notes(results, paths, view, build_scene(results, paths, view, ""));
}

const HonestyNote& note(const std::vector<HonestyNote>& notes, const std::string& belief) {
  for (const HonestyNote& each : notes)
    if (each.belief.find(belief) != std::string::npos) return each;
  throw std::logic_error("no note on " + belief);
}

constexpr const char* network =
    "[data]\nsamples = 40\n[network]\nhidden = [4]\n[[run]]\nsteps = 60\n[slice]\nresolution = [33, 33]\n";

}  // namespace

TEST_SUITE("honesty") {
  TEST_CASE("all nineteen are there, each with what holds now and why") {
    const auto notes = notes_of(network);
    CHECK(notes.size() == 19);
    std::set<std::string> beliefs;
    for (const HonestyNote& each : notes) {
      CHECK(beliefs.insert(each.belief).second);
      CHECK(each.now.size() > 10);
      CHECK(each.why.size() > 30);
    }
  }

  TEST_CASE("a random plane of a network: it shows two of many directions, and hardly anything of the path") {
    const auto notes = notes_of(std::string(network) + "[plane]\nkind = \"random\"\n");
    CHECK(note(notes, "Saddles").caution);
    CHECK(note(notes, "Saddles").now.find("2 of 17 directions") != std::string::npos);
    CHECK(note(notes, "path lies on").caution);
  }

  TEST_CASE("a function of two parameters hides nothing") {
    const auto notes = notes_of("[objective]\nloss = \"himmelblau\"\n[plane]\nkind = \"weights\"\n");
    for (const char* belief : {"A minimum of the picture", "convex", "Saddles", "path lies on"})
      CHECK_FALSE(note(notes, belief).caution);
  }

  TEST_CASE("weight decay is told apart from the data's loss, skew axes by their cosine") {
    const auto notes =
        notes_of(std::string(network) +
                 "[objective]\nweight_decay = 0.1\n[plane]\nkind = \"three_points\"\northogonal = false\n");
    CHECK(note(notes, "error of the data").now.find("of the data") != std::string::npos);
    CHECK(note(notes, "dot product").caution);
    CHECK(note(notes, "straight line").caution);
  }

  TEST_CASE("a grid that misses what lies between its points is told from one that does not") {
    const auto grid = [](int points, double waves) {
      std::vector<float> heights;
      for (int row = 0; row < points; ++row)
        for (int column = 0; column < points; ++column)
          heights.push_back(static_cast<float>(std::cos(waves * 2 * 3.14159265 * column / (points - 1)) + 0.01 * row));
      return grid_error(heights, std::vector<std::uint8_t>(heights.size(), 0), points, points);
    };
    CHECK(grid(65, 1) < 0.01);
    CHECK(grid(17, 7.5) > 0.1);
    CHECK(grid(129, 7.5) < grid(33, 7.5));
    CHECK(std::isnan(grid(3, 1)));
    CHECK(grid_error(std::vector<float>(25, 1.f), std::vector<std::uint8_t>(25, 0), 5, 5) == 0);
  }
}
