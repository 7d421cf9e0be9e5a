// The plane of two iterates and of a curve of low losses between them.
#include <fmt/format.h>

#include "core/base/error.h"
#include "core/landscape/curve.h"
#include "core/landscape/plane_kinds.h"
#include "core/landscape/points.h"

namespace cartograd {

namespace {

PlaneLine line_of(const char* name, Profile profile, const std::function<ParamVector(double)>& at, bool curve) {
  PlaneLine line{fmt::format("{}, hill {:.3g}", name, barrier(profile)), {}, {}, curve};
  for (const double t : profile.t) line.w.push_back(at(t));
  line.loss = std::move(profile.loss);
  return line;
}

}  // namespace

// u goes from the first to the second point, v from their middle towards the bend. Before there is a bend, v is a
// random direction.
PlaneFit curve_plane(PlaneInputs inputs) {
  const auto named = [&](const char* id, const std::string& automatic) {
    const std::string& text = inputs.settings.text(id);
    return text == "auto" ? automatic : text;
  };
  const std::string first = named("first", inputs.runs.size() > 1 ? "0:end" : "0:start"),
                    second = named("second", fmt::format("{}:end", inputs.runs.size() - 1));
  const ParamVector from = point_in(inputs, first);
  ParamVector to = point_in(inputs, second);
  const bool align = inputs.settings.flag("align");
  if (align) to = inputs.objective.aligned(to, from);
  if (!((to - from).norm() > 1e-12 * std::max({from.norm(), to.norm(), 1e-300})))
    throw InputError("a curve between equal points; expected first and second to differ");
  const bool corner = inputs.settings.text("curve") == "polyline";
  PlaneFit fit;
  fit.name_a = fmt::format("from {} to {}", point_name(inputs.runs, first), point_name(inputs.runs, second));
  fit.name_b = corner ? "towards the corner" : "towards the bend";
  if (align) fit.note = "the end’s units in the order nearest to the beginning’s";
  const ParamVector beside = normal_vector(from.size(), inputs.rng);
  const auto straight = line_of(
      "straight line", line_profile(inputs.objective, from, to, inputs.stop),
      [&](double t) { return ParamVector(from + t * (to - from)); }, false);
  const auto with = [&](const Curve& curve) {
    PlaneFit found = fit;
    found.plane = {from, to - from, curve.bend - (from + to) / 2};
    if (!(found.plane.v.norm() > 1e-9 * found.plane.u.norm())) found.plane.v = beside;
    // Of a bend to one side only a direction matters: as long as the line, so that angles are seen as they are.
    orthogonalize(found.plane.u, found.plane.v);
    found.plane.v *= found.plane.u.norm() / found.plane.v.norm();
    found.lines = {straight, line_of(
                                 corner ? "corner" : "curve", curve_profile(inputs.objective, curve, inputs.stop),
                                 [&](double t) { return curve.at(t); }, true)};
    return found;
  };
  CurveSettings settings;
  settings.kind = corner ? CurveKind::polyline : CurveKind::bezier;
  settings.steps = inputs.settings.integer("curve_steps");
  Index step = 0, next = 1;
  const auto progress = [&](const Curve& curve) {
    if (!inputs.on_the_way || ++step != next) return;
    next = next < 4 ? next + 1 : next * 5 / 4;
    PlaneFit found = with(curve);
    finish_plane(found, inputs.settings);
    inputs.on_the_way(found);
  };
  return with(find_curve(inputs.objective, from, to, settings, inputs.rng, inputs.stop, progress));
}

}  // namespace cartograd
