// What is written around a surface and around a chart alike: title, caption, colour bar and legend.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "app/scene/camera.h"
#include "app/scene/overlay.h"
#include "app/scene/scene.h"
#include "app/scene/theme.h"

namespace cartograd {

// The room that they need, in points. Title and caption are wrapped to the picture's width, a legend's labels are
// shortened to `room`.
float title_height(const std::string& title, const Viewport& viewport);
float caption_height(const std::string& caption, const Viewport& viewport);
glm::vec2 legend_size(std::span<const LegendEntry> entries, float room, int columns = 1);

// Adds them to an overlay, each as a part of its own.
class PageWriter {
 public:
  PageWriter(Overlay& overlay, Theme theme, const Viewport& viewport);

  // The rectangle of the picture that is drawn on: what is written there gets a panel behind it.
  void set_covered(const glm::vec2& low, const glm::vec2& high);

  // In the middle at the top; returns where it ends, in pixels.
  float write_title(const std::string& title);
  // Under the title, which ends at y; in the middle, as small as a caption.
  void write_summary(const std::string& summary, float y);
  // In the middle at the bottom.
  void write_caption(const std::string& caption);
  // At the picture’s right border, or with the middle of its left side at a place; with a remark below it.
  void write_color_bar(const ColorBar& bar, const std::string& colormap, const std::string& note,
                       std::optional<glm::vec2> place = {});
  // In the middle of a rectangle, wrapped to its width.
  void write_remark(const std::string& remark, const glm::vec2& low, const glm::vec2& high);
  // A short stroke or a marker in each entry's colour and its label; `low` is the upper left corner, pixels.
  void write_legend(std::span<const LegendEntry> entries, const glm::vec2& low, int columns = 1);

 private:
  float points(float length) const { return length * viewport_.scale; }
  void add_panel_if_covered(const glm::vec2& low, const glm::vec2& high);
  void add_panel_if_covered(const OverlayText& text);
  void add_marker(const LegendEntry& entry, const glm::vec2& place);
  void write_small(const std::string& text, float y);
  void add_note(const std::string& note, const glm::vec2& corner);
  void add_frame(const glm::vec2& low, const glm::vec2& high);
  void add_color_bar_tick(const Tick& tick, const glm::vec2& low, const glm::vec2& high);

  Overlay& overlay_;
  const Palette& colors_;
  const Viewport& viewport_;
  const glm::vec4 ink_, faint_ink_;
  const glm::vec2 picture_;
  glm::vec2 covered_low_{0}, covered_high_{0};
};

}  // namespace cartograd
