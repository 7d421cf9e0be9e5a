// What to show, as one value: camera, colour map, height scale, cursor in time. Changing it computes nothing anew.
#pragma once

#include <optional>
#include <vector>

#include "app/scene/camera.h"
#include "app/scene/scene.h"
#include "core/base/catalogue.h"

namespace cartograd {

// Automatic is logarithmic, except where a loss is negative.
enum class HeightKind { automatic, linear, log };

struct View {
  Camera camera;
  std::optional<Index> cursor;  // paths are drawn up to this step; none = to the newest
  HeightKind height = HeightKind::automatic;
  Theme theme = Theme::light;
  SurfaceStyle style;
  Index contours = 14;  // about how many levels; 0 = none
  bool floor = true, walls = true, paths = true, labels = true, caption = true;
  bool operator==(const View&) const = default;
};

// The [view] section of an experiment file.
const std::vector<Setting>& view_table();
View make_view(const Settings& settings);
Settings to_settings(const View& view);

}  // namespace cartograd
