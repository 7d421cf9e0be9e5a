#include "app/render/solid_pass.h"

#include "app/render/marker_shapes.h"
#include "app/render/tube_mesh.h"

namespace cartograd {

namespace {

constexpr float outline_width = 1;    // points
constexpr float ghost_radius = .62f;  // of the tube's
constexpr float ghost_dash = 4.5f;    // points

}  // namespace

TubePass::TubePass() : body_("tube"), outline_("tube", {"OUTLINE"}), ghost_("tube", {"GHOST"}) {
  glBindVertexArray(vertex_array_.name());
  glBindBuffer(GL_ARRAY_BUFFER, vertices_.name());
  float_attribute(0, 3, sizeof(TubeVertex), offsetof(TubeVertex, center));
  float_attribute(1, 3, sizeof(TubeVertex), offsetof(TubeVertex, outward));
  float_attribute(2, 3, sizeof(TubeVertex), offsetof(TubeVertex, color));
  float_attribute(3, 1, sizeof(TubeVertex), offsetof(TubeVertex, arc_length));
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, triangles_.name());
}

void TubePass::update(std::span<const Tube> tubes) {
  TubeMesh mesh;
  parts_.clear();
  for (const Tube& tube : tubes) {
    const std::size_t first = mesh.triangles.size();
    append_tube(tube, mesh);
    parts_.push_back({static_cast<GLsizei>(mesh.triangles.size() - first), first, tube.radius});
  }
  glBindVertexArray(vertex_array_.name());
  upload<TubeVertex>(GL_ARRAY_BUFFER, vertices_, mesh.vertices, GL_STATIC_DRAW);
  upload<std::uint32_t>(GL_ELEMENT_ARRAY_BUFFER, triangles_, mesh.triangles, GL_STATIC_DRAW);
}

void TubePass::draw(const Frame& frame) const {
  if (parts_.empty()) return;
  glBindVertexArray(vertex_array_.name());
  glEnable(GL_CULL_FACE);

  glDepthFunc(GL_GREATER);
  glDepthMask(GL_FALSE);
  ghost_.use();
  ghost_.set("dash", frame.world_length(ghost_dash));
  draw_parts(ghost_, frame, ghost_radius);
  glDepthMask(GL_TRUE);
  glDepthFunc(GL_LEQUAL);

  // The far side of a slightly thicker tube is the outline: the near side of the tube itself covers all but its edge.
  glCullFace(GL_FRONT);
  outline_.use();
  outline_.set("outline", frame.colors->outline);
  draw_parts(outline_, frame, 0);
  glCullFace(GL_BACK);
  body_.use();
  draw_parts(body_, frame, 1);
  glDisable(GL_CULL_FACE);
}

// `thickness` is a share of the radius; 0 = the outline.
void TubePass::draw_parts(const Program& program, const Frame& frame, float thickness) const {
  set_frame(program, frame);
  for (const Part& part : parts_) {
    const float radius = thickness > 0 ? part.radius * thickness : part.radius + outline_width;
    program.set("radius", frame.world_length(radius));
    program.set("lift", frame.world_length(part.radius));
    glDrawElements(GL_TRIANGLES, part.count, GL_UNSIGNED_INT,
                   reinterpret_cast<const void*>(part.first * sizeof(std::uint32_t)));
  }
}

MarkerPass::MarkerPass() : body_("marker"), outline_("marker", {"OUTLINE"}) {
  glBindVertexArray(vertex_array_.name());
  glBindBuffer(GL_ARRAY_BUFFER, corners_.name());
  float_attribute(0, 3, sizeof(ShapeCorner), offsetof(ShapeCorner, place));
  float_attribute(1, 3, sizeof(ShapeCorner), offsetof(ShapeCorner, outward));
  glBindBuffer(GL_ARRAY_BUFFER, instances_.name());
  float_attribute(2, 4, sizeof(Instance), offsetof(Instance, place), 1);
  float_attribute(3, 3, sizeof(Instance), offsetof(Instance, color), 1);
}

void MarkerPass::draw(const Frame& frame, std::span<const Marker> markers) {
  for (MarkerShape shape :
       {MarkerShape::sphere, MarkerShape::cube, MarkerShape::diamond, MarkerShape::ring, MarkerShape::pyramid})
    draw_shape(frame, markers, shape);
}

void MarkerPass::draw_shape(const Frame& frame, std::span<const Marker> markers, MarkerShape shape) {
  std::vector<Instance> instances;
  for (const Marker& marker : markers)
    if (marker.shape == shape)
      instances.push_back({glm::vec4(marker.position, frame.world_length(marker.size)), to_linear(marker.color)});
  if (instances.empty()) return;
  const std::vector<ShapeCorner> corners = marker_shape(shape);
  glBindVertexArray(vertex_array_.name());
  upload<ShapeCorner>(GL_ARRAY_BUFFER, corners_, corners, GL_STREAM_DRAW);
  upload<Instance>(GL_ARRAY_BUFFER, instances_, instances, GL_STREAM_DRAW);

  const auto draw_all = [&] {
    glDrawArraysInstanced(GL_TRIANGLES, 0, static_cast<GLsizei>(corners.size()),
                          static_cast<GLsizei>(instances.size()));
  };
  glEnable(GL_CULL_FACE);
  glCullFace(GL_FRONT);
  outline_.use();
  set_frame(outline_, frame);
  outline_.set("outline", frame.colors->outline);
  outline_.set("growth", frame.world_length(outline_width));
  draw_all();
  glCullFace(GL_BACK);
  body_.use();
  set_frame(body_, frame);
  body_.set("growth", 0.f);
  draw_all();
  glDisable(GL_CULL_FACE);
}

}  // namespace cartograd
