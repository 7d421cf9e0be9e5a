// The functions behind the rows of planes(), for the files of this folder.
#pragma once

#include "core/landscape/planes.h"

namespace cartograd {

// Through the path (path_planes.cpp).
PlaneFit pca_plane(PlaneInputs inputs);
PlaneFit three_points_plane(PlaneInputs inputs);
PlaneFit line_plane(PlaneInputs inputs);
// Through two points and the bend of a curve of low losses between them (curve_plane.cpp).
PlaneFit curve_plane(PlaneInputs inputs);
// Along chosen directions from one point (direction_planes.cpp).
PlaneFit random_plane(PlaneInputs inputs);
PlaneFit hessian_plane(PlaneInputs inputs);
PlaneFit gradient_plane(PlaneInputs inputs);
PlaneFit weights_plane(PlaneInputs inputs);
PlaneFit custom_plane(PlaneInputs inputs);
PlaneFit sphere_plane(PlaneInputs inputs);
// Made to show a picture (pattern_plane.cpp).
PlaneFit pattern_plane(PlaneInputs inputs);

// The setting "origin" of most rows, and the point that it names. `more`: a word that only this row knows.
Setting origin_setting(std::string initial = "end", const std::string& more = {});
ParamVector origin_of(const PlaneInputs& inputs);
// Makes the directions of a fit orthogonal if the settings ask for it, and places its lines.
void finish_plane(PlaneFit& fit, const Settings& settings);
// The point that a setting's text names (points.h).
ParamVector point_in(const PlaneInputs& inputs, const std::string& text);

// All recorded iterates of all runs less their mean, one per column.
Matrix centered_iterates(std::span<const Run> runs, ParamVector& mean);

// Takes the part along u out of v and gives v its length back; v becomes zero if it is parallel to u.
void orthogonalize(const ParamVector& u, ParamVector& v);

}  // namespace cartograd
