#include "app/scene/surface_grid.h"

#include <algorithm>
#include <limits>

namespace cartograd {

namespace {

constexpr std::size_t color = 3, presence = 6;
constexpr int filled_rings = 3;  // as far into a hole as interpolation reaches

std::size_t at(int column, int row, int columns) {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column);
}

SurfaceGrid plain_grid(const SurfaceMesh& mesh) {
  SurfaceGrid grid{mesh.columns, mesh.rows, std::vector<SurfaceVertex>(at(0, mesh.rows, mesh.columns)),
                   mesh.categorical};
  for (std::size_t i = 0; i < grid.vertices.size(); ++i)
    grid.vertices[i] = {mesh.height[i], mesh.slope[i].x,   mesh.slope[i].y,         mesh.color[i],
                        mesh.level[i],  mesh.occlusion[i], mesh.hole[i] ? 0.f : 1.f};
  return grid;
}

// Continues the surface to an unknown vertex: straight on through the two known vertices in each of the eight
// directions, or, where there are no two, as far as the nearest one. False if no neighbour is known.
bool continue_surface(const SurfaceGrid& grid, const std::vector<std::uint8_t>& known, int column, int row,
                      SurfaceVertex& vertex) {
  SurfaceVertex sum{};
  float weight_sum = 0;
  const auto is_known = [&](int x, int y) {
    return x >= 0 && y >= 0 && x < grid.columns && y < grid.rows && known[at(x, y, grid.columns)];
  };
  for (int dy = -1; dy <= 1; ++dy)
    for (int dx = -1; dx <= 1; ++dx) {
      if (!is_known(column + dx, row + dy)) continue;
      const SurfaceVertex& near = grid.vertices[at(column + dx, row + dy, grid.columns)];
      const bool two = is_known(column + 2 * dx, row + 2 * dy);
      const SurfaceVertex& far = two ? grid.vertices[at(column + 2 * dx, row + 2 * dy, grid.columns)] : near;
      const float weight = two ? 1.f : .05f;
      for (std::size_t k = 0; k < presence; ++k) sum[k] += weight * (2 * near[k] - far[k]);
      weight_sum += weight;
    }
  if (weight_sum == 0) return false;
  for (std::size_t k = 0; k < presence; ++k) vertex[k] = sum[k] / weight_sum;
  return true;
}

void fill_holes(SurfaceGrid& grid, const SurfaceMesh& mesh) {
  std::vector<std::uint8_t> known(mesh.hole.size());
  SurfaceVertex low, high;
  low.fill(std::numeric_limits<float>::max());
  high.fill(std::numeric_limits<float>::lowest());
  for (std::size_t i = 0; i < known.size(); ++i) {
    known[i] = !mesh.hole[i];
    for (std::size_t k = 0; known[i] && k < presence; ++k) {
      low[k] = std::min(low[k], grid.vertices[i][k]);
      high[k] = std::max(high[k], grid.vertices[i][k]);
    }
  }
  for (int ring = 0; ring < filled_rings; ++ring) {
    const std::vector<std::uint8_t> before = known;
    for (int row = 0; row < grid.rows; ++row)
      for (int column = 0; column < grid.columns; ++column) {
        const std::size_t i = at(column, row, grid.columns);
        if (before[i] || !continue_surface(grid, before, column, row, grid.vertices[i])) continue;
        known[i] = 1;
        for (std::size_t k = 0; k < presence; ++k)
          grid.vertices[i][k] = std::clamp(grid.vertices[i][k], low[k], high[k]);
      }
  }
}

// Blurs presence so that a rim does not follow the grid in steps; but what is a hole stays one, and what is known is
// shown.
void smooth_rims(SurfaceGrid& grid, const SurfaceMesh& mesh) {
  constexpr float weights[] = {.25f, .5f, .25f};
  std::vector<float> blurred(grid.vertices.size());
  for (int row = 0; row < grid.rows; ++row)
    for (int column = 0; column < grid.columns; ++column) {
      float sum = 0;
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
          const int x = std::clamp(column + dx, 0, grid.columns - 1), y = std::clamp(row + dy, 0, grid.rows - 1);
          sum += weights[dx + 1] * weights[dy + 1] * grid.vertices[at(x, y, grid.columns)][presence];
        }
      blurred[at(column, row, grid.columns)] = sum;
    }
  for (std::size_t i = 0; i < blurred.size(); ++i)
    grid.vertices[i][presence] = mesh.hole[i] ? std::min(blurred[i], .3f) : std::max(blurred[i], .55f);
}

