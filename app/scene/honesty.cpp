#include "app/scene/honesty.h"

#include <algorithm>
#include <cmath>
#include <ranges>

#include <fmt/format.h>

#include "app/scene/describe.h"
#include "app/scene/scene_extras.h"
#include "app/scene/scene_paths.h"
#include "app/scene/surface_colors.h"
#include "app/scene/ticks.h"
#include "core/experiment/plane_points.h"
#include "core/experiment/spectra.h"

namespace cartograd {

namespace {

struct Facts {
  const Results& results;
  std::span<const Trajectory> paths;
  const View& view;
  const Scene& scene;

  const SliceResult& slice() const { return *results.slice; }
  const PlaneFit& fit() const { return *slice().fit; }
  const std::string& plane() const { return slice().request.plane.kind; }
  const TrainResult& training() const { return *results.training; }
  const Problem& problem() const { return *slice().request.basis->problem; }
  bool whole_space() const { return fit().plane.origin.size() <= 2; }
  Index dimension() const { return fit().plane.origin.size(); }
};

struct State {
  std::string now;
  bool caution = false;
};

State slice_minima(const Facts& f) {
  if (f.whole_space()) return {"the plane is the whole space: what is seen here is so"};
  if (const PlanePoints* points = shown_slice_points(f.results, f.view); points && !points->found.points.empty()) {
    const auto norms = points->found.points | std::views::transform(&SlicePoint::full_gradient_norm);
    return {fmt::format("the rings mark critical points of this slice, where the full gradient still is {} to {}",
                        short_label(std::ranges::min(norms)), short_label(std::ranges::max(norms))),
            true};
  }
  const auto& found = f.results.found;
  if (!found || found->survey.points.empty())
    return {"no point of the full space is marked yet; “Nearest critical point” searches for one", true};
  return {fmt::format("{} points of the full space are marked, each with its index in all {} dimensions",
                      found->survey.points.size(), f.dimension())};
}

State convexity(const Facts& f) {
  if (f.whole_space()) return {"the plane is the whole space"};
  if (const PlaneMap* map = shown_map(f.results, f.view); map && map->request.quantity == MapQuantity::curvature) {
    const auto bent = std::ranges::count_if(map->grid.loss, [](double ratio) { return ratio > 0.01; });
    const double share = static_cast<double>(bent) / static_cast<double>(map->grid.loss.size());
    return {
        fmt::format("at {} of the places that the colours tell of, the full Hessian has an eigenvalue below 0 of more "
                    "than a hundredth of its highest",
                    percent(share)),
        bent > 0};
  }
  if (!f.results.spectra || f.results.spectra->runs.empty() || f.results.spectra->runs.front().empty())
    return {"the full Hessian was not asked for here; the diagram “Spectrum” shows its eigenvalues", true};
  const Spectrum& spectrum = f.results.spectra->runs.front();
  return {fmt::format("at step {} the share of negative eigenvalues is {}", spectrum.step,
                      percent(spectrum.negative_share()))};
}

State saddles(const Facts& f) {
  if (f.whole_space()) return {"the plane is the whole space"};
  if (f.plane() == "hessian") return {"the plane lies along eigenvectors of the full Hessian"};
  return {
      fmt::format("this plane shows 2 of {} directions; the plane “Hessian eigenvectors” shows the steepest and the "
                  "lowest curvature",
                  f.dimension()),
      f.plane() == "random"};
}

State paths_on_surface(const Facts& f) {
  if (f.whole_space()) return {"the plane is the whole space: paths lie on the surface"};
  double farthest = 0;
  for (const Trajectory& path : f.paths)
    for (double distance : path.off_plane) farthest = std::max(farthest, distance);
  return {fmt::format(
              "paths stand at their own losses; the plane holds {} of their variance, and they leave it by up to {}",
              percent(f.fit().share), short_label(farthest)),
          f.fit().share < 0.9};
}

State pca(const Facts& f) {
  if (f.plane() != "pca" || f.whole_space()) return {"this plane was not laid by PCA"};
  return {fmt::format("this plane holds {}; that of a pure random walk would hold 76.0 % (60.8 + 15.2)",
                      percent(f.fit().share)),
          f.fit().share < 0.8};
}

State coordinates(const Facts& f) {
  const double cosine = f.fit().plane.cosine();
  if (std::abs(cosine) < 1e-6) return {"the axes meet at a right angle"};
  return {fmt::format("cosine between the axes {:.3f}; places are found by least squares", cosine), true};
}

State sharpness(const Facts& f) {
  const SettingValue* normalize = f.slice().request.plane.settings.find("normalize");
  const std::string how = normalize ? std::get<std::string>(*normalize) : "none";
  return {how == "none" ? "axes are distances in parameter space, not scaled to the weights"
                        : fmt::format("axes are scaled to the weights ({} normalisation)", how),
          how == "none" && !f.whole_space()};
}

State batch_statistics(const Facts& f) {
  for (const std::string& note : surface_remarks(f.results).notes)
    if (note.starts_with("batch statistics")) return {note, f.slice().request.slice.text("statistics") == "origin"};
  return {"this network has no batch normalisation"};
}

State batch(const Facts& f) {
  if (f.problem().objective->samples() == 0) return {"a function: there are no samples"};
  if (f.slice().slice.subset > 0) return {fmt::format("a preview on {} samples", f.slice().slice.subset), true};
  if (f.view.batch_surface)
    return {"the surface is over all samples; the mesh of lines is that of one mini-batch, as the legend says"};
  return {fmt::format("over all {} training samples", f.problem().objective->samples())};
}

State height(const Facts& f) {
  std::string text = f.scene.logarithmic ? "heights are logarithmic" : fmt::format("heights: {}", f.scene.axes.title_z);
  if (!f.scene.height_note.empty()) text += "; losses " + f.scene.height_note;
  text += f.scene.colored_by_loss ? "; the colour bar is in units of loss"
                                  : "; colours tell no loss but what their bar says";
  return {text, !f.scene.height_note.empty()};
}

State grid(const Facts& f) {
  const Slice& slice = f.slice().slice;
  const SurfaceMesh& mesh = *f.scene.surface;
  const double error = grid_error(mesh.height, mesh.hole, mesh.columns, mesh.rows);
  if (std::isnan(error)) return {fmt::format("{} × {} points: too few to tell", slice.columns, slice.rows), true};
  return {fmt::format("{} × {} points; half of them predict the others to {} of the height: {}", slice.columns,
                      slice.rows, percent(error), error < 0.02 ? "fine enough" : "a finer grid may show more"),
          error >= 0.02};
}

State rounding(const Facts& f) {
  double low = INFINITY, high = -INFINITY;
  for (const double loss : f.slice().slice.loss)
    if (std::isfinite(loss)) {
      low = std::min(low, loss);
      high = std::max(high, loss);
    }
  const double unit = (f.slice().slice.single ? 1.2e-7 : 2.2e-16) * std::max(std::abs(low), std::abs(high));
  const double ratio = (high - low) / std::max(unit, 1e-300);
  return {fmt::format("{}; the heights span {:.1g} times its rounding", surface_remarks(f.results).precision, ratio),
          ratio < 1e4};
}

State one_plane(const Facts& f) {
  if (f.whole_space()) return {"the plane is the whole space"};
  const KindInfo& kind = find_info(infos(planes()), "plane", f.plane());
  return {fmt::format("{}: {} and {}; seed {}", kind.label, f.fit().name_a, f.fit().name_b, f.slice().request.seed),
          f.plane() == "custom"};
}

State barrier(const Facts& f) {
  if (f.plane() != "line" && f.plane() != "three_points") return {"no two solutions are joined here"};
  return {"what rises between two points here is a barrier on this line", true};
}

State one_run(const Facts& f) {
  const auto& runs = f.training().request.runs;
  std::vector<std::string> starts;
  for (const Choice& run : runs) starts.push_back(run.settings.text("start"));
  std::ranges::sort(starts);
  const auto different = std::ranges::unique(starts).begin() - starts.begin();
  return {fmt::format("{} run{} from {} start{}, seed {}", runs.size(), runs.size() == 1 ? "" : "s", different,
                      different == 1 ? "" : "s", f.training().request.seed),
          different == 1};
}

State zero_gradient(const Facts& f) {
  const auto& found = f.results.found;
  if (!found || (found->survey.points.empty() && found->misses.empty())) return {"nothing is called a minimum here"};
  const CriticalPoint& last = found->misses.empty() ? found->survey.points.back() : found->misses.back();
  return {fmt::format("last found: {}; gradient {:.1e}, ‖H∇E‖/(‖H‖‖∇E‖) {:.1e}, {} flat directions",
                      describe_kind(last), last.gradient_norm, last.flatness, last.degenerate),
          last.end != SearchEnd::critical || last.degenerate > 0};
}

State interpolation(const Facts& f) {
  const Slice& slice = f.slice().slice;
  return {
      fmt::format("{} × {} losses were computed (“Grid lines” shows where); between them the surface is straight. The "
                  "mouse tells the loss computed at its very place",
                  slice.columns, slice.rows)};
}

State regularizer(const Facts& f) {
  const auto& settings = f.training().request.objective.settings;
  const SettingValue* decay = settings.find("weight_decay");
  if (!decay || std::get<double>(*decay) == 0) return {"no weight decay: the surface is the loss of the data"};
  std::string text = fmt::format("with weight decay {:g}", std::get<double>(*decay));
  const Run& run = f.training().runs.front();
  if (const std::size_t count = visible_iterates(run, f.view); count > 0) {
    const double data = f.problem().objective->score(*run.parameters[count - 1]).loss;
    text +=
        fmt::format(": at the cursor {} in all, {} of the data", short_label(run.loss[count - 1]), short_label(data));
  }
  return {text, true};
}

State time_of_steps(const Facts& f) {
  Index longest = 0;
  for (const Run& run : f.training().runs) longest = std::max(longest, run.planned_steps);
  return {fmt::format("the white beads along each path lie {} steps apart", std::max<Index>(1, longest / 10))};
}

struct Row {
  const char *belief, *why;
  State (*now)(const Facts&);
};

const Row rows[] = {
    {"A minimum of the picture is a minimum",
     "A slice has minima where the full space has none: an untrained network showed three in random planes while 400 "
     "of "
     "1210 eigenvalues were negative. Marked points carry the verdict of the full space.",
     slice_minima},
    {"A convex-looking picture means convex",
     "In a slice 94 % of the points can be convex while the full Hessian has much negative curvature (Li et al. 2018 "
     "map "
     "its lowest eigenvalue instead).",
     convexity},
    {"Saddles can be seen in random planes",
     "Along random directions curvatures average to trace / dimensions, so nearly every random plane hides a saddle "
     "(Böttcher & Wheeler 2022).",
     saddles},
    {"The path lies on the surface",
     "Only its shadow does. A path is drawn at its own losses, with a line down to the plane, and the read-out tells "
     "how "
     "far off the plane it is.",
     paths_on_surface},
    {"PCA of the path reveals structure",
     "PCA of a random walk gives cosines as well, and its first two axes hold 60.8 % and 15.2 % of the variance "
     "(Antognini "
     "& Sohl-Dickstein 2018).",
     pca},
    {"A place on the axes is a dot product",
     "Only for axes of unit length at right angles. Here places are solved for by least squares.", coordinates},
    {"Flat is flat, sharp is sharp",
     "Scaling one layer up and the next one down leaves the network the same and changes its sharpness at will (Dinh "
     "et al. "
     "2017). Compare only what has the same normalisation.",
     sharpness},
    {"Batch normalisation changes nothing here",
     "With statistics kept from elsewhere the surface is that of another network.", batch_statistics},
    {"This is the loss that SGD goes down",
     "A mini-batch has a surface of its own; “Mini-batch” in the view shows it through that of all samples.", batch},
    {"Heights are losses", "A logarithm or a cut changes what looks steep. The scale is named in every figure.",
     height},
    {"There is nothing between the points",
     "On a coarse grid Rastrigin's 121 minima become one. Raise the resolution and see whether anything changes.",
     grid},
    {"Roughness is in the loss",
     "In single precision a valley floor gets dozens of turning points that are nothing but rounding.", rounding},
    {"This is what the landscape looks like",
     "A face can be put into the landscape of an ordinary network by choosing the plane for it. So the plane is always "
     "named.",
     one_plane},
    {"A hill on the straight line is a barrier",
     "A curve may lead around it, and renaming hidden units may remove it (Garipov et al. 2018; Ainsworth et al. "
     "2022).",
     barrier},
    {"One run tells how training goes",
     "Of the same network some starts succeed and others do not. “Runs from several starts” shows more.", one_run},
    {"Gradient zero means a minimum",
     "It may be a saddle, or degenerate; and a search can end where the gradient is not zero at all but flat (Frye et "
     "al. "
     "2021).",
     zero_gradient},
    {"Every place of the surface was computed", "Between the points of the grid the picture is drawn straight.",
     interpolation},
    {"The surface is the error of the data", "Weight decay moves minima and can change their kind.", regularizer},
    {"A second of playing is a second of training",
     "Playing spreads the recorded steps over the same few seconds, whatever they cost.", time_of_steps},
};

}  // namespace

double grid_error(const std::vector<float>& heights, const std::vector<std::uint8_t>& holes, int columns, int rows) {
  if (columns < 5 || rows < 5) return NAN;
  const auto index = [&](int column, int row) { return static_cast<std::size_t>(row * columns + column); };
  float low = INFINITY, high = -INFINITY;
  for (std::size_t i = 0; i < heights.size(); ++i)
    if (!holes[i]) {
      low = std::min(low, heights[i]);
      high = std::max(high, heights[i]);
    }
  std::vector<double> errors;
  const auto compare = [&](int column, int row, int dx, int dy) {
    const std::size_t here = index(column, row), before = index(column - dx, row - dy),
                      after = index(column + dx, row + dy);
    if (!holes[here] && !holes[before] && !holes[after])
      errors.push_back(std::abs(heights[here] - 0.5f * (heights[before] + heights[after])));
  };
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      if (column % 2 == 1 && row % 2 == 0 && column + 1 < columns) compare(column, row, 1, 0);
      if (row % 2 == 1 && column % 2 == 0 && row + 1 < rows) compare(column, row, 0, 1);
    }
  if (errors.empty()) return NAN;
  if (!(high > low)) return 0;
  const auto at = errors.begin() + static_cast<std::ptrdiff_t>(0.95 * static_cast<double>(errors.size() - 1));
  std::nth_element(errors.begin(), at, errors.end());
  return *at / static_cast<double>(high - low);
}

std::vector<HonestyNote> honesty_notes(const Results& results, std::span<const Trajectory> paths, const View& view,
                                       const Scene& scene) {
  std::vector<HonestyNote> notes;
  if (!results.training || !results.slice || !scene.surface || results.training->runs.empty()) return notes;
  const Facts facts{results, paths, view, scene};
  for (const Row& row : rows) {
    State state = row.now(facts);
    notes.push_back({row.belief, std::move(state.now), row.why, state.caution});
  }
  return notes;
}

}  // namespace cartograd
