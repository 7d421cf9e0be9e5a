// The functions behind the rows of planes(), for the files of this folder.
#pragma once

#include "core/landscape/planes.h"

namespace cartograd {

// Through the path (path_planes.cpp).
PlaneFit pca_plane(PlaneInputs inputs);
PlaneFit three_points_plane(PlaneInputs inputs);
PlaneFit line_plane(PlaneInputs inputs);
// Along chosen directions from one point (direction_planes.cpp).
PlaneFit random_plane(PlaneInputs inputs);
PlaneFit hessian_plane(PlaneInputs inputs);
PlaneFit gradient_plane(PlaneInputs inputs);
PlaneFit weights_plane(PlaneInputs inputs);
PlaneFit custom_plane(PlaneInputs inputs);

// The setting "origin" of most rows, and the point that it names: an end of the first run.
Setting origin_setting();
ParamVector origin_of(const PlaneInputs& inputs);
// The iterate that a text names: "0:end", "1:start", "0:250" (run 0's recorded iterate nearest to step 250). Throws
// InputError that quotes the text.
ParamVector iterate_at(std::span<const Run> runs, const std::string& text);

// All recorded iterates of all runs less their mean, one per column.
Matrix centered_iterates(std::span<const Run> runs, ParamVector& mean);

// Takes the part along u out of v and gives v its length back; v becomes zero if it is parallel to u.
void orthogonalize(const ParamVector& u, ParamVector& v);

}  // namespace cartograd
