// The surface for other programs: 3-D editors, printers, web pages, ParaView.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/scene/scene.h"

namespace cartograd {

// Only what was computed is written: one vertex for each grid point, no face where a value is missing. Lengths are the
// scene's (the floor is 2 wide), z up, unless a format has its own rule.
struct SurfaceModel {
  const SurfaceMesh& mesh;
  const Axes& axes;
  std::string colormap;
  std::span<const double> losses;  // as computed, one for each grid point, or none
  std::string title;
  double size = 100;  // millimetres: the longer side of a solid for printing
};

struct MeshFormat {
  std::string_view extension, summary;
  // The file's bytes; equal input gives equal bytes. Throws OutputError if the surface has no face, InputError if the
  // colour map does not exist.
  std::string (*encode)(const SurfaceModel& model);
};
std::span<const MeshFormat> mesh_formats();

}  // namespace cartograd
