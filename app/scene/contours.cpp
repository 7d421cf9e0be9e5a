#include "app/scene/contours.h"

#include <array>
#include <cmath>
#include <utility>

namespace cartograd {

namespace {

struct RingPoint {
  glm::vec2 place{0};
  bool border = false;  // the region ends here because the values do
};
using Ring = std::vector<RingPoint>;

// Works on the grid with one more row and column on each side, where there is no value: then every ring is closed.
class Marcher {
 public:
  Marcher(const Field& field, float level)
      : field_(field), level_(level), columns_(field.columns + 2), rows_(field.rows + 2) {
    next_.assign(static_cast<std::size_t>(2 * columns_ * rows_), -1);
  }

  std::vector<Ring> run() {
    for (int row = 0; row + 1 < rows_; ++row)
      for (int column = 0; column + 1 < columns_; ++column) march(column, row);
    std::vector<Ring> rings;
    for (std::size_t first = 0; first < next_.size(); ++first) {
      if (next_[first] < 0) continue;
      Ring ring;
      for (int edge = static_cast<int>(first); next_[static_cast<std::size_t>(edge)] >= 0;) {
        ring.push_back(crossing(edge));
        edge = std::exchange(next_[static_cast<std::size_t>(edge)], -1);
      }
      rings.push_back(std::move(ring));
    }
    return rings;
  }

 private:
  // Of a corner of the padded grid.
  float value(int column, int row) const { return field_.value[index(column, row)]; }
  float presence(int column, int row) const { return is_pad(column, row) ? 0 : field_.presence[index(column, row)]; }
  bool is_pad(int column, int row) const {
    return column == 0 || row == 0 || column == columns_ - 1 || row == rows_ - 1;
  }
  std::size_t index(int column, int row) const {
    return static_cast<std::size_t>((row - 1) * field_.columns + column - 1);
  }
  bool inside(int column, int row) const { return presence(column, row) >= .5f && value(column, row) >= level_; }

  // The edge from a corner to the right (even) or upwards (odd).
  int edge(int column, int row, bool upward) const { return 2 * (row * columns_ + column) + (upward ? 1 : 0); }

  RingPoint crossing(int edge) const {
    const int corner = edge / 2, column = corner % columns_, row = corner / columns_;
    const glm::ivec2 a(column, row), b = edge % 2 == 0 ? glm::ivec2(column + 1, row) : glm::ivec2(column, row + 1);
    const bool a_inside = inside(a.x, a.y);
    const glm::ivec2 in = a_inside ? a : b, out = a_inside ? b : a;
    const glm::vec2 origin(1), from = glm::vec2(in) - origin, to = glm::vec2(out) - origin;
    if (is_pad(out.x, out.y)) return {from, true};
    const float in_presence = presence(in.x, in.y), out_presence = presence(out.x, out.y);
    if (out_presence < .5f)
      return {glm::mix(from, to, (in_presence - .5f) / std::max(in_presence - out_presence, 1e-6f)), true};
    const float in_value = value(in.x, in.y), out_value = value(out.x, out.y);
    return {glm::mix(from, to, (in_value - level_) / std::max(in_value - out_value, 1e-12f)), false};
  }

  // Going round the cell counter-clockwise one leaves the region at some edges and enters it at as many. The region's
  // border runs from where one leaves to where one enters.
  void march(int column, int row) {
    const std::array<bool, 4> corner = {inside(column, row), inside(column + 1, row), inside(column + 1, row + 1),
                                        inside(column, row + 1)};
    const int count = corner[0] + corner[1] + corner[2] + corner[3];
    if (count == 0 || count == 4) return;
    const std::array<int, 4> edges = {edge(column, row, false), edge(column + 1, row, true),
                                      edge(column, row + 1, false), edge(column, row, true)};
    const auto at = [](int side) { return static_cast<std::size_t>(side & 3); };
    const bool joined = middle_is_inside(column, row);
    for (int side = 0; side < 4; ++side) {
      if (!corner[at(side)] || corner[at(side + 1)]) continue;
      // The next place to enter if the region passes through the middle, the one before if it does not.
      for (int turn = 1; turn < 4; ++turn) {
        const int other = joined ? side + turn : side - turn;
        if (corner[at(other)] || !corner[at(other + 1)]) continue;
        next_[static_cast<std::size_t>(edges[at(side)])] = edges[at(other)];
        break;
      }
    }
  }

  bool middle_is_inside(int column, int row) const {
    float sum = 0;
    for (const auto& [x, y] : {std::pair(0, 0), std::pair(1, 0), std::pair(1, 1), std::pair(0, 1)}) {
      if (presence(column + x, row + y) < .5f) return false;
      sum += value(column + x, row + y);
    }
    return sum >= 4 * level_;
  }

  const Field& field_;
  float level_;
  int columns_, rows_;
  std::vector<int> next_;  // by edge: where the border goes from it; −1 = it is not crossed
};

float distance_to_line(const glm::vec2& point, const glm::vec2& from, const glm::vec2& to) {
  const glm::vec2 along = to - from;
  const float square = glm::dot(along, along);
  const float t = square > 0 ? glm::clamp(glm::dot(point - from, along) / square, 0.f, 1.f) : 0;
  return glm::distance(point, from + t * along);
}

}  // namespace

std::vector<std::vector<glm::vec2>> level_region(const Field& field, float level) {
  std::vector<std::vector<glm::vec2>> rings;
  for (const Ring& ring : Marcher(field, level).run()) {
    std::vector<glm::vec2>& points = rings.emplace_back();
    for (const RingPoint& point : ring) points.push_back(point.place);
  }
  return rings;
}

std::vector<std::vector<glm::vec2>> level_lines(const Field& field, float level) {
  std::vector<std::vector<glm::vec2>> lines;
  for (Ring& ring : Marcher(field, level).run()) {
    const std::size_t size = ring.size();
    std::size_t start = 0;  // a place where a line cannot go on, if there is one
    while (start < size && !ring[start].border) ++start;
    const bool closed = start == size;
    std::vector<glm::vec2> line;
    for (std::size_t i = 0; i <= size; ++i) {
      const RingPoint& point = ring[(closed ? i : start + i) % size];
      if (!point.border) {
        line.push_back(point.place);
        continue;
      }
      if (line.size() > 1) lines.push_back(std::move(line));
      line.clear();
    }
    if (line.size() > 1) lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<glm::vec2> simplified(std::span<const glm::vec2> line, float tolerance) {
  if (line.size() < 3) return {line.begin(), line.end()};
  std::vector<bool> kept(line.size(), false);
  kept.front() = kept.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> pieces = {{0, line.size() - 1}};
  while (!pieces.empty()) {
    const auto [first, last] = pieces.back();
    pieces.pop_back();
    float farthest = tolerance;
    std::size_t split = 0;
    for (std::size_t i = first + 1; i < last; ++i)
      if (const float distance = distance_to_line(line[i], line[first], line[last]); distance > farthest) {
        farthest = distance;
        split = i;
      }
    if (split == 0) continue;
    kept[split] = true;
    pieces.insert(pieces.end(), {{first, split}, {split, last}});
  }
  std::vector<glm::vec2> result;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (kept[i]) result.push_back(line[i]);
  return result;
}

}  // namespace cartograd
