// Colours that tell something else than losses, and rings on the critical points of the drawn surface.
#include "app/scene/surface_colors.h"

#include <cmath>

#include <doctest/doctest.h>

#include "app/scene/build_scene.h"
#include "app/scene/charts.h"
#include "app/scene/page.h"
#include "core/experiment/document.h"
#include "core/experiment/plane_points.h"
#include "test_session.h"

using namespace cartograd;

namespace {

Results himmelblau() {
  Results results = compute(parse_document("[objective]\nloss = \"himmelblau\"\n[plane]\nkind = \"weights\"\n[[run]]\n"
                                           "steps = 5\n[slice]\nresolution = [41, 33]\n",
                                           "test", view_table())
                                .experiment);
  results.slice_points = std::make_shared<const PlanePoints>(*plane_points({results.slice}));
  return results;
}

void colour(Results& results, MapQuantity quantity) {
  results.plane_map = std::make_shared<const PlaneMap>(plane_map({results.slice, quantity}));
}

Scene scene_of(const Results& results, const View& view) {
  return build_scene(results, project_all(results), view, "");
}

}  // namespace

TEST_SUITE("surface_colors") {
  TEST_CASE("heights and contours stay those of losses; colours and their bar are the quantity's") {
    Results results = himmelblau();
    colour(results, MapQuantity::gradient);
    View view;
    const Scene plain = scene_of(results, view);
    CHECK(plain.colored_by_loss);
    CHECK(plain.color_bar->title == "loss");
    view.color_by = ColorBy::gradient;
    const Scene scene = scene_of(results, view);
    CHECK_FALSE(scene.colored_by_loss);
    CHECK(scene.color_bar->title == "full gradient norm");
    CHECK(scene.surface->height == plain.surface->height);
    CHECK(scene.surface->level == plain.surface->level);
    CHECK(scene.surface->color != plain.surface->color);
    CHECK(scene.caption.find("colours: full gradient norm on a 33 × 33 grid") != std::string::npos);
    CHECK(plain.caption.find("colours") == std::string::npos);
    // In the order of the gradients where the grids agree: columns 0, 5, 10 … are the map's 0, 4, 8 ….
    const Slice& grid = results.plane_map->grid;
    const auto color = [&](Index column, Index row) {
      return scene.surface->color[static_cast<std::size_t>(row * 41 + column * 5 / 4)];
    };
    for (Index i = 0; i < 33; i += 4)
      for (Index j = 0; j < 33; j += 4) {
        if (grid.at(i, j) > 1.01 * grid.at(16, 16)) CHECK(color(i, j) > color(16, 16));
        CHECK(color(i, j) >= 0);
        CHECK(color(i, j) <= 1);
      }
  }

  TEST_CASE("what was asked for another quantity, plane or window does not colour") {
    Results results = himmelblau();
    colour(results, MapQuantity::gradient);
    View view;
    view.color_by = ColorBy::curvature;
    CHECK(scene_of(results, view).color_bar->title == "loss");
    view.color_by = ColorBy::gradient;
    SliceResult moved = *results.slice;
    moved.slice.window.a_max += 1;
    results.slice = std::make_shared<const SliceResult>(moved);
    CHECK(scene_of(results, view).color_bar->title == "loss");
  }

  TEST_CASE("the ratio of curvatures: 0 at the lower end, and what is above 1 is said") {
    Results results = himmelblau();
    colour(results, MapQuantity::curvature);
    View view;
    view.color_by = ColorBy::curvature;
    const Scene scene = scene_of(results, view);
    CHECK(scene.color_bar->title == "|λmin| / λmax");
    CHECK(scene.color_bar->ticks.front().label == "0");
    CHECK(scene.color_bar->ticks.back().label.starts_with("≥ 1"));  // around the maximum
    CHECK(scene.surface->color.front() == 0);                       // far out it is convex
    // Where all is convex the scale still is one.
    const ColorScale convex(MapQuantity::curvature, std::vector<double>{0, 0, NAN});
    CHECK(convex.bar().ticks.size() >= 2);
  }

  TEST_CASE("where nothing is known the surface is grey, not coloured, and the caption says so") {
    Results results = himmelblau();
    colour(results, MapQuantity::gradient);
    PlaneMap map = *results.plane_map;
    map.grid.loss[0] = NAN;
    results.plane_map = std::make_shared<const PlaneMap>(map);
    View view;
    view.color_by = ColorBy::gradient;
    const Scene scene = scene_of(results, view);
    CHECK(scene.surface->color.front() == -1);
    CHECK(scene.surface->color.back() >= 0);
    CHECK(scene.caption.find("grey where it is not known") != std::string::npos);
  }

  TEST_CASE("two pictures on one page share the scale of colours; a map is coloured like its surface") {
    Results results = himmelblau();
    colour(results, MapQuantity::gradient);
    Results other = results;
    PlaneMap steeper = *results.plane_map;
    for (double& value : steeper.grid.loss) value *= 100;
    other.plane_map = std::make_shared<const PlaneMap>(steeper);
    View view;
    view.color_by = ColorBy::gradient;
    const std::vector<Shown> shown = {{results, project_all(results), "one"}, {other, project_all(other), "other"}};
    const Page page = build_page(shown, view, 1.6f);
    const auto &left = std::get<Scene>(page.cells[0].content), &right = std::get<Scene>(page.cells[1].content);
    CHECK(left.color_bar->ticks.front().label == right.color_bar->ticks.front().label);
    CHECK(left.surface->color[100] < right.surface->color[100]);
    view.layout = "map";
    const Page map = build_page({shown.data(), 1}, view, 1.6f);
    const auto& chart = std::get<Chart>(map.cells[0].content);
    CHECK(chart.color_bar->title == "full gradient norm");
    CHECK(chart.caption.find("colours: full gradient norm") != std::string::npos);
  }

  TEST_CASE("under a bar that is not of losses, a cut is one of losses, and the map leaves it out") {
    Results results = himmelblau();
    colour(results, MapQuantity::gradient);
    View view;
    view.color_by = ColorBy::gradient;
    view.height.range = {0, 100};
    view.height.kind = HeightKind::linear;
    CHECK(scene_of(results, view).bar_note() == "losses cut away above 100");
    view.layout = "map";
    const std::vector<Shown> shown = {{results, project_all(results), ""}};
    const Page page = build_page(shown, view, 1.6f);
    const auto& chart = std::get<Chart>(page.cells[0].content);
    CHECK(chart.map->color.presence.front() == 0);
    CHECK(std::ranges::count(chart.map->color.presence, 1.f) > 100);
    view.color_by = ColorBy::loss;
    CHECK(scene_of(results, view).bar_note() == "cut away above 100");
  }

  TEST_CASE("slice points are rings on the drawn surface, named as such, and counted in the caption") {
    const Results results = himmelblau();
    View view;
    view.points = view.paths = false;
    CHECK(scene_of(results, view).markers.empty());
    view.slice_points = true;
    const Scene scene = scene_of(results, view);
    REQUIRE(scene.markers.size() == 9);
    REQUIRE(scene.labels.size() == 8);
    for (const Marker& marker : scene.markers) CHECK(marker.shape == MarkerShape::ring);
    for (const Label& label : scene.labels) {
      CHECK(label.text.starts_with("slice "));
      CHECK(label.text.find(", gradient ") != std::string::npos);
    }
    CHECK(scene.legend.back().label == "critical points of the slice");
    CHECK(scene.caption.find("on the slice: 4 minima, 4 saddles, 1 maximum; the grid agrees") != std::string::npos);
    PlanePoints unsure = *results.slice_points;
    unsure.found.consistent = false;
    unsure.found.points.resize(1);
    Results coarse = results;
    coarse.slice_points = std::make_shared<const PlanePoints>(unsure);
    CHECK(surface_extras(coarse, view).front() ==
          "on the slice: 1 minimum, 0 saddles, 0 maxima; the grid is too coarse to be sure");
  }

  TEST_CASE("a session computes both while the view wants them, and again for another slice") {
    Session session(small_document(), [] {});
    REQUIRE(frames_until(session, [&] { return settled(session); }));
    CHECK_FALSE(session.results().slice_points);
    CHECK_FALSE(session.results().plane_map);
    session.view.slice_points = true;
    session.view.color_by = ColorBy::curvature;
    const auto here = [&] {
      const Results& now = session.results();
      return now.slice_points && now.plane_map && now.plane_map->grid.complete && settled(session) &&
             now.slice_points->request.slice == now.slice && now.plane_map->request.slice == now.slice;
    };
    REQUIRE(frames_until(session, here));
    CHECK(session.caption().find("colours: |λmin| / λmax") != std::string::npos);
    CHECK(session.caption().find("on the slice: ") != std::string::npos);
    session.experiment.seed = 9;
    session.update(0.02);
    REQUIRE(frames_until(session, [&] { return here() && session.results().slice->request.seed == 9; }));
    session.view = View{};
    session.update(0.02);
    CHECK_FALSE(session.results().slice_points);
    CHECK_FALSE(session.results().plane_map);
  }
}
