#include "app/scene/view.h"

#include <cmath>

#include "app/scene/colormap.h"

namespace cartograd {

namespace {

const std::vector<std::string> height_names = {"auto", "linear", "log"};
const std::vector<std::string> theme_names = {"light", "dark", "print"};

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

// The one list of what a View stores where: `visit` meets each setting with the field that it stands for.
template <class ViewType, class Visitor>
void visit_fields(ViewType& view, Visitor&& visit) {
  visit(choice_setting("colormap", "Colours", "viridis", colormap_names(), "colour map of the surface"),
        view.style.colormap);
  visit(choice_setting("height", "Height", "auto", height_names,
                       "scale of heights and colours; auto is log, except where a loss is negative"),
        view.height, height_names);
  visit(choice_setting("theme", "Theme", "light", theme_names, "print is plain white"), view.theme, theme_names);
  visit(integer_setting("contours", "Contours", 14, 0, 60, "about how many contour levels; 0 = none"), view.contours);
  visit(flag_setting("wireframe", "Grid lines", false, "lines through the sampled points"), view.style.wireframe);
  visit(flag_setting("shading", "Soft shading", true, "valleys receive less light"), view.style.occlusion);
  visit(flag_setting("floor", "Floor map", true, "the surface from above, on the floor"), view.floor);
  visit(flag_setting("walls", "Walls", true, "the walls behind the surface, with their grid"), view.walls);
  visit(flag_setting("paths", "Paths", true, "the trajectories of the runs"), view.paths);
  visit(flag_setting("labels", "Labels", true, "axes, ticks, colour bar and legend"), view.labels);
  visit(flag_setting("caption", "Caption", true, "what was computed, under a figure"), view.caption);
  visit(or_word(integer_setting("cursor", "Cursor", 0, 0, 1e9, "the step up to which paths are drawn"), "end", true),
        view.cursor);
  visit(real_setting("yaw", "Yaw", -56, -180, 180, "camera, degrees"), view.camera.yaw);
  visit(real_setting("pitch", "Pitch", 28, -5, 90, "camera, degrees above the floor"), view.camera.pitch);
  visit(log_setting("zoom", "Zoom", 1, 0.1, 20, "1 = everything fits"), view.camera.zoom);
  visit(real_setting("pan_x", "Pan x", 0, -5, 5, "shift of the picture, in heights of the picture"), view.camera.pan.x);
  visit(real_setting("pan_y", "Pan y", 0, -5, 5, "shift of the picture, in heights of the picture"), view.camera.pan.y);
  visit(flag_setting("orthographic", "Orthographic", false, "without perspective"), view.camera.orthographic);
}

struct Reader {
  const Settings& settings;
  void operator()(const Setting& s, std::string& field) const { field = settings.text(s.id); }
  void operator()(const Setting& s, bool& field) const { field = settings.flag(s.id); }
  void operator()(const Setting& s, float& field) const { field = static_cast<float>(settings.real(s.id)); }
  void operator()(const Setting& s, Index& field) const { field = settings.integer(s.id); }
  void operator()(const Setting& s, std::optional<Index>& field) const {
    field = settings.is_word(s.id) ? std::nullopt : std::optional<Index>(settings.integer(s.id));
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
  void operator()(const Setting& s, Index field) const { settings.set(s.id, static_cast<double>(field)); }
  void operator()(const Setting& s, const std::optional<Index>& field) const {
    settings.set(s.id, field ? SettingValue(static_cast<double>(*field)) : SettingValue(std::string("end")));
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
  return view;
}

Settings to_settings(const View& view) {
  Settings settings;
  visit_fields(view, Writer{settings});
  return settings;
}

}  // namespace cartograd
