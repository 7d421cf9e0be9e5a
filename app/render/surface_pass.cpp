#include "app/render/surface_pass.h"

#include <algorithm>
#include <utility>

#include "app/scene/globe.h"

namespace cartograd {

namespace {

constexpr int fineness = 128;         // intervals a side below which a grid is refined
constexpr int moving_fineness = 128;  // intervals a side that are enough while the picture moves
constexpr int most_mesh_lines = 48;   // of the wireframe, a side

// Every interval of the grid, or every 2nd, 3rd … if there are many.
float wire_count(int intervals) {
  const int stride = (intervals + most_mesh_lines - 1) / most_mesh_lines;
  return static_cast<float>(intervals) / static_cast<float>(stride);
}

}  // namespace

SurfacePass::SurfacePass() {
  constexpr std::size_t stride = sizeof(SurfaceVertex);
  const GLint components[] = {1, 2, 1, 1, 1, 1};
  glBindVertexArray(vertex_array_.name());
  glBindBuffer(GL_ARRAY_BUFFER, vertices_.name());
  std::size_t offset = 0;
  for (GLuint index = 0; index < 6; ++index) {
    float_attribute(index, components[index], stride, offset);
    offset += static_cast<std::size_t>(components[index]) * sizeof(float);
  }
}

// Sends only the rows that differ from what is there: a slice grows row by row.
void SurfacePass::upload_rows(std::vector<SurfaceVertex> vertices, int columns) {
  if (vertices.size() != uploaded_.size()) {
    upload<SurfaceVertex>(GL_ARRAY_BUFFER, vertices_, vertices, GL_DYNAMIC_DRAW);
    uploaded_ = std::move(vertices);
    return;
  }
  glBindBuffer(GL_ARRAY_BUFFER, vertices_.name());
  const auto row = static_cast<std::size_t>(columns);
  const auto differs = [&](std::size_t start) {
    return !std::equal(vertices.begin() + static_cast<std::ptrdiff_t>(start),
                       vertices.begin() + static_cast<std::ptrdiff_t>(start + row),
                       uploaded_.begin() + static_cast<std::ptrdiff_t>(start));
  };
  for (std::size_t first = 0; first < vertices.size();) {
    std::size_t end = first;
    while (end < vertices.size() && differs(end)) end += row;
    if (end > first)
      glBufferSubData(GL_ARRAY_BUFFER, static_cast<GLintptr>(first * sizeof(SurfaceVertex)),
                      static_cast<GLsizeiptr>((end - first) * sizeof(SurfaceVertex)), vertices.data() + first);
    first = end + row;
  }
  uploaded_ = std::move(vertices);
}

void SurfacePass::update(const SurfaceGrid& data, bool has_holes, bool cut) {
  SurfaceGrid grid = refined(data, fineness);
  glBindVertexArray(vertex_array_.name());
  if (const glm::ivec2 size(grid.columns, grid.rows); size != grid_) {
    const auto fill = [&](Triangles& triangles, int stride) {
      const std::vector<std::uint32_t> indices = grid_triangles(size.x, size.y, stride);
      upload<std::uint32_t>(GL_ELEMENT_ARRAY_BUFFER, triangles.indices, indices, GL_STATIC_DRAW);
      triangles.count = static_cast<GLsizei>(indices.size());
    };
    fill(triangles_, 1);
    fill(few_triangles_, std::max(1, (std::max(size.x, size.y) - 1 + moving_fineness - 1) / moving_fineness));
    uploaded_.clear();
    grid_ = size;
  }
  upload_rows(std::move(grid.vertices), grid.columns);
  intervals_ = {data.columns - 1, data.rows - 1};
  has_holes_ = has_holes;
  categorical_ = data.categorical;
  cut_ = cut;
}

const Program& SurfacePass::program(const SurfaceStyle& style, bool globe) {
  const unsigned permutation = (style.contours ? 1u : 0u) | (style.wireframe ? 2u : 0u) | (has_holes_ ? 4u : 0u) |
                               (cut_ ? 8u : 0u) | (globe ? 16u : 0u);
  std::unique_ptr<Program>& program = programs_[permutation];
  if (!program)
    program = std::make_unique<Program>(
        "surface", std::initializer_list<std::string_view>{
                       style.contours ? "CONTOURS" : "NO_CONTOURS", style.wireframe ? "WIREFRAME" : "NO_WIREFRAME",
                       has_holes_ ? "HOLES" : "NO_HOLES", cut_ ? "CUT" : "NO_CUT", globe ? "GLOBE" : "NO_GLOBE"});
  return *program;
}

void SurfacePass::draw(const Frame& frame, const SurfaceStyle& style, const Axes& axes,
                       const ColormapTexture& colormaps, bool few_triangles) {
  const Program& shader = program(style, axes.globe);
  shader.use();
  set_frame(shader, frame);
  colormaps.select(shader, style.colormap, 0);
  shader.set("grid", grid_);
  shader.set("depth", axes.depth);
  shader.set("kept", glm::vec2(axes.surface_bottom, axes.surface_top));
  if (axes.globe) shader.set("globe", glm::vec3(Globe::middle, Globe::lowest, Globe::highest));
  shader.set("opacity", style.opacity);
  shader.set("categorical", categorical_ ? 1.f : 0.f);
  shader.set("shading", frame.shading);
  shader.set("occlusion_strength", style.occlusion ? 1.f : 0.f);
  shader.set("mesh_lines", glm::vec2(wire_count(intervals_.x), wire_count(intervals_.y)));
  const Triangles& triangles = few_triangles ? few_triangles_ : triangles_;
  glBindVertexArray(vertex_array_.name());
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, triangles.indices.name());
  const auto draw_triangles = [&] { glDrawElements(GL_TRIANGLES, triangles.count, GL_UNSIGNED_INT, nullptr); };
  if (style.opacity >= 1) {
    glDisable(GL_BLEND);
    draw_triangles();
    glEnable(GL_BLEND);
    return;
  }
  // Of a surface that shines through, only the nearest layer is seen: depths first, then colours.
  glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
  draw_triangles();
  glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  draw_triangles();
}

FloorPass::FloorPass() : program_("floor") {}

void FloorPass::update(const SurfaceGrid& data) {
  std::vector<glm::vec3> values(data.vertices.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto& [height, slope_x, slope_y, color, level, occlusion, presence] = data.vertices[i];
    values[i] = {color, level, presence};
  }
  bind_texture(1, values_);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB32F, data.columns, data.rows, 0, GL_RGB, GL_FLOAT, values.data());
  set_texture_filter(GL_NEAREST);
  categorical_ = data.categorical;
}

void FloorPass::draw(const Frame& frame, const SurfaceStyle& style, float depth,
                     const ColormapTexture& colormaps) const {
  program_.use();
  set_frame(program_, frame);
  colormaps.select(program_, style.colormap, 0);
  bind_texture(1, values_);
  program_.set("grid", 1);
  program_.set("depth", depth);
  program_.set("ground", to_linear(frame.colors->background_bottom));
  program_.set("strength", frame.colors->floor_strength);
  program_.set("dark", frame.colors->dark ? 1.f : 0.f);
  program_.set("contours", style.contours ? 1.f : 0.f);
  program_.set("categorical", categorical_ ? 1.f : 0.f);
  glDepthMask(GL_FALSE);
  glBindVertexArray(no_attributes_.name());
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  glDepthMask(GL_TRUE);
}

}  // namespace cartograd
