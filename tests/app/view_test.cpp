#include "app/scene/view.h"

#include <doctest/doctest.h>

#include "core/base/error.h"

using namespace cartograd;

TEST_SUITE("view") {
  TEST_CASE("settings and view are the same thing") {
    const Settings initial = initial_settings(view_table());
    CHECK(to_settings(make_view(initial)) == initial);
    CHECK(make_view(to_settings(View{})) == View{});
    View other;
    other.theme = Theme::dark;
    other.height.kind = HeightKind::linear;
    other.cursor = 12;
    other.camera.yaw = 33.5f;
    other.style.colormap = "magma";
    other.style.opacity = 0.5f;
    other.layout = "overview";
    other.divider = 0.25;
    other.chart_range = {0, 1, 2, 3};
    other.smoothing = 0.9;
    other.height.range = {0.1, 10};
    other.height.levels = {0.2, 0.5, 3};
    other.path_color = PathColor::off_plane;
    other.drop_lines = other.arrows = true;
    other.points = false;
    CHECK(make_view(to_settings(other)) == other);
  }

  TEST_CASE("ranges that hold nothing are refused") {
    Settings settings = initial_settings(view_table());
    settings.set("range", std::vector<double>{2, 2});
    CHECK_THROWS_AS(make_view(settings), InputError);
    settings = initial_settings(view_table());
    settings.set("chart_range", std::vector<double>{0, 1, 1, 0});
    CHECK_THROWS_AS(make_view(settings), InputError);
  }
}
