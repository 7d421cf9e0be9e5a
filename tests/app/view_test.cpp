#include "app/scene/view.h"

#include <doctest/doctest.h>

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
    CHECK(make_view(to_settings(other)) == other);
  }
}
