// The solid things on the surface: tubes and markers, each with a dark outline.
#pragma once

#include <span>
#include <vector>

#include "app/render/frame.h"
#include "app/render/gl_objects.h"
#include "app/scene/scene.h"

namespace cartograd {

class TubePass {
 public:
  TubePass();
  void update(std::span<const Tube> tubes);
  // The parts that the surface hides appear as dashed ghosts, so draw the surface before and nothing else that writes
  // depth.
  void draw(const Frame& frame) const;

 private:
  struct Part {
    GLsizei count = 0;
    std::size_t first = 0;
    float radius = 0;  // points
  };
  void draw_parts(const Program& program, const Frame& frame, float thickness) const;

  Program body_, outline_, ghost_;
  VertexArray vertex_array_;
  Buffer vertices_, triangles_;
  std::vector<Part> parts_;
};

class MarkerPass {
 public:
  MarkerPass();
  void draw(const Frame& frame, std::span<const Marker> markers);

 private:
  struct Instance {
    glm::vec4 place;
    glm::vec3 color;
  };
  void draw_shape(const Frame& frame, std::span<const Marker> markers, MarkerShape shape);

  Program body_, outline_;
  VertexArray vertex_array_;
  Buffer corners_, instances_;
};

}  // namespace cartograd