// Catmull-Rom between b and c, kept within the four values.
SurfaceVertex interpolate(const SurfaceVertex& a, const SurfaceVertex& b, const SurfaceVertex& c,
                          const SurfaceVertex& d, float t) {
  const float weight_a = t * (-.5f + t * (1 - .5f * t)), weight_b = 1 + t * t * (-2.5f + 1.5f * t);
  const float weight_c = t * (.5f + t * (2 - 1.5f * t)), weight_d = t * t * (-.5f + .5f * t);
  SurfaceVertex result;
  for (std::size_t k = 0; k < result.size(); ++k) {
    const auto [low, high] = std::minmax({a[k], b[k], c[k], d[k]});
    result[k] = std::clamp(weight_a * a[k] + weight_b * b[k] + weight_c * c[k] + weight_d * d[k], low, high);
  }
  return result;
}

// Adds factor − 1 vertices between neighbours along each row, and turns rows into columns: twice refines both.
SurfaceGrid refined_and_turned(const SurfaceGrid& grid, int factor) {
  const int fine_columns = (grid.columns - 1) * factor + 1;
  SurfaceGrid result{grid.rows, fine_columns, std::vector<SurfaceVertex>(at(0, fine_columns, grid.rows)),
                     grid.categorical};
  for (int row = 0; row < grid.rows; ++row) {
    const auto tap = [&](int column) -> const SurfaceVertex& {
      return grid.vertices[at(std::clamp(column, 0, grid.columns - 1), row, grid.columns)];
    };
    for (int fine = 0; fine < fine_columns; ++fine) {
      const int cell = fine / factor;
      const float t = static_cast<float>(fine % factor) / static_cast<float>(factor);
      result.vertices[at(row, fine, grid.rows)] =
          t == 0 ? tap(cell) : interpolate(tap(cell - 1), tap(cell), tap(cell + 1), tap(cell + 2), t);
      if (grid.categorical) result.vertices[at(row, fine, grid.rows)][color] = tap(t < .5f ? cell : cell + 1)[color];
    }
  }
  return result;
}

int refinement(int count, int fineness) { return std::max(1, (fineness + count - 2) / std::max(count - 1, 1)); }

}  // namespace

SurfaceGrid surface_grid(const SurfaceMesh& mesh) {
  SurfaceGrid grid = plain_grid(mesh);
  if (!mesh.has_holes) return grid;
  fill_holes(grid, mesh);
  smooth_rims(grid, mesh);
  return grid;
}

SurfaceGrid refined(const SurfaceGrid& grid, int fineness) {
  const int across = refinement(grid.columns, fineness), along = refinement(grid.rows, fineness);
  if (across == 1 && along == 1) return grid;
  return refined_and_turned(refined_and_turned(grid, across), along);
}

std::vector<std::uint32_t> grid_triangles(int columns, int rows, int stride) {
  const auto places = [stride](int count) {
    std::vector<int> kept;
    for (int i = 0; i < count - 1; i += stride) kept.push_back(i);
    kept.push_back(count - 1);
    return kept;
  };
  const std::vector<int> across = places(columns), along = places(rows);
  const auto vertex = [&](std::size_t row, std::size_t column) {
    return static_cast<std::uint32_t>(at(across[column], along[row], columns));
  };
  std::vector<std::uint32_t> triangles;
  triangles.reserve((across.size() - 1) * (along.size() - 1) * 6);
  for (std::size_t row = 0; row + 1 < along.size(); ++row)
    for (std::size_t column = 0; column + 1 < across.size(); ++column) {
      const std::uint32_t a = vertex(row, column), b = vertex(row, column + 1), c = vertex(row + 1, column),
                          d = vertex(row + 1, column + 1);
      if ((row + column) % 2 == 0)
        triangles.insert(triangles.end(), {a, b, d, a, d, c});
      else
        triangles.insert(triangles.end(), {a, b, c, b, d, c});
    }
  return triangles;
}

}  // namespace cartograd
