#include "app/scene/build_scene.h"

#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "app/scene/occlusion.h"
#include "core/experiment/document.h"

using namespace cartograd;

namespace {

Results small_results(const std::string& more = "") {
  return compute(
      parse_document(
          "[data]\nsamples = 30\n[network]\nhidden = [4]\n[slice]\nresolution = [17, 11]\n[[run]]\nsteps = 40\n" + more,
          "test", view_table())
          .experiment);
}

Results with_losses(const Results& results, const std::function<void(std::vector<double>&)>& change) {
  SliceResult slice = *results.slice;
  change(slice.slice.loss);
  return {results.training, std::make_shared<const SliceResult>(slice)};
}

bool all_finite(const Scene& scene) {
  const auto finite = [](glm::vec3 p) { return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z); };
  for (float z : scene.surface->height)
    if (!std::isfinite(z)) return false;
  for (float level : scene.surface->level)
    if (!std::isfinite(level)) return false;
  for (const Tube& tube : scene.tubes)
    for (glm::vec3 p : tube.points)
      if (!finite(p)) return false;
  for (const Marker& marker : scene.markers)
    if (!finite(marker.position)) return false;
  return true;
}

}  // namespace

TEST_SUITE("build_scene") {
  TEST_CASE("the surface's heights are in the order of its losses, inside the box") {
    const Results results = small_results();
    for (HeightKind kind : {HeightKind::linear, HeightKind::log}) {
      View view;
      view.height.kind = kind;
      const Scene scene = build_scene(results, project_all(results), view, "title");
      const SurfaceMesh& mesh = *scene.surface;
      const std::vector<double>& loss = results.slice->slice.loss;
      REQUIRE(mesh.height.size() == loss.size());
      CHECK(mesh.columns == 17);
      CHECK(mesh.rows == 11);
      CHECK_FALSE(mesh.has_holes);
      for (std::size_t i = 1; i < loss.size(); ++i) {
        if (loss[i] > loss[0] * 1.001) CHECK(mesh.height[i] > mesh.height[0]);
        CHECK(mesh.height[i] >= scene.axes.surface_bottom - 1e-6f);
        CHECK(mesh.height[i] <= scene.axes.surface_top + 1e-6f);
      }
      CHECK(all_finite(scene));
      CHECK(scene.title == "title");
      CHECK(scene.color_bar->ticks.size() >= 2);
    }
  }

  TEST_CASE("what is drawn at the floor is said, under the colour bar or in the caption") {
    const Results results = small_results();
    CHECK(build_scene(results, {}, View{}, "").height_note.empty());
    const Results zero = with_losses(results, [](auto& losses) { losses[5] = 0; });
    View view;
    CHECK(build_scene(zero, {}, view, "").height_note.find("drawn at the floor") != std::string::npos);
    CHECK(build_scene(zero, {}, view, "").caption.find("drawn at the floor") == std::string::npos);
    view.labels = false;
    CHECK(build_scene(zero, {}, view, "").caption.find("drawn at the floor") != std::string::npos);
    const Results negative = with_losses(results, [](auto& losses) { losses[5] = -1; });
    CHECK_FALSE(build_scene(negative, {}, View{}, "").logarithmic);
  }

  TEST_CASE(
      "remarks tell precision, preview, batch statistics and the plane's note; the caption what matters of them") {
    const Results plain = small_results();
    CHECK(surface_remarks(plain).precision == "losses in double");
    CHECK(surface_remarks(plain).preview.empty());
    CHECK(surface_remarks(plain).notes.empty());
    CHECK(surface_remarks(Results{}).precision.empty());

    SliceResult slice = *plain.slice;
    slice.slice.single = true;
    slice.slice.subset = 7;
    PlaneFit fit = *slice.fit;
    fit.note = "a note of the plane";
    slice.fit = std::make_shared<const PlaneFit>(fit);
    const Results preview{plain.training, std::make_shared<const SliceResult>(slice)};
    CHECK(surface_remarks(preview).preview == "preview: 7 of 30 samples");
    const std::string caption = describe(preview, {});
    for (const char* part : {"single precision", "preview: 7 of 30", "a note of the plane"})
      CHECK(caption.find(part) != std::string::npos);

    for (const char* statistics : {"point", "origin"}) {
      const Results normed = compute(
          parse_document(fmt::format("[data]\nsamples = 30\n[network]\nhidden = [4]\nbatch_norm = true\n[slice]\n"
                                     "resolution = [9, 9]\nstatistics = \"{}\"\n[[run]]\nsteps = 20\n",
                                     statistics),
                         "test", view_table())
              .experiment);
      REQUIRE(surface_remarks(normed).notes.size() == 1);
      const bool differs = surface_remarks(normed).notes.front().find("differs") != std::string::npos;
      CHECK(differs == (std::string(statistics) == "origin"));
    }
  }

  TEST_CASE("of a function of two parameters, which the plane holds altogether, no share is told") {
    const Results results = compute(parse_document("objective = {loss = \"bowl\"}\nplane = {kind = \"weights\"}\n"
                                                   "run = [{steps = 20}]\nslice = {resolution = [9, 9]}",
                                                   "test", view_table())
                                        .experiment);
    const Scene scene = build_scene(results, project_all(results), View{}, "");
    CHECK(scene.axes.title_a.find('%') == std::string::npos);
    CHECK(scene.caption.find("variance") == std::string::npos);
  }

  TEST_CASE(
      "paths stand at their own loss: the end of the first run lies on the surface, where the plane passes through "
      "it") {
    const Results results = small_results();
    const Scene scene = build_scene(results, project_all(results), View{}, "");
    const Run& run = results.training->runs.front();
    const double on_surface =
        results.training->problem->objective->evaluate(results.slice->fit->plane.origin, {}, nullptr);
    CHECK(run.loss.back() == doctest::Approx(on_surface).epsilon(1e-12));
    REQUIRE(scene.tubes.size() == 1);
    CHECK(scene.tubes.front().points.size() == run.size());
    CHECK(scene.markers.size() >= 2);
    const CursorReadout readout = read_cursor(results, project_all(results), View{}, 0);
    CHECK(readout.off_plane < 1e-9);
    CHECK(readout.step == run.step.back());
    CHECK(readout.surface_loss == doctest::Approx(readout.loss).epsilon(0.05));
  }

  TEST_CASE("the cursor cuts the path") {
    const Results results = small_results();
    View view;
    view.cursor = 10;
    CHECK(visible_iterates(results.training->runs.front(), view) == 11);
    const Scene scene = build_scene(results, project_all(results), view, "");
    CHECK(scene.tubes.front().points.size() == 11);
    view.cursor = 0;
    CHECK(build_scene(results, project_all(results), view, "").tubes.empty());
  }

  TEST_CASE("losses that are not finite are holes, and change nothing else") {
    const Results results = small_results();
    const Results broken = with_losses(results, [](std::vector<double>& loss) {
      loss[0] = NAN;
      loss[40] = INFINITY;
      loss[41] = -INFINITY;
    });
    const Scene scene = build_scene(broken, project_all(broken), View{}, "");
    CHECK(scene.surface->has_holes);
    CHECK(scene.surface->hole[0] == 1);
    CHECK(scene.surface->hole[40] == 1);
    CHECK(scene.surface->hole[41] == 1);
    CHECK(scene.surface->hole[100] == 0);
    CHECK(all_finite(scene));
    const Results nothing =
        with_losses(results, [](std::vector<double>& loss) { std::fill(loss.begin(), loss.end(), NAN); });
    CHECK(all_finite(build_scene(nothing, project_all(nothing), View{}, "")));
  }

  TEST_CASE("what lies outside the window is left out, not moved inside") {
    const Results results = compute(parse_document("[data]\nsamples = 30\n[slice]\nresolution = [9, 9]\nrange = "
                                                   "[-0.01, 0.01, -0.01, 0.01]\n[[run]]\nsteps = 100\n",
                                                   "test", view_table())
                                        .experiment);
    const Scene scene = build_scene(results, project_all(results), View{}, "");
    for (const Tube& tube : scene.tubes)
      for (glm::vec3 p : tube.points) CHECK(std::max(std::abs(p.x), std::abs(p.y) / scene.axes.depth) <= 1.0001f);
    CHECK(scene.markers.size() < 5);
  }

  TEST_CASE("without results there is a scene, too") {
    const Scene scene = build_scene({}, {}, View{}, "");
    CHECK_FALSE(scene.surface);
    CHECK(describe({}, {}).empty());
  }

  TEST_CASE("sky visibility: a plain sees all, the bottom of a well little") {
    std::vector<float> plain(33 * 21, 0.5f);
    for (float sky : sky_visibility(plain, 33, 21, 2, 2)) CHECK(sky == doctest::Approx(1));
    std::vector<float> well(33 * 33, 1.f);
    for (int j = 14; j < 19; ++j)
      for (int i = 14; i < 19; ++i) well[static_cast<std::size_t>(j * 33 + i)] = 0;
    const auto sky = sky_visibility(well, 33, 33, 2, 2);
    CHECK(sky[16 * 33 + 16] < 0.3f);
    CHECK(sky[0] == doctest::Approx(1));
  }

  TEST_CASE("a chosen range cuts surface and paths, and says so") {
    const Results results = small_results();
    const std::vector<double>& losses = results.slice->slice.loss;
    const auto [low, high] = std::minmax_element(losses.begin(), losses.end());
    const double middle = (*low + *high) / 2;
    View view;
    view.height.range = {*low, middle};
    const Scene scene = build_scene(results, project_all(results), view, "");
    CHECK(scene.surface->cut);
    CHECK(scene.height_note.find("cut away above") == 0);
    for (std::size_t i = 0; i < losses.size(); ++i)
      CHECK((scene.surface->height[i] > scene.axes.surface_top + 1e-5f) == (losses[i] > middle));
    for (const Tube& tube : scene.tubes)
      for (const glm::vec3& point : tube.points) CHECK(point.z <= scene.axes.surface_top + 0.02f);
    CHECK(all_finite(scene));
    CHECK_FALSE(build_scene(results, project_all(results), {}, "").surface->cut);
  }

  TEST_CASE("colours along a path: by time or by the distance from the plane, with a legend") {
    const Results results = small_results("[plane]\nkind = \"random\"\n");
    const std::vector<Trajectory> paths = project_all(results);
    View view;
    view.path_color = PathColor::off_plane;
    const Scene scene = build_scene(results, paths, view, "");
    REQUIRE_FALSE(scene.tubes.empty());
    CHECK(scene.legend.size() == 3);
    CHECK(scene.legend.front().label == "off the plane 0");
    view.path_color = PathColor::time;
    CHECK(build_scene(results, paths, view, "").legend.back().label == "step 40");
    view.path_color = PathColor::run;
    CHECK(build_scene(results, paths, view, "").legend.empty());
  }

  TEST_CASE("arrows at the cursor: the next step points to the next iterate, at the scale that the legend tells") {
    const Results results = small_results("[view]\ncursor = 10\n");
    View view;
    view.cursor = 10;
    view.arrows = true;
    const std::vector<Trajectory> paths = project_all(results);
    const Scene scene = build_scene(results, paths, view, "");
    REQUIRE(scene.arrows.size() == 3);
    const glm::vec3 along = scene.arrows[0].to - scene.arrows[0].from;
    const Window& window = results.slice->slice.window;
    const double da = (paths[0].a[11] - paths[0].a[10]) * 2 / (window.a_max - window.a_min);
    const double factor = std::stod(scene.legend[0].label.substr(scene.legend[0].label.rfind(' ')));
    CHECK(static_cast<double>(along.x) == doctest::Approx(da * factor).epsilon(1e-3));
    view.cursor = 40;  // the last iterate has no next step
    const Scene last = build_scene(results, paths, view, "");
    for (const LegendEntry& entry : last.legend) CHECK(entry.label.find("next") == std::string::npos);
  }

  TEST_CASE("known critical points stand at their own loss, named by kind") {
    const Results results =
        compute(parse_document("[objective]\nloss = \"himmelblau\"\n[plane]\nkind = \"weights\"\n[slice]\nresolution = "
                               "[33, 33]\n[[run]]\nsteps = 5\n",
                               "test", view_table())
                    .experiment);
    View view;
    view.height.kind = HeightKind::linear;
    const Scene scene = build_scene(results, project_all(results), view, "");
    int minima = 0, saddles = 0, maxima = 0;
    for (const Label& label : scene.labels) {
      minima += label.text == "minimum";
      saddles += label.text == "saddle";
      maxima += label.text == "maximum";
    }
    CHECK(minima == 4);
    CHECK(saddles == 4);
    CHECK(maxima == 1);
    view.points = false;
    CHECK(build_scene(results, project_all(results), view, "").labels.empty());
  }
}
