// What to show, as one value: camera, colour map, height scale, cursor in time. Changing it computes nothing anew.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/scene/camera.h"
#include "app/scene/scene.h"
#include "core/base/catalogue.h"

namespace cartograd {

// Automatic is logarithmic, except where a loss is negative. symlog is logarithmic on both sides of a linear piece
// around 0; rank gives every height the same share of the surface.
enum class HeightKind { automatic, linear, log, symlog, rank };

// How losses become heights and colours.
struct HeightChoice {
  HeightKind kind = HeightKind::automatic;
  std::vector<double> range = {};   // the lowest and the highest loss that is drawn; empty = all
  Index contours = 14;              // about how many levels, at round losses; 0 = none
  std::vector<double> levels = {};  // levels of one's own instead, ascending
  bool operator==(const HeightChoice&) const = default;
};

// What the colours along a path tell.
enum class PathColor { run, time, off_plane };

// What the colours of the surface tell: its heights, or a quantity of the full space (plane_map.h).
enum class ColorBy { loss, gradient, curvature, ending, ending_loss };

struct View {
  std::string layout = "surface";        // or "overview", or the id of a diagram (charts.h)
  std::optional<double> divider;         // of two results in one place: the fraction of the width that shows the first
  std::vector<double> chart_range = {};  // of a single diagram: x from, to, y from, to; empty = all
  std::vector<double> probe = {};        // a, b of the network that is looked at; empty = that at the cursor
  Index probe_run = 0;                   // of this run
  Index restart_group = 0;               // of the restarts' settings, where only one is shown
  std::vector<double> between = {};      // which two of the endings that lines are drawn between; empty = the first
  double smoothing = 0;                  // of curves: the share of the past that a running mean keeps
  Camera camera;
  std::optional<Index> cursor;        // paths are drawn up to this step; none = to the newest
  std::optional<double> cursor_loss;  // instead: up to where each is first as low as this
  HeightChoice height;
  Theme theme = Theme::light;
  SurfaceStyle style;
  ColorBy color_by = ColorBy::loss;
  PathColor path_color = PathColor::run;
  bool drop_lines = false, arrows = false, points = true;
  bool batch_surface = false;  // the surface of the mini-batch at the cursor, as a mesh of lines
  bool slice_points = false;   // the critical points of the drawn surface
  bool floor = true, walls = true, paths = true, labels = true, caption = true;
  bool operator==(const View&) const = default;
};

// The [view] section of an experiment file.
const std::vector<Setting>& view_table();
// Throws InputError if the range is empty.
View make_view(const Settings& settings);
Settings to_settings(const View& view);

}  // namespace cartograd
