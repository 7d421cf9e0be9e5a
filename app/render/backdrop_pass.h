// What stands behind the surface: the background, the two walls away from the viewer, and the grid on them.
#pragma once

#include <vector>

#include "app/render/frame.h"
#include "app/render/gl_objects.h"
#include "app/scene/scene.h"

namespace cartograd {

class BackdropPass {
 public:
  BackdropPass();
  void draw_background(const Frame& frame, bool plain) const;
  // Filled walls; they test depth and write none.
  void draw_walls(const Frame& frame, const Axes& axes);

 private:
  Program background_, wall_;
  VertexArray no_attributes_, wall_array_;
  Buffer wall_buffer_;
};

// Grid lines at the ticks on the walls (if the axes ask for walls), and the floor's rear edges; on the floor, too, if
// no map is drawn there.
std::vector<Polyline> grid_lines(const Axes& axes, const Frame& frame, bool floor_is_plain);

}  // namespace cartograd
