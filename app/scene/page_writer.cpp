#include "app/scene/page_writer.h"

#include <algorithm>
#include <string_view>

#include "app/scene/axis_layout.h"
#include "app/scene/colormap.h"
#include "app/scene/font.h"
#include "app/scene/point_look.h"
#include "app/scene/type_sizes.h"

namespace cartograd {

namespace {

// Title and caption have the picture's width, and no more than a few lines, which are about equally long.
std::vector<std::string> wrapped(const std::string& text, float size, const Viewport& viewport) {
  constexpr std::size_t most_lines = 3;
  const float width = static_cast<float>(viewport.width) / viewport.scale - 2 * type_size::border;
  std::vector<std::string> lines = wrap_text(text, size, width);
  for (float narrower = width * .95f; lines.size() > 1 && lines.size() <= most_lines; narrower *= .95f) {
    std::vector<std::string> shorter = wrap_text(text, size, narrower);
    if (shorter.size() > lines.size() || narrower < .4f * width) break;
    lines = std::move(shorter);
  }
  if (lines.size() > most_lines) {
    lines.resize(most_lines);
    lines.back() += " …";
  }
  for (std::string& line : lines) {
    if (line.starts_with("· ")) line.erase(0, std::string_view("· ").size());
    line = shorten_text(line, size, width);
  }
  return lines;
}

constexpr float legend_row = type_size::legend * 1.55f, legend_padding = 7, legend_stroke = 18;  // points

std::size_t legend_rows(std::span<const LegendEntry> entries, int columns) {
  return (entries.size() + static_cast<std::size_t>(columns) - 1) / static_cast<std::size_t>(columns);
}

float wrapped_height(const std::string& text, float size, const Viewport& viewport) {
  return static_cast<float>(wrapped(text, size, viewport).size()) * size * type_size::line_spacing;
}

}  // namespace

float title_height(const std::string& title, const Viewport& viewport) {
  return wrapped_height(title, type_size::title, viewport);
}

float caption_height(const std::string& caption, const Viewport& viewport) {
  return wrapped_height(caption, type_size::caption, viewport);
}

glm::vec2 legend_size(std::span<const LegendEntry> entries, float room, int columns) {
  if (entries.empty()) return {0, 0};
  float widest = 0;
  for (const LegendEntry& entry : entries)
    widest = std::max(widest, std::min(text_width(entry.label, type_size::legend), room));
  return {static_cast<float>(columns) * (2 * legend_padding + legend_stroke + 8 + widest),
          1.2f * legend_padding + legend_row * static_cast<float>(legend_rows(entries, columns))};
}

PageWriter::PageWriter(Overlay& overlay, Theme theme, const Viewport& viewport)
    : overlay_(overlay),
      colors_(palette(theme)),
      viewport_(viewport),
      ink_(colors_.ink, 1),
      faint_ink_(colors_.faint_ink, 1),
      picture_(viewport.width, viewport.height) {}

void PageWriter::set_covered(const glm::vec2& low, const glm::vec2& high) {
  covered_low_ = low;
  covered_high_ = high;
}

void PageWriter::add_panel_if_covered(const glm::vec2& low, const glm::vec2& high) {
  const bool covered = glm::all(glm::lessThan(low, covered_high_)) && glm::all(glm::greaterThan(high, covered_low_));
  if (covered) overlay_.panels.push_back({low, high, glm::vec4(colors_.background_top, .8f)});
}

void PageWriter::add_panel_if_covered(const OverlayText& text) {
  const OrientedBox place = grown(box(text), points(3));
  add_panel_if_covered(place.center - place.half, place.center + place.half);
}

float PageWriter::write_title(const std::string& title) {
  overlay_.begin_part("title");
  float y = points(type_size::border);
  for (const std::string& line : wrapped(title, type_size::title, viewport_)) {
    overlay_.texts.push_back({.text = line,
                              .position = {picture_.x / 2, y},
                              .size = points(type_size::title),
                              .color = ink_,
                              .anchor = {.5f, 0}});
    add_panel_if_covered(overlay_.texts.back());
    y += points(type_size::title * type_size::line_spacing);
  }
  return y;
}

void PageWriter::write_summary(const std::string& summary, float y) {
  overlay_.begin_part("summary");
  write_small(summary, y + points(type_size::gap));
}

void PageWriter::write_caption(const std::string& caption) {
  overlay_.begin_part("caption");
  write_small(caption, picture_.y - points(type_size::border * .75f + caption_height(caption, viewport_)));
}

void PageWriter::write_small(const std::string& text, float y) {
  for (const std::string& line : wrapped(text, type_size::caption, viewport_)) {
    overlay_.texts.push_back({.text = line,
                              .position = {picture_.x / 2, y},
                              .size = points(type_size::caption),
                              .color = faint_ink_,
                              .anchor = {.5f, 0}});
    add_panel_if_covered(overlay_.texts.back());
    y += points(type_size::caption * type_size::line_spacing);
  }
}

void PageWriter::write_color_bar(const ColorBar& bar, const std::string& colormap, const std::string& note,
                                 std::optional<glm::vec2> place) {
  overlay_.begin_part("color bar");
  const float right =
      picture_.x - points(type_size::border + type_size::tick + type_size::gap) - points(widest_label(bar.ticks));
  const float height = std::min(picture_.y * .42f, points(300));
  const glm::vec2 middle = place.value_or(glm::vec2(right - points(type_size::strip_width), picture_.y / 2));
  const glm::vec2 low(middle.x, middle.y - height / 2);
  const glm::vec2 high(middle.x + points(type_size::strip_width), low.y + height);
  if (bar.categories == 0) overlay_.color_strip = OverlayColorStrip{low, high, colormap};
  // Bands of what has no order.
  for (int k = 0; k < bar.categories; ++k) {
    const auto count = static_cast<float>(bar.categories);
    const float bottom = glm::mix(high.y, low.y, static_cast<float>(k) / count),
                top = glm::mix(high.y, low.y, static_cast<float>(k + 1) / count);
    OverlayArea band;
    band.rings = {{{low.x, bottom}, {high.x, bottom}, {high.x, top}, {low.x, top}}};
    band.color = glm::vec4(colormap_color(colormap, static_cast<float>(k) / (most_categories - 1)), 1);
    overlay_.areas.push_back(std::move(band));
  }
  add_frame(low, high);
  for (const Tick& tick : bar.ticks) add_color_bar_tick(tick, low, high);

  const float size = points(type_size::axis_title), border = points(type_size::border);
  const std::string title = shorten_text(bar.title, size, picture_.x - 2 * border);
  const float last_start = picture_.x - border - text_width(title, size);
  add_panel_if_covered({std::min(low.x, last_start) - points(8), low.y - points(12) - 1.4f * size},
                       {picture_.x - points(4), high.y + points(12)});
  overlay_.texts.push_back({.text = title,
                            .position = {std::min(low.x, last_start), low.y - points(type_size::gap * 2)},
                            .size = size,
                            .color = ink_,
                            .anchor = {0, 1}});
  add_note(note, {low.x, high.y});
}

void PageWriter::write_remark(const std::string& remark, const glm::vec2& low, const glm::vec2& high) {
  if (remark.empty()) return;
  overlay_.begin_part("remark");
  set_covered(low, high);
  const float size = points(type_size::axis_title), row = size * type_size::line_spacing;
  const std::vector<std::string> lines = wrap_text(remark, size, .8f * (high.x - low.x));
  glm::vec2 place((low.x + high.x) / 2, (low.y + high.y - row * static_cast<float>(lines.size() - 1)) / 2);
  for (const std::string& line : lines) {
    overlay_.texts.push_back({.text = line, .position = place, .size = size, .color = faint_ink_});
    add_panel_if_covered(overlay_.texts.back());
    place.y += row;
  }
}

// On a dark edge, or as a ring.
void PageWriter::add_marker(const LegendEntry& entry, const glm::vec2& place) {
  const float radius = points(3.6f);
  OverlayArea area{{marker_ring(entry.shape, place, radius)}, glm::vec4(entry.color, 1)};
  if (entry.hollow)
    area.rings.push_back(marker_ring(entry.shape, place, radius - points(1.1f)));
  else
    overlay_.areas.push_back({{marker_ring(entry.shape, place, radius + points(1))}, glm::vec4(colors_.outline, 1)});
  overlay_.areas.push_back(std::move(area));
}

// Under the colour bar: from its left side on, or where there is no room for that, flush with the picture's border.
void PageWriter::add_note(const std::string& note, const glm::vec2& corner) {
  if (note.empty()) return;
  const float size = points(type_size::caption), right = picture_.x - points(type_size::border);
  const bool fits = corner.x + points(type_size::note_width) <= right;
  float y = corner.y + points(3 * type_size::gap);
  for (const std::string& line : wrap_text(note, size, points(type_size::note_width))) {
    overlay_.texts.push_back({.text = line,
                              .position = {fits ? corner.x : right, y},
                              .size = size,
                              .color = faint_ink_,
                              .anchor = {fits ? 0 : 1, 0}});
    add_panel_if_covered(overlay_.texts.back());
    y += size * type_size::line_spacing;
  }
}

void PageWriter::add_frame(const glm::vec2& low, const glm::vec2& high) {
  const glm::vec2 upper_right(high.x, low.y), lower_left(low.x, high.y);
  const glm::vec2 ring[] = {low, upper_right, high, lower_left, low};
  for (int side = 0; side < 4; ++side) overlay_.lines.push_back({ring[side], ring[side + 1], points(1), ink_});
}

void PageWriter::add_color_bar_tick(const Tick& tick, const glm::vec2& low, const glm::vec2& high) {
  if (tick.position < -1e-3f || tick.position > 1 + 1e-3f) return;
  const glm::vec2 place(high.x, glm::mix(high.y, low.y, tick.position));
  const float length = points(type_size::tick * .8f);
  overlay_.lines.push_back({place, place + glm::vec2(length, 0), points(1), ink_});
  OverlayText label{.text = tick.label,
                    .position = place + glm::vec2(length + points(type_size::gap), 0),
                    .size = points(type_size::label),
                    .color = faint_ink_,
                    .anchor = {0, .5f}};
  const bool free = std::none_of(overlay_.texts.begin(), overlay_.texts.end(),
                                 [&](const OverlayText& other) { return overlap(box(label), box(other)); });
  if (free) overlay_.texts.push_back(label);
}

// A short stroke, a dot or a marker in each entry's colour, and its label.
void PageWriter::write_legend(std::span<const LegendEntry> entries, const glm::vec2& low, int columns) {
  if (entries.empty()) return;
  overlay_.begin_part("legend panel");
  const float size = points(type_size::legend), row = points(legend_row), stroke = points(legend_stroke);
  const float pad = points(legend_padding);
  const float room = picture_.x * .4f;
  const glm::vec2 whole = points(1) * legend_size(entries, room / points(1), columns);
  add_panel_if_covered(low, low + whole);
  overlay_.begin_part("legend");
  const std::size_t rows = legend_rows(entries, columns);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const LegendEntry& entry = entries[i];
    const float x = low.x + pad + whole.x / static_cast<float>(columns) * static_cast<float>(i / rows);
    const float y = low.y + pad * .6f + row * (.5f + static_cast<float>(i % rows));
    // On a dark edge, so that pale colours show on white.
    const glm::vec2 from(x + points(2), y), to(x + stroke - points(2), y);
    const auto add = [&](float begin, float end, float width) {
      const glm::vec2 a = glm::mix(from, to, begin), b = glm::mix(from, to, end);
      overlay_.paths.push_back({{a, b}, points(width + 1.4f), glm::vec4(colors_.outline, 1)});
      overlay_.paths.push_back({{a, b}, points(width), glm::vec4(entry.color, 1)});
    };
    switch (entry.sign) {
      case LegendSign::line:
        add(0, 1, 4);
        break;
      case LegendSign::dashes:
        add(0, .12f, 4);
        add(.88f, 1, 4);
        break;
      case LegendSign::dot:
        add(.499f, .501f, 9);  // round ends make it one
        break;
      case LegendSign::marker:
        add_marker(entry, glm::mix(from, to, .5f));
        break;
    }
    overlay_.texts.push_back({.text = shorten_text(entry.label, size, room),
                              .position = {x + stroke + points(8), y},
                              .size = size,
                              .color = ink_,
                              .anchor = {0, .5f}});
  }
}

}  // namespace cartograd
