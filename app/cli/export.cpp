#include "app/cli/export.h"

#include <filesystem>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/command_line.h"
#include "app/scene/build_scene.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/experiment/curvature_path.h"
#include "core/experiment/restarts.h"
#include "core/experiment/spectra.h"
#include "core/io/npz.h"

namespace cartograd {

namespace {

std::vector<double> coordinates(const Slice& slice, bool along_a) {
  std::vector<double> values;
  for (Index i = 0; i < (along_a ? slice.columns : slice.rows); ++i)
    values.push_back(along_a ? slice.a(i) : slice.b(i));
  return values;
}

Matrix as_columns(const Run& run) {
  Matrix columns(run.parameters.front()->size(), static_cast<Index>(run.size()));
  for (std::size_t i = 0; i < run.size(); ++i) columns.col(static_cast<Index>(i)) = *run.parameters[i];
  return columns;
}

// One line per block: name, offset, rows, columns, separated by tabs.
std::string layout_text(const ParamLayout& layout) {
  std::string text;
  for (const ParamBlock& block : layout)
    text += fmt::format("{}\t{}\t{}\t{}\n", block.name, block.offset, block.rows, block.cols);
  return text;
}

void add_data(std::vector<NpyArray>& arrays, const std::string& name, const Dataset& data) {
  if (data.samples() == 0) return;
  arrays.push_back(npy_columns_as_rows(name + "inputs", data.inputs));
  if (data.is_classification())
    arrays.push_back(npy(name + "targets", data.classes));
  else
    arrays.push_back(npy_columns_as_rows(name + "targets", data.values));
}

// What is recorded beside each iterate of a run, where there is any of it.
struct Record {
  const char* name;
  std::vector<double> Run::*values;
};
constexpr Record records[] = {{"loss", &Run::loss},
                              {"gradient_norm", &Run::gradient_norm},
                              {"accuracy", &Run::accuracy},
                              {"validation_loss", &Run::validation_loss},
                              {"validation_accuracy", &Run::validation_accuracy}};

void add_curvature(std::vector<NpyArray>& arrays, const std::string& name, const CurvatureTrack& track) {
  arrays.push_back(npy(name + "curvature_step", track.step));
  arrays.push_back(npy(name + "sharpness", track.sharpness));
  arrays.push_back(npy(name + "lowest_eigenvalue", track.lowest));
  arrays.push_back(npy(name + "trace", track.trace));
  arrays.push_back(npy(name + "trace_error", track.trace_error));
  arrays.push_back(npy(name + "index", track.index));
}

// One line per value.
std::string lines_of(const std::vector<std::string>& values) {
  return values.empty() ? "" : fmt::format("{}\n", fmt::join(values, "\n"));
}

// Eigenvalues, one row per point; nan where a point has fewer than others.
Matrix eigenvalues_as_columns(const std::vector<CriticalPoint>& points) {
  Index most = 0;
  for (const CriticalPoint& point : points) most = std::max(most, point.eigenvalues.size());
  Matrix columns = Matrix::Constant(most, std::ssize(points), std::numeric_limits<double>::quiet_NaN());
  for (Index k = 0; k < columns.cols(); ++k) {
    const Eigen::VectorXd& values = points[static_cast<std::size_t>(k)].eigenvalues;
    columns.col(k).head(values.size()) = values;
  }
  return columns;
}

// What every end of a search has.
void add_ends(std::vector<NpyArray>& arrays, const std::string& name, const std::vector<CriticalPoint>& ends) {
  std::vector<double> loss, gradient_norm, flatness;
  for (const CriticalPoint& end : ends) {
    loss.push_back(end.loss);
    gradient_norm.push_back(end.gradient_norm);
    flatness.push_back(end.flatness);
  }
  arrays.push_back(npy(name + "loss", loss));
  arrays.push_back(npy(name + "gradient_norm", gradient_norm));
  arrays.push_back(npy(name + "flatness", flatness));
}

void add_critical_points(std::vector<NpyArray>& arrays, const FoundPoints& found, const Plane& plane, bool weights) {
  const std::vector<CriticalPoint>& points = found.survey.points;
  if (!points.empty()) {
    std::vector<Index> index, degenerate;
    std::vector<double> a, b, off_plane;
    std::vector<std::string> kind;
    Matrix parameters(points.front().w.size(), std::ssize(points));
    for (const CriticalPoint& point : points) {
      parameters.col(std::ssize(a)) = point.w;
      index.push_back(point.negative);
      degenerate.push_back(point.degenerate);
      const Eigen::Vector2d place = plane.project(point.w);
      a.push_back(place.x());
      b.push_back(place.y());
      off_plane.push_back(plane.off_plane(point.w));
      kind.push_back(describe_kind(point));
    }
    add_ends(arrays, "critical_", points);
    arrays.push_back(npy("critical_index", index));
    arrays.push_back(npy("critical_degenerate", degenerate));
    arrays.push_back(npy("critical_hits", found.survey.hits));
    arrays.push_back(npy("critical_a", a));
    arrays.push_back(npy("critical_b", b));
    arrays.push_back(npy("critical_off_plane", off_plane));
    arrays.push_back(npy_columns_as_rows("critical_eigenvalues", eigenvalues_as_columns(points)));
    arrays.push_back(npy_text("critical_kind", lines_of(kind)));
    if (weights) arrays.push_back(npy_columns_as_rows("critical_parameters", parameters));
  }
  if (const std::vector<CriticalPoint>& rejected = found.survey.rejected; !rejected.empty()) {
    std::vector<std::string> end;
    for (const CriticalPoint& each : rejected) end.emplace_back(end_name(each.end));
    add_ends(arrays, "rejected_", rejected);
    arrays.push_back(npy_text("rejected_end", lines_of(end)));
  }
  if (found.sizes.empty()) return;
  std::vector<Index> parameters, counts, minima;
  for (const SizeCount& size : found.sizes) {
    parameters.push_back(size.parameters);
    counts.push_back(size.points);
    minima.push_back(size.minima);
  }
  arrays.push_back(npy("critical_size_parameters", parameters));
  arrays.push_back(npy("critical_size_points", counts));
  arrays.push_back(npy("critical_size_minima", minima));
}

// All restarts of all groups, one after the other; what was compared as nan or −1 where it was not.
void add_restarts(std::vector<NpyArray>& arrays, const RestartResult& restarts, bool weights) {
  std::vector<Index> seed, group, steps, reached, cluster;
  std::vector<double> loss, gradient_norm, accuracy, validation_loss, validation_accuracy, a, b;
  std::vector<std::string> outcome, labels;
  for (std::size_t g = 0; g < restarts.groups.size(); ++g) {
    const RestartGroup& from = restarts.groups[g];
    labels.push_back(from.label);
    const std::size_t first = seed.size();
    for (const Ending& ending : from.endings) {
      seed.push_back(static_cast<Index>(ending.seed));
      group.push_back(static_cast<Index>(g));
      steps.push_back(ending.steps);
      reached.push_back(ending.reached);
      loss.push_back(ending.loss);
      gradient_norm.push_back(ending.gradient_norm);
      accuracy.push_back(ending.accuracy);
      validation_loss.push_back(ending.validation_loss);
      validation_accuracy.push_back(ending.validation_accuracy);
      outcome.push_back(describe_ending(ending));
    }
    a.resize(seed.size(), Ending::unknown);
    b.resize(seed.size(), Ending::unknown);
    const std::vector<Index> places = from.places();
    cluster.insert(cluster.end(), places.begin(), places.end());
    const Comparison& comparison = from.comparison;
    for (std::size_t i = 0; i < comparison.place.size(); ++i) {
      a[first + comparison.endings[i]] = comparison.place[i].x();
      b[first + comparison.endings[i]] = comparison.place[i].y();
    }
    const Barriers& barriers = comparison.barriers;
    if (barriers.endings.empty()) continue;
    const std::string name = fmt::format("barrier{}_", g);
    arrays.push_back(npy(name + "restart", std::vector<Index>(barriers.endings.begin(), barriers.endings.end())));
    arrays.push_back(npy_columns_as_rows(name + "straight", barriers.straight));
    arrays.push_back(npy_columns_as_rows(name + "aligned", barriers.aligned));
    if (!weights) continue;
    Matrix parameters(from.problem->objective->dimension(), std::ssize(comparison.endings));
    for (Index i = 0; i < parameters.cols(); ++i)
      parameters.col(i) = *from.endings[comparison.endings[static_cast<std::size_t>(i)]].w;
    arrays.push_back(npy(fmt::format("restart{}_compared", g),
                         std::vector<Index>(comparison.endings.begin(), comparison.endings.end())));
    arrays.push_back(npy_columns_as_rows(fmt::format("restart{}_parameters", g), parameters));
  }
  arrays.push_back(npy("restart_seed", seed));
  arrays.push_back(npy("restart_group", group));
  arrays.push_back(npy_text("restart_group_label", lines_of(labels)));
  arrays.push_back(npy("restart_loss", loss));
  arrays.push_back(npy("restart_gradient_norm", gradient_norm));
  arrays.push_back(npy("restart_accuracy", accuracy));
  arrays.push_back(npy("restart_validation_loss", validation_loss));
  arrays.push_back(npy("restart_validation_accuracy", validation_accuracy));
  arrays.push_back(npy("restart_steps", steps));
  arrays.push_back(npy("restart_reached", reached));
  arrays.push_back(npy_text("restart_outcome", lines_of(outcome)));
  arrays.push_back(npy("restart_cluster", cluster));
  arrays.push_back(npy("restart_a", a));
  arrays.push_back(npy("restart_b", b));
}

// All eigenvalues, or a quadrature of their density.
void add_spectrum(std::vector<NpyArray>& arrays, const std::string& name, const Spectrum& spectrum) {
  if (spectrum.empty()) return;
  arrays.push_back(npy(name + "spectrum_step", std::vector<Index>{spectrum.step}));
  if (spectrum.exact) {
    arrays.push_back(npy(name + "eigenvalues", spectrum.density.nodes));
  } else {
    arrays.push_back(npy(name + "spectrum_nodes", spectrum.density.nodes));
    arrays.push_back(npy(name + "spectrum_weights", spectrum.density.weights));
  }
}

void write_npz_results(const std::string& path, const Results& results, const Document& document,
                       const Arguments& arguments) {
  const Slice& slice = results.slice->slice;
  std::vector<NpyArray> arrays = {npy("a", coordinates(slice, true)), npy("b", coordinates(slice, false)),
                                  npy_grid("loss", slice.loss, slice.rows, slice.columns)};
  const std::vector<Trajectory> paths = project_all(results);
  for (std::size_t k = 0; k < paths.size(); ++k) {
    const Run& run = results.training->runs[k];
    const std::string name = fmt::format("run{}_", k);
    arrays.push_back(npy(name + "step", run.step));
    arrays.push_back(npy(name + "a", paths[k].a));
    arrays.push_back(npy(name + "b", paths[k].b));
    arrays.push_back(npy(name + "off_plane", paths[k].off_plane));
    for (const Record& record : records)
      if (!(run.*record.values).empty()) arrays.push_back(npy(name + record.name, run.*record.values));
    arrays.push_back(npy_text(name + "outcome", describe_outcome(run)));
    if (arguments.weights && run.size() > 0)
      arrays.push_back(npy_columns_as_rows(name + "parameters", as_columns(run)));
    if (results.curvature) add_curvature(arrays, name, results.curvature->runs[k]);
    if (results.spectra) add_spectrum(arrays, name, results.spectra->runs[k]);
  }
  if (results.found) add_critical_points(arrays, *results.found, results.slice->fit->plane, arguments.weights);
  if (results.restarts) add_restarts(arrays, *results.restarts, arguments.weights);
  if (arguments.weights) {
    const Plane& plane = results.slice->fit->plane;
    arrays.push_back(npy("origin", plane.origin));
    arrays.push_back(npy("u", plane.u));
    arrays.push_back(npy("v", plane.v));
    arrays.push_back(npy_text("layout", layout_text(results.training->problem->objective->layout())));
  }
  if (arguments.data) {
    add_data(arrays, "", results.training->problem->training_data);
    add_data(arrays, "validation_", results.training->problem->validation_data);
  }
  arrays.push_back(npy_text("experiment", to_toml(document, view_table())));
  write_npz(path, arrays);
}

void write_csv_slice(const std::string& path, const Results& results, const Document&, const Arguments&) {
  const Slice& slice = results.slice->slice;
  std::string text = "a,b,loss\n";
  for (Index row = 0; row < slice.rows; ++row)
    for (Index column = 0; column < slice.columns; ++column)
      text += fmt::format("{},{},{}\n", slice.a(column), slice.b(row), slice.at(column, row));
  write_file(path, text);
}

// One line per recorded iterate of every run; a cell is empty where there is nothing to record.
void write_csv_runs(const std::string& path, const Results& results, const Document&, const Arguments&) {
  std::string text = "run,step,a,b,off_plane";
  for (const Record& record : records) text += fmt::format(",{}", record.name);
  text += '\n';
  const std::vector<Trajectory> paths = project_all(results);
  for (std::size_t k = 0; k < paths.size(); ++k) {
    const Run& run = results.training->runs[k];
    for (std::size_t i = 0; i < run.size(); ++i) {
      text += fmt::format("{},{},{},{},{}", k, run.step[i], paths[k].a[i], paths[k].b[i], paths[k].off_plane[i]);
      for (const Record& record : records) {
        const std::vector<double>& values = run.*record.values;
        text += i < values.size() ? fmt::format(",{}", values[i]) : ",";
      }
      text += '\n';
    }
  }
  write_file(path, text);
}

// One line per critical point that was found.
void write_csv_points(const std::string& path, const Results& results, const Document&, const Arguments&) {
  std::string text =
      "kind,loss,gradient_norm,index,degenerate,flatness,hits,a,b,off_plane,lowest_eigenvalue,highest_eigenvalue\n";
  if (!results.found) return write_file(path, text);
  const Survey& survey = results.found->survey;
  const Plane& plane = results.slice->fit->plane;
  for (std::size_t k = 0; k < survey.points.size(); ++k) {
    const CriticalPoint& point = survey.points[k];
    const Eigen::Vector2d place = plane.project(point.w);
    text += fmt::format("\"{}\",{},{},{},{},{},{},{},{},{},{},{}\n", describe_kind(point), point.loss,
                        point.gradient_norm, point.negative, point.degenerate, point.flatness, survey.hits[k],
                        place.x(), place.y(), plane.off_plane(point.w), point.lowest(), point.highest());
  }
  write_file(path, text);
}

// One line per restart.
void write_csv_restarts(const std::string& path, const Results& results, const Document&, const Arguments&) {
  std::string text =
      "group,seed,loss,validation_loss,accuracy,validation_accuracy,gradient_norm,steps,reached,outcome,cluster\n";
  if (!results.restarts) return write_file(path, text);
  for (const RestartGroup& group : results.restarts->groups) {
    const std::vector<Index> cluster = group.places();
    for (std::size_t i = 0; i < group.endings.size(); ++i) {
      const Ending& ending = group.endings[i];
      text += fmt::format("\"{}\",{},{},{},{},{},{},{},{},\"{}\",{}\n", group.label, ending.seed, ending.loss,
                          ending.validation_loss, ending.accuracy, ending.validation_accuracy, ending.gradient_norm,
                          ending.steps, ending.reached, describe_ending(ending), cluster[i]);
    }
  }
  write_file(path, text);
}

}  // namespace

const std::vector<ExportFormat>& export_formats() {
  static const std::vector<ExportFormat> rows = {
      {".npz", "NumPy archive: slice, every run, and with --weights --data all it takes to compute them again",
       write_npz_results},
      {".runs.csv", "the recorded iterates of all runs as a table: losses, accuracies, place in the plane",
       write_csv_runs},
      {".critical.csv",
       "the critical points that [critical] searches for as a table: kind, loss, index, place in the plane",
       write_csv_points},
      {".restarts.csv", "the restarts that [restarts] asks for as a table: seed, losses, steps, outcome, cluster",
       write_csv_restarts},
      {".csv", "the slice as a table of a, b, loss", write_csv_slice},
  };
  return rows;
}

const ExportFormat& export_format_for(const std::string& path) {
  const std::string name = path == "-" ? ".npz" : std::filesystem::path(path).filename().string();
  std::vector<std::string> extensions;
  for (const ExportFormat& format : export_formats()) {
    if (name.ends_with(format.extension)) return format;
    extensions.push_back(format.extension);
  }
  throw UsageError(path + ": " + unknown_name("format", std::filesystem::path(name).extension().string(), extensions));
}

}  // namespace cartograd
