#include "core/landscape/planes.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/landscape/pattern.h"
#include "core/landscape/plane_kinds.h"

namespace cartograd {

namespace {

Setting normalize_setting(std::string initial) {
  return choice_setting("normalize", "Normalise", std::move(initial), {"none", "layer", "filter"},
                        "scale directions to the weights (Li et al. 2018); filter and layer leave biases out");
}

Setting iterate_setting(std::string id, std::string label, std::string initial, std::string help) {
  return text_setting(std::move(id), std::move(label), std::move(initial),
                      std::move(help) + ", as RUN:STEP (0:start, 1:end, 0:250) or one number for each parameter");
}

// A parameter's name, which may be its number.
Setting parameter_setting(std::string id, std::string label, std::string initial, std::string help) {
  Setting setting = text_setting(std::move(id), std::move(label), std::move(initial), std::move(help));
  setting.high = 1e9;
  return setting;
}

Setting align_setting(const std::string& what) {
  return flag_setting("align", "Align units", false,
                      what +
                          " with the hidden units in the order that lies nearest to the first one's: the same "
                          "function (Ainsworth et al. 2022)");
}

// Turns v by an angle towards a third direction of its length, random and orthogonal to the plane.
void turn(PlaneFit& fit, const Settings& settings, const PlaneInputs& inputs) {
  const double degrees = settings.real("turn");
  if (fit.plane.origin.size() < 3)
    throw InputError(
        fmt::format("with {} parameters there is no third direction to turn the plane to", fit.plane.origin.size()));
  Rng rng(derive_seed(static_cast<std::uint64_t>(settings.integer("turn_seed")), "third direction"));
  ParamVector third = normal_vector(fit.plane.v.size(), rng);
  if (const SettingValue* how = settings.find("normalize"))
    normalize_direction(third, fit.plane.origin, inputs.layout(), std::get<std::string>(*how));
  ParamVector across = fit.plane.v;
  orthogonalize(fit.plane.u, across);
  orthogonalize(fit.plane.u, third);
  orthogonalize(across, third);
  const double length = fit.plane.v.norm(), angle = degrees * std::numbers::pi / 180;
  if (third.norm() > 0) third *= length / third.norm();
  fit.plane.v = std::cos(angle) * fit.plane.v + std::sin(angle) * third;
  fit.name_b += fmt::format(", turned {:g}°", degrees);
}

}  // namespace

const Catalogue<PlaneFit(PlaneInputs)>& planes() {
  static const Catalogue<PlaneFit(PlaneInputs)> rows = {
      {{"pca",
        "PCA of the path",
        "the two directions that hold most of the variance of the recorded iterates of all runs",
        {origin_setting("end", "mean"), normalize_setting("none"),
         advanced(
             or_word(integer_setting("runs", "Through runs", 1, 1, 1000,
                                     "only the first so many, so that those that are added later leave it as it is"),
                     "all", true))}},
       pca_plane},
      {{"random",
        "Random",
        "two Gaussian directions, normalised and made orthogonal",
        {origin_setting(), normalize_setting("filter")}},
       random_plane},
      {{"hessian",
        "Hessian eigenvectors",
        "along eigenvectors of the Hessian in the full space",
        {origin_setting(),
         choice_setting("eigenvectors", "Eigenvectors", "extremes", {"extremes", "highest", "lowest"},
                        "the highest and the lowest eigenvalue, the two highest, or the two lowest")}},
       hessian_plane},
      {{"gradient",
        "Gradient",
        "down the gradient, and along the optimizer's last update (momentum)",
        {origin_setting("start"),
         choice_setting("second", "Second", "update", {"update", "random"}, "the update, or a random direction")}},
       gradient_plane},
      {{"three_points",
        "Three points",
        "through three iterates: a start and two ends, or three minima",
        {iterate_setting("first", "First", "0:start", "the origin"),
         iterate_setting("second", "Second", "0:end", "the point along a"),
         iterate_setting("third", "Third", "auto", "the point along b; auto = end of the last run"),
         align_setting("the second and the third point")}},
       three_points_plane},
      {{"line",
        "Line",
        "the straight line between two iterates, and a random direction (Goodfellow et al. 2015)",
        {iterate_setting("first", "From", "0:start", "where a = 0"),
         iterate_setting("second", "To", "0:end", "where a = 1"), align_setting("the end")}},
       line_plane},
      {{"curve",
        "Curve between two",
        "through two iterates and the bend of a curve of low losses between them (Garipov et al. 2018)",
        {iterate_setting("first", "From", "auto", "where a = 0; auto = the first run's end, of a single run its start"),
         iterate_setting("second", "To", "auto", "where a = 1; auto = the last run's end"), align_setting("the end"),
         choice_setting("curve", "Curve", "bezier", {"bezier", "polyline"},
                        "bent evenly, or two straight lines with a corner"),
         integer_setting("curve_steps", "Curve steps", 400, 1, 100000, "Adam's, on the losses along the curve")}},
       curve_plane},
      {{"weights",
        "Two parameters",
        "two parameters along the axes, with their own values",
        {parameter_setting("first", "Along a", "1",
                           "a parameter by number or name: 1, or \"layer 1 weights 3 2\" (row, column)"),
         parameter_setting("second", "Along b", "2", "another one"), origin_setting("end", "zero")}},
       weights_plane},
      {{"sphere",
        "Sphere",
        "the sphere around zero, of a function of three parameters; drawn as a globe",
        {real_setting("radius", "Radius", 1, 1e-3, 1e3, "of the sphere")}},
       sphere_plane},
      {{"pattern",
        "Made to show a picture",
        "origin and directions trained until the surface shows a picture (Skorokhodov & Burtsev 2019)",
        {choice_setting("pattern", "Picture", "face", pattern_names(), "what is to be seen from above"),
         origin_setting("start"),
         integer_setting("pattern_steps", "Picture steps", 400, 1, 100000,
                         "Adam's, on the losses at the picture's places"),
         advanced(real_setting("pattern_lr", "Picture rate", 0.005, 1e-6, 1, "Adam's learning rate"))}},
       pattern_plane},
      {{"custom",
        "From a file",
        "directions from a CSV file with columns u and v (and origin), one line per parameter",
        {text_setting("file", "File", "", "path of the CSV file"), origin_setting()}},
       custom_plane},
  };
  return rows;
}

std::vector<Setting> common_plane_settings() {
  return {advanced(flag_setting("orthogonal", "Orthogonal", true, "make the second direction orthogonal to the first")),
          advanced(real_setting("turn", "Turn", 0, -180, 180,
                                "turns the plane about its first axis, towards a third direction, in degrees")),
          advanced(integer_setting("turn_seed", "Turn towards", 1, 0, 1e9, "which random third direction"))};
}

std::optional<PlaneFit> fit_plane(std::string_view kind, PlaneInputs inputs) {
  PlaneFit fit = find_kind(planes(), "plane", kind).make(inputs);
  if (inputs.stop.stop_requested()) return {};
  const auto check = [](const ParamVector& direction, const char* name) {
    if (!direction.allFinite() || !(direction.squaredNorm() > 0))
      throw InputError(fmt::format("the plane's direction {} has length zero or is not finite", name));
  };
  check(fit.plane.u, "u");
  check(fit.plane.v, "v");
  finish_plane(fit, inputs.settings);
  if (!inputs.settings.flag("orthogonal") && std::abs(fit.plane.cosine()) > 1e-6)
    fit.note += fmt::format("{}the axes are drawn at a right angle; in the full space they meet at {:.1f}°",
                            fit.note.empty() ? "" : "; ", std::acos(fit.plane.cosine()) * 180 / std::numbers::pi);
  if (!(fit.plane.v.squaredNorm() > 0) || std::abs(fit.plane.cosine()) > 1 - 1e-12)
    throw InputError("the plane's two directions are parallel (three points on a line?); expected different ones");
  if (inputs.settings.real("turn") == 0) return fit;
  return turned_plane(std::make_shared<const PlaneFit>(std::move(fit)), inputs);
}

void finish_plane(PlaneFit& fit, const Settings& settings) {
  if (settings.flag("orthogonal")) orthogonalize(fit.plane.u, fit.plane.v);
  for (PlaneLine& line : fit.lines) {
    line.place.clear();
    for (const ParamVector& w : line.w) {
      line.place.push_back(fit.plane.project(w));
      fit.marks.push_back(line.place.back());
    }
  }
}

PlaneFit turned_plane(std::shared_ptr<const PlaneFit> unturned, const PlaneInputs& inputs) {
  PlaneFit fit = *unturned;
  if (inputs.settings.real("turn") == 0) return fit;
  if (fit.plane.is_sphere()) throw InputError("a sphere has no plane to turn; expected plane.turn = 0");
  turn(fit, inputs.settings, inputs);
  fit.lines.clear();  // they lie in it no longer
  fit.unturned = std::move(unturned);
  return fit;
}

void normalize_direction(ParamVector& direction, const ParamVector& w, const ParamLayout& layout,
                         std::string_view how) {
  if (how == "none" || layout.empty()) return;
  ParamVector scaled = ParamVector::Zero(direction.size());
  for (const ParamBlock& block : layout) {
    if (block.is_bias) continue;
    const Index rows = how == "filter" ? block.rows : 1, length = block.size() / rows;
    for (Index row = 0; row < rows; ++row) {
      const Index offset = block.offset + row * length;
      const double norm = direction.segment(offset, length).norm();
      if (norm > 0)
        scaled.segment(offset, length) = direction.segment(offset, length) * (w.segment(offset, length).norm() / norm);
    }
  }
  if (scaled.squaredNorm() > 0) direction = scaled;
}

std::vector<Run> steady_runs(std::span<const Run> runs) {
  std::vector<Run> steady;
  std::ranges::copy_if(runs, std::back_inserter(steady),
                       [](const Run& run) { return run.outcome != Outcome::diverged; });
  return steady.empty() ? std::vector<Run>(runs.begin(), runs.end()) : steady;
}

VarianceShare variance_share(const Plane& plane, std::span<const Run> runs) {
  if (plane.is_sphere()) return {};  // it has no directions
  ParamVector mean;
  const Matrix centered = centered_iterates(runs, mean);
  const double total = centered.squaredNorm();
  if (!(total > 0)) return {};
  VarianceShare share;
  ParamVector second = plane.v;
  if (plane.u.squaredNorm() > 0) {
    const ParamVector first = plane.u.normalized();
    share.a = (first.transpose() * centered).squaredNorm() / total;
    second -= first * first.dot(second);
  }
  if (second.norm() > 1e-12 * plane.v.norm() && second.norm() > 0)
    share.b = (second.normalized().transpose() * centered).squaredNorm() / total;
  share.plane = std::min(1.0, share.a + share.b);
  return share;
}

Trajectory project(const Plane& plane, const Run& run) {
  Trajectory trajectory;
  for (const auto& w : run.parameters) append_projection(trajectory, plane, *w);
  return trajectory;
}

void append_projection(Trajectory& trajectory, const Plane& plane, const ParamVector& w) {
  const Eigen::Vector2d nearest = plane.project(w);
  trajectory.a.push_back(nearest.x());
  trajectory.b.push_back(nearest.y());
  trajectory.off_plane.push_back((w - plane.at(nearest.x(), nearest.y())).norm());
}

Window automatic_window(const PlaneFit& fit, std::span<const Trajectory> trajectories) {
  if (fit.plane.is_sphere()) return {-180, 180, -90, 90};
  double low_a = 0, high_a = 0, low_b = 0, high_b = 0;  // the origin is always inside, where it is a place of its own
  if (fit.coordinates)
    for (const Trajectory& trajectory : trajectories)
      if (!trajectory.a.empty()) {
        low_a = high_a = trajectory.a.back();
        low_b = high_b = trajectory.b.back();
      }
  for (const Trajectory& trajectory : trajectories)
    for (std::size_t i = 0; i < trajectory.a.size(); ++i) {
      low_a = std::min(low_a, trajectory.a[i]);
      high_a = std::max(high_a, trajectory.a[i]);
      low_b = std::min(low_b, trajectory.b[i]);
      high_b = std::max(high_b, trajectory.b[i]);
    }
  for (const Eigen::Vector2d& mark : fit.marks) {
    low_a = std::min(low_a, mark.x());
    high_a = std::max(high_a, mark.x());
    low_b = std::min(low_b, mark.y());
    high_b = std::max(high_b, mark.y());
  }
  if (fit.centered) {
    low_a = std::min(low_a, -1.0);
    high_a = std::max(high_a, 1.0);
    low_b = std::min(low_b, -1.0);
    high_b = std::max(high_b, 1.0);
  } else {
    const auto widen = [](double& low, double& high, double least) {
      const double margin = 0.3 * (high - low), missing = std::max(0.0, least - (high - low + 2 * margin)) / 2;
      low -= margin + missing;
      high += margin + missing;
    };
    const double size = std::max({high_a - low_a, high_b - low_b, 1e-3});
    widen(low_a, high_a, 0.75 * size);
    widen(low_b, high_b, 0.75 * size);
  }
  return {low_a, high_a, low_b, high_b};
}

}  // namespace cartograd
