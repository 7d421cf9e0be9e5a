#include "app/render/tube_mesh.h"

#include <algorithm>
#include <cmath>

#include "app/render/frame.h"

namespace cartograd {

namespace {

constexpr int sides = 12;
constexpr float closest = .002f;      // world; nearer points are merged
constexpr float corner_reach = .02f;  // world; where the rounding of a corner begins

struct PathPoint {
  glm::vec3 place, color;
};

std::vector<PathPoint> distinct_points(const Tube& tube) {
  std::vector<PathPoint> path;
  for (std::size_t i = 0; i < tube.points.size(); ++i) {
    const bool last = i + 1 == tube.points.size();
    const PathPoint point{tube.points[i], to_linear(tube.colors[i])};
    if (path.empty() || glm::distance(path.back().place, point.place) > closest)
      path.push_back(point);
    else if (last && path.size() > 1)
      path.back() = point;
  }
  return path;
}

float distance_to_segment(const glm::vec3& point, const glm::vec3& from, const glm::vec3& to) {
  const glm::vec3 along = to - from;
  const float t = glm::dot(point - from, along) / std::max(glm::dot(along, along), 1e-12f);
  return glm::distance(point, from + std::clamp(t, 0.f, 1.f) * along);
}

// Without the points that lie on the straight line between others as far as the eye can tell: a long path costs a
// picture more than its surface.
std::vector<PathPoint> without_straight_points(const std::vector<PathPoint>& path) {
  constexpr float seen = .0004f;      // world: a fifth of a pixel of a surface of a thousand pixels
  constexpr float same_color = .01f;  // linear light
  constexpr std::size_t most = 40;    // in a row
  std::vector<PathPoint> kept = {path.front()};
  std::size_t first = 1;  // that was left out since
  for (std::size_t i = 1; i + 1 < path.size(); ++i) {
    bool straight = i - first < most && glm::distance(kept.back().color, path[i + 1].color) < same_color;
    for (std::size_t k = first; straight && k <= i; ++k)
      straight = distance_to_segment(path[k].place, kept.back().place, path[i + 1].place) < seen;
    if (straight) continue;
    kept.push_back(path[i]);
    first = i + 1;
  }
  kept.push_back(path.back());
  return kept;
}

// Straight between the points, which is all that is known of the path; the corners are rounded within about the tube's
// own width.
std::vector<PathPoint> with_round_corners(const std::vector<PathPoint>& path) {
  constexpr float bend = .25f;  // radians that a piece of a corner may turn
  std::vector<PathPoint> fine = {path.front()};
  for (std::size_t i = 1; i + 1 < path.size(); ++i) {
    const glm::vec3 corner = path[i].place, back = path[i - 1].place - corner, ahead = path[i + 1].place - corner;
    const float reach = std::min({corner_reach, .5f * glm::length(back), .5f * glm::length(ahead)});
    const float turned = std::acos(std::clamp(-glm::dot(glm::normalize(back), glm::normalize(ahead)), -1.f, 1.f));
    const int pieces = std::clamp(static_cast<int>(std::ceil(turned / bend)), 1, 5);
    if (pieces == 1) {
      fine.push_back(path[i]);
      continue;
    }
    const glm::vec3 from = corner + glm::normalize(back) * reach, to = corner + glm::normalize(ahead) * reach;
    for (int piece = 0; piece <= pieces; ++piece) {
      const float t = static_cast<float>(piece) / static_cast<float>(pieces);
      const glm::vec3 place = glm::mix(glm::mix(from, corner, t), glm::mix(corner, to, t), t);
      if (glm::distance(place, fine.back().place) > 1e-6f) fine.push_back({place, path[i].color});
    }
  }
  fine.push_back(path.back());
  return fine;
}

class TubeBuilder {
 public:
  explicit TubeBuilder(TubeMesh& mesh) : mesh_(mesh) {}

  void build(const std::vector<PathPoint>& path) {
    for (std::size_t i = 0; i < path.size(); ++i) {
      const glm::vec3 tangent = direction(path, i);
      turn_to(tangent);
      if (i > 0) arc_length_ += glm::distance(path[i - 1].place, path[i].place);
      if (i == 0)
        for (float lean : {-1.f, -.7f, -.35f}) add_ring(path[i], tangent, lean);
      add_ring(path[i], tangent, 0);
      if (i + 1 == path.size())
        for (float lean : {.35f, .7f, 1.f}) add_ring(path[i], tangent, lean);
    }
  }

 private:
  static glm::vec3 direction(const std::vector<PathPoint>& path, std::size_t i) {
    const glm::vec3 along = path[std::min(i + 1, path.size() - 1)].place - path[i > 0 ? i - 1 : 0].place;
    const float length = glm::length(along);
    if (length > 1e-6f) return along / length;
    return glm::normalize(path[i].place - path[i - 1].place);  // the path turns straight back
  }

  // Keeps the ring's first direction as close as possible to what it was, square on the new tangent.
  void turn_to(const glm::vec3& tangent) {
    glm::vec3 side = side_ - tangent * glm::dot(side_, tangent);
    if (glm::length(side) < 1e-3f) {
      const glm::vec3 other = std::abs(tangent.z) < .9f ? glm::vec3(0, 0, 1) : glm::vec3(1, 0, 0);
      side = glm::cross(tangent, other);
    }
    side_ = glm::normalize(side);
  }

  // A ring around a point; `lean` −1 … 1 tilts it towards the path's start or end, for the round caps.
  void add_ring(const PathPoint& point, const glm::vec3& tangent, float lean) {
    const glm::vec3 other = glm::cross(tangent, side_);
    const float spread = std::sqrt(1 - lean * lean);
    for (int i = 0; i < sides; ++i) {
      const float angle = 2 * glm::radians(180.f) * static_cast<float>(i) / sides;
      const glm::vec3 around = side_ * std::cos(angle) + other * std::sin(angle);
      mesh_.vertices.push_back({point.place, around * spread + tangent * lean, point.color, arc_length_});
    }
    if (rings_++ > 0) connect_last_rings();
  }

  void connect_last_rings() {
    const auto end = static_cast<std::uint32_t>(mesh_.vertices.size());
    const std::uint32_t second = end - sides, first = second - sides;
    for (std::uint32_t i = 0; i < sides; ++i) {
      const std::uint32_t next = (i + 1) % sides;
      mesh_.triangles.insert(mesh_.triangles.end(),
                             {first + i, first + next, second + i, first + next, second + next, second + i});
    }
  }

  TubeMesh& mesh_;
  glm::vec3 side_{0, 0, 1};
  float arc_length_ = 0;
  int rings_ = 0;
};

}  // namespace

void append_tube(const Tube& tube, TubeMesh& mesh) {
  const std::vector<PathPoint> path = distinct_points(tube);
  if (path.size() > 1) TubeBuilder(mesh).build(with_round_corners(without_straight_points(path)));
}

}  // namespace cartograd
