#include "app/render/tube_mesh.h"

#include <algorithm>
#include <cmath>

#include "app/render/frame.h"

namespace cartograd {

namespace {

constexpr int sides = 12;
constexpr float closest = .002f;  // world; nearer points are merged
constexpr float spacing = .015f;  // world; of rings along the path

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

// A centripetal Catmull-Rom curve from b to c: it neither loops nor overshoots where points are unevenly spaced.
glm::vec3 curve(const glm::vec3& a, const glm::vec3& b, const glm::vec3& c, const glm::vec3& d, float t) {
  const auto knot = [](const glm::vec3& p, const glm::vec3& q) {
    return std::max(std::sqrt(glm::distance(p, q)), 1e-4f);
  };
  const float before = knot(a, b), within = knot(b, c), after = knot(c, d);
  const glm::vec3 start = (b - a) / before - (c - a) / (before + within) + (c - b) / within;
  const glm::vec3 end = (c - b) / within - (d - b) / (within + after) + (d - c) / after;
  const float t2 = t * t, t3 = t2 * t;
  return (2 * t3 - 3 * t2 + 1) * b + (t3 - 2 * t2 + t) * within * start + (3 * t2 - 2 * t3) * c +
         (t3 - t2) * within * end;
}

std::vector<PathPoint> smoothed(const std::vector<PathPoint>& path) {
  std::vector<PathPoint> fine;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const PathPoint &from = path[i], &to = path[i + 1];
    const glm::vec3 before = i > 0 ? path[i - 1].place : 2.f * from.place - to.place;
    const glm::vec3 after = i + 2 < path.size() ? path[i + 2].place : 2.f * to.place - from.place;
    const int steps = std::clamp(static_cast<int>(std::ceil(glm::distance(from.place, to.place) / spacing)), 1, 24);
    for (int step = 0; step < steps; ++step) {
      const float t = static_cast<float>(step) / static_cast<float>(steps);
      fine.push_back({curve(before, from.place, to.place, after, t), glm::mix(from.color, to.color, t)});
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
    return length > 1e-9f ? along / length : glm::vec3(1, 0, 0);
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
  if (path.size() > 1) TubeBuilder(mesh).build(smoothed(path));
}

}  // namespace cartograd
