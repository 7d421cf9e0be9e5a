#include "app/scene/view.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/scene/charts.h"
#include "app/scene/colormap.h"
#include "core/base/error.h"

namespace cartograd {

namespace {

const std::vector<std::string> height_names = {"auto", "linear", "log", "symlog", "rank"};
const std::vector<std::string> color_names = {"loss", "gradient", "curvature", "ending", "ending_loss"};
const std::vector<std::string> path_color_names = {"run", "time", "off_plane"};
const std::vector<std::string> theme_names = {"light", "dark", "print", "contrast"};

template <class Enum>
Enum from_name(const std::vector<std::string>& names, const std::string& name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return static_cast<Enum>(i);
  return Enum{};
}

template <class Enum>
const std::string& to_name(const std::vector<std::string>& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

std::vector<std::string> layout_names() {
  std::vector<std::string> names = {"surface", "overview", "explore"};
  for (const ChartKind& chart : charts()) names.push_back(chart.id);
  return names;
}

// The one list of what a View stores where: `visit` meets each setting with the field that it stands for.
template <class ViewType, class Visitor>
void visit_fields(ViewType& view, Visitor&& visit) {
  visit(choice_setting(
            "layout", "Layout", "surface", layout_names(),
            "the surface; with its map and the loss curves; with the network that is looked at; or one diagram"),
        view.layout);
  visit(or_word(list_setting("chart_range", "Diagram range", {0, 1, 0, 1}, -1e300, 1e300, 4, 4,
                             "the part of a single diagram that is shown: x from, to, y from, to"),
                "auto", true),
        view.chart_range);
  visit(or_word(real_setting("divider", "Divider", 0.5, 0, 1,
                             "two results in one place: the first shows at the left of the divider, the second at the "
                             "right"),
                "off", true),
        view.divider);
  visit(choice_setting("colormap", "Colours", "viridis", colormap_names(), "colour map of the surface"),
        view.style.colormap);
  visit(choice_setting(
            "color_by", "Colour by", "loss", color_names,
            "what the surface's colours tell: the loss; the norm of the full gradient; how far from convex all "
            "parameters see the place, |λmin| / λmax of the full Hessian; where the first run ends when it "
            "starts there; or at which loss"),
        view.color_by, color_names);
  visit(choice_setting("height", "Height", "auto", height_names,
                       "scale of heights and colours; auto is log, except where a loss is negative; rank gives equal "
                       "heights to equal shares of the surface"),
        view.height.kind, height_names);
  visit(
      or_word(list_setting("range", "Range", {0, 1}, -1e300, 1e300, 2, 2,
                           "lowest and highest loss that is drawn, so that figures can be compared; what lies outside "
                           "is cut away"),
              "auto", true),
      view.height.range);
  visit(choice_setting("theme", "Theme", "light", theme_names, "print is plain white, contrast is white on black"),
        view.theme, theme_names);
  visit(integer_setting("contours", "Contours", 14, 0, 60, "about how many contour levels; 0 = none"),
        view.height.contours);
  visit(or_word(list_setting("levels", "Levels", {0.1, 1}, -1e300, 1e300, 1, 60, "losses that get a contour line"),
                "auto", true),
        view.height.levels);
  visit(flag_setting("wireframe", "Grid lines", false, "lines through the sampled points"), view.style.wireframe);
  visit(flag_setting("shading", "Soft shading", true, "valleys receive less light"), view.style.occlusion);
  visit(real_setting("opacity", "Opacity", 1, 0.1, 1, "below 1 the surface lets what is behind it shine through"),
        view.style.opacity);
  visit(flag_setting("floor", "Floor map", true, "the surface from above, on the floor"), view.floor);
  visit(flag_setting("walls", "Walls", true, "the walls behind the surface, with their grid"), view.walls);
  visit(flag_setting("paths", "Paths", true, "the trajectories of the runs"), view.paths);
  visit(choice_setting("path_color", "Path colours", "run", path_color_names,
                       "one colour for each run, or by time, or by the distance from the plane that the picture hides"),
        view.path_color, path_color_names);
  visit(flag_setting("drop_lines", "Drop lines", false, "upright lines from the paths to the floor"), view.drop_lines);
  visit(flag_setting("arrows", "Arrows", false,
                     "at the cursor: the next step, the step before (momentum), and the surface's way down"),
        view.arrows);
  visit(flag_setting("batch_surface", "Mini-batch", false,
                     "the surface that the mini-batch at the cursor sees, as a mesh of lines through that of all "
                     "samples"),
        view.batch_surface);
  visit(flag_setting("points", "Critical points", true, "minima, saddles and maxima that are known"), view.points);
  visit(flag_setting("slice_points", "Slice points", false,
                     "minima, saddles and maxima of the drawn surface only; none need be one of the network"),
        view.slice_points);
  visit(
      real_setting("smoothing", "Smoothing", 0, 0, 0.999, "of curves: the share of the past that a running mean keeps"),
      view.smoothing);
  visit(flag_setting("labels", "Labels", true, "axes, ticks, colour bar and legend"), view.labels);
  visit(flag_setting("caption", "Caption", true, "what was computed, under a figure"), view.caption);
  visit(or_word(list_setting("probe", "Network at", {0, 0}, -1e300, 1e300, 2, 2,
                             "the place a, b of the plane whose network is looked at; or the cursor's"),
                "cursor", true),
        view.probe);
  visit(integer_setting("probe_run", "of run", 0, 0, 1000, "the run whose cursor that is, counted from 0"),
        view.probe_run);
  visit(integer_setting("restart_group", "Restarts of", 0, 0, 1000,
                        "which of the settings that [restarts] varies, counted from 0, where a diagram shows one"),
        view.restart_group);
  visit(or_word(list_setting("between", "Line between", {0, 1}, 0, 1000, 2, 2,
                             "which two of the endings that hills are measured between, counted from the best"),
                "best", true),
        view.between);
  visit(or_word(integer_setting("cursor", "Cursor", 0, 0, 1e9, "the step up to which paths are drawn"), "end", true),
        view.cursor);
  visit(or_word(real_setting("cursor_loss", "Cursor by loss", 0.1, -1e300, 1e300,
                             "the loss down to which each path is drawn, whatever step that was"),
                "off", true),
        view.cursor_loss);
  visit(real_setting("yaw", "Yaw", -56, -180, 180, "camera, degrees"), view.camera.yaw);
  visit(real_setting("pitch", "Pitch", 28, -5, 90, "camera, degrees above the floor"), view.camera.pitch);
  visit(log_setting("zoom", "Zoom", 1, 0.1, 20, "1 = everything fits"), view.camera.zoom);
  visit(real_setting("pan_x", "Pan x", 0, -50, 50, "shift of the picture, in heights of the picture"),
        view.camera.pan.x);
  visit(real_setting("pan_y", "Pan y", 0, -50, 50, "shift of the picture, in heights of the picture"),
        view.camera.pan.y);
  visit(flag_setting("orthographic", "Orthographic", false, "without perspective"), view.camera.orthographic);
}

struct Reader {
  const Settings& settings;
  void operator()(const Setting& s, std::string& field) const { field = settings.text(s.id); }
  void operator()(const Setting& s, bool& field) const { field = settings.flag(s.id); }
  void operator()(const Setting& s, float& field) const { field = static_cast<float>(settings.real(s.id)); }
  void operator()(const Setting& s, double& field) const { field = settings.real(s.id); }
  void operator()(const Setting& s, Index& field) const { field = settings.integer(s.id); }
  void operator()(const Setting& s, std::optional<Index>& field) const {
    field = settings.is_word(s.id) ? std::nullopt : std::optional<Index>(settings.integer(s.id));
  }
  void operator()(const Setting& s, std::vector<double>& field) const {
    field = settings.is_word(s.id) ? std::vector<double>() : settings.list(s.id);
  }
  void operator()(const Setting& s, std::optional<double>& field) const {
    field = settings.is_word(s.id) ? std::nullopt : std::optional<double>(settings.real(s.id));
  }
  template <class Enum>
  void operator()(const Setting& s, Enum& field, const std::vector<std::string>& names) const {
    field = from_name<Enum>(names, settings.text(s.id));
  }
};

struct Writer {
  Settings& settings;
  void operator()(const Setting& s, const std::string& field) const { settings.set(s.id, field); }
  void operator()(const Setting& s, bool field) const { settings.set(s.id, field ? 1.0 : 0.0); }
  // Rounded to what a file should show, so that a camera that was turned by hand does not fill it with digits.
  void operator()(const Setting& s, float field) const {
    settings.set(s.id, std::round(static_cast<double>(field) * 1e4) / 1e4);
  }
  void operator()(const Setting& s, double field) const { settings.set(s.id, field); }
  void operator()(const Setting& s, Index field) const { settings.set(s.id, static_cast<double>(field)); }
  void operator()(const Setting& s, const std::optional<Index>& field) const {
    settings.set(s.id, field ? SettingValue(static_cast<double>(*field)) : SettingValue(s.names.front()));
  }
  void operator()(const Setting& s, const std::vector<double>& field) const {
    settings.set(s.id, field.empty() ? SettingValue(s.names.front()) : SettingValue(field));
  }
  void operator()(const Setting& s, const std::optional<double>& field) const {
    settings.set(s.id, field ? SettingValue(*field) : SettingValue(s.names.front()));
  }
  template <class Enum>
  void operator()(const Setting& s, Enum field, const std::vector<std::string>& names) const {
    settings.set(s.id, to_name(names, field));
  }
};

}  // namespace

const std::vector<Setting>& view_table() {
  static const std::vector<Setting> table = [] {
    std::vector<Setting> rows;
    View view;
    visit_fields(view, [&](const Setting& setting, auto&&...) { rows.push_back(setting); });
    return rows;
  }();
  return table;
}

View make_view(const Settings& settings) {
  View view;
  visit_fields(view, Reader{settings});
  if (const auto& range = view.height.range; !range.empty() && !(range[0] < range[1]))
    throw InputError(fmt::format("view.range = [{}, {}]: expected the lower loss first", range[0], range[1]));
  if (const auto& range = view.chart_range; !range.empty() && !(range[0] < range[1] && range[2] < range[3]))
    throw InputError(
        fmt::format("view.chart_range = [{}]: expected the lower end of each axis first", fmt::join(range, ", ")));
  std::sort(view.height.levels.begin(), view.height.levels.end());
  return view;
}

Settings to_settings(const View& view) {
  Settings settings;
  visit_fields(view, Writer{settings});
  return settings;
}

}  // namespace cartograd
