#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/base/csv_reader.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/curvature/eigenpairs.h"
#include "core/landscape/plane_kinds.h"
#include "core/landscape/points.h"

namespace cartograd {

namespace {

// Directions of unit length are too short to show anything of a large network; these are comparable to its weights.
double natural_length(const ParamVector& origin) { return std::max(origin.norm(), 1.0); }

// How the parameters moved over the last recorded step before `origin`, or after it if it is the start.
ParamVector update_at(const Run& run, bool at_start) {
  if (run.size() < 2) return ParamVector::Zero(run.parameters.front()->size());
  const std::size_t after = at_start ? 1 : run.size() - 1;
  return *run.parameters[after] - *run.parameters[after - 1];
}

// The parameter that a text names: its number, counted from 1, or "layer 2 weights 3 1" (row and column, from 1; of
// biases the row alone).
Index parameter_number(const std::string& name, const PlaneInputs& inputs) {
  const Index dimension = inputs.objective.dimension();
  const auto number = [](std::string_view digits) -> Index {
    Index value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() ? value - 1 : -1;
  };
  std::vector<std::string> names;
  for (const ParamBlock& block : inputs.layout()) {
    names.push_back(block.name);
    if (!name.starts_with(block.name) || name.size() == block.name.size() || name[block.name.size()] != ' ') continue;
    const std::string_view place = std::string_view(name).substr(block.name.size() + 1);
    const std::size_t space = place.find(' ');
    const bool one = space == place.npos;
    const Index row = number(place.substr(0, space)), column = one ? 0 : number(place.substr(space + 1));
    if (one == (block.cols == 1) && row >= 0 && row < block.rows && column >= 0 && column < block.cols)
      return block.offset + row * block.cols + column;
    throw InputError(fmt::format(
        "\"{}\" is no parameter; expected \"{} {}\"", name, block.name,
        block.cols == 1 ? fmt::format("ROW\" with rows 1 to {}", block.rows)
                        : fmt::format("ROW COLUMN\" with rows 1 to {} and columns 1 to {}", block.rows, block.cols)));
  }
  if (const Index found = number(name); found >= 0 && found < dimension) return found;
  const std::string word = name.substr(0, name.find_last_not_of(" 0123456789") + 1);
  if (word.empty() || names.empty())
    throw InputError(fmt::format("\"{}\" is no parameter; expected 1 to {}", name, dimension));
  throw InputError(unknown_name("parameter", word, names));
}

// "w3" of a function, "layer 1 weights 2 1" of a network.
std::string parameter_name(Index number, const ParamLayout& layout) {
  for (const ParamBlock& block : layout) {
    const Index place = number - block.offset;
    if (place < 0 || place >= block.size()) continue;
    return block.cols == 1 ? fmt::format("{} {}", block.name, place + 1)
                           : fmt::format("{} {} {}", block.name, place / block.cols + 1, place % block.cols + 1);
  }
  return fmt::format("w{}", number + 1);
}

}  // namespace

Setting origin_setting(std::string initial, const std::string& more) {
  std::vector<std::string> words = {"end", "start", "cursor"};
  if (!more.empty()) words.push_back(more);
  return point_setting("origin", "Origin", std::move(initial),
                       "end or start of the first run, where the cursor is, any iterate as RUN:STEP (0:250), or one "
                       "number for each parameter",
                       std::move(words));
}

ParamVector point_in(const PlaneInputs& inputs, const std::string& text) {
  return point_at(inputs.runs, text, inputs.objective.dimension());
}

ParamVector origin_of(const PlaneInputs& inputs) {
  const Run& run = inputs.runs.front();
  const std::string& text = inputs.settings.text("origin");
  if (text == "start") return *run.parameters.front();
  if (text == "end" || text == "cursor") return *run.parameters.back();
  return point_in(inputs, text);
}

void orthogonalize(const ParamVector& u, ParamVector& v) {
  const double length = v.norm();
  if (u.squaredNorm() > 0) v -= u * (u.dot(v) / u.squaredNorm());
  if (v.norm() > 1e-9 * length)
    v *= length / v.norm();
  else
    v.setZero();
}

PlaneFit random_plane(PlaneInputs inputs) {
  PlaneFit fit;
  const std::string& how = inputs.settings.text("normalize");
  fit.plane.origin = origin_of(inputs);
  const auto draw = [&] {
    ParamVector direction = normal_vector(fit.plane.origin.size(), inputs.rng);
    normalize_direction(direction, fit.plane.origin, inputs.layout(), how);
    return direction;
  };
  fit.plane.u = draw();
  fit.plane.v = draw();
  if (how == "none") {  // comparable to the other two: as long as the weights are
    const double length = natural_length(fit.plane.origin);
    fit.plane.u *= length / fit.plane.u.norm();
    fit.plane.v *= length / fit.plane.v.norm();
  }
  fit.name_a = "random direction 1";
  fit.name_b = "random direction 2";
  fit.centered = true;
  return fit;
}

// Along eigenvectors of the Hessian at the origin, unit length.
PlaneFit hessian_plane(PlaneInputs inputs) {
  PlaneFit fit;
  fit.plane.origin = origin_of(inputs);
  if (fit.plane.origin.size() < 2) throw InputError("one parameter has one direction; a plane needs two");
  const SymmetricOperator hessian = hessian_operator(inputs.objective, fit.plane.origin);
  const std::string& which = inputs.settings.text("eigenvectors");
  EigenSettings settings;
  settings.tolerance = 1e-4;
  const auto ask = [&](Index count, SpectrumEnd end) {
    Eigenpairs pairs = extreme_eigenpairs(hessian, count, end, settings, inputs.stop);
    if (!pairs.cancelled && pairs.values.size() < count)
      throw InputError("the Hessian has no eigenvectors to be found: " + describe(pairs));
    if (!pairs.cancelled && !pairs.converged) fit.note = "eigenvectors " + describe(pairs);
    return pairs;
  };
  const auto take = [&](const Eigenpairs& pairs, Index i, ParamVector& direction, std::string& name) {
    direction = pairs.vectors.col(i);
    name = fmt::format("eigenvector of λ = {:.3g}", pairs.values[i]);
  };
  const Eigenpairs first =
      ask(which == "extremes" ? 1 : 2, which == "lowest" ? SpectrumEnd::lowest : SpectrumEnd::highest);
  if (first.cancelled) return fit;
  take(first, 0, fit.plane.u, fit.name_a);
  if (which == "extremes") {
    const Eigenpairs second = ask(1, SpectrumEnd::lowest);
    if (second.cancelled) return fit;
    take(second, 0, fit.plane.v, fit.name_b);
  } else {
    take(first, 1, fit.plane.v, fit.name_b);
  }
  fit.centered = true;
  return fit;
}

PlaneFit gradient_plane(PlaneInputs inputs) {
  PlaneFit fit;
  fit.plane.origin = origin_of(inputs);
  inputs.objective.evaluate(fit.plane.origin, {}, &fit.plane.u);
  fit.plane.u = -fit.plane.u;
  if (!(fit.plane.u.norm() > 0) || !std::isfinite(fit.plane.u.norm()))
    throw InputError("the gradient at the origin is zero or not finite and gives no direction; try origin = \"start\"");
  fit.name_a = "down the gradient";
  fit.name_b = "random direction";
  fit.plane.v = normal_vector(fit.plane.origin.size(), inputs.rng);
  if (inputs.settings.text("second") == "update") {
    const ParamVector update = update_at(inputs.runs.front(), inputs.settings.text("origin") == "start");
    if (!(update.norm() > 0))
      throw InputError("the first run did not move and gives no update direction; try second = \"random\"");
    if (std::abs(update.normalized().dot(fit.plane.u.normalized())) < 1 - 1e-9) {
      fit.plane.v = update;
      fit.name_b = "the optimizer's update";
    } else {  // a first step without momentum
      fit.note = "the optimizer's update goes straight along the gradient; the second axis is a random direction";
    }
  }
  const double length = natural_length(fit.plane.origin);
  fit.plane.u *= length / fit.plane.u.norm();
  fit.plane.v *= length / fit.plane.v.norm();
  fit.centered = true;
  return fit;
}

PlaneFit weights_plane(PlaneInputs inputs) {
  PlaneFit fit;
  const Index dimension = inputs.objective.dimension();
  const Index first = parameter_number(inputs.settings.text("first"), inputs),
              second = parameter_number(inputs.settings.text("second"), inputs);
  if (first == second) throw InputError("first and second name the same parameter; expected two different ones");
  fit.plane.origin = inputs.settings.text("origin") == "zero" ? ParamVector::Zero(dimension) : origin_of(inputs);
  fit.plane.origin[first] = fit.plane.origin[second] = 0;  // so that the axes show the parameters' own values
  fit.plane.u = ParamVector::Unit(dimension, first);
  fit.plane.v = ParamVector::Unit(dimension, second);
  fit.name_a = parameter_name(first, inputs.layout());
  fit.name_b = parameter_name(second, inputs.layout());
  fit.coordinates = true;
  return fit;
}

PlaneFit sphere_plane(PlaneInputs inputs) {
  if (inputs.objective.dimension() != 3 || !inputs.layout().empty())
    throw InputError(
        fmt::format("a sphere needs a function of 3 parameters, and this has {}; expected objective.dimension = 3",
                    inputs.layout().empty() ? fmt::format("{}", inputs.objective.dimension()) : "a network"));
  const double radius = inputs.settings.real("radius");
  PlaneFit fit;
  fit.plane.origin = ParamVector::Zero(3);
  fit.plane.u = radius * ParamVector::Unit(3, 0);
  fit.plane.v = radius * ParamVector::Unit(3, 1);
  fit.plane.pole = radius * ParamVector::Unit(3, 2);
  fit.name_a = "longitude, degrees";
  fit.name_b = "latitude, degrees";
  fit.coordinates = true;
  return fit;
}

// Columns u and v, and perhaps origin, of a CSV file with one line per parameter.
PlaneFit custom_plane(PlaneInputs inputs) {
  const std::string& file = inputs.settings.text("file");
  if (file.empty()) throw InputError("a custom plane needs a file with columns u and v, one line per parameter");
  const std::string text = read_file(file, std::size_t{1} << 30);
  CsvReader reader(text, file);
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t columns[3] = {none, none, none};
  constexpr std::string_view names[3] = {"u", "v", "origin"};
  if (!reader.next()) reader.fail("the file is empty; expected a line \"u,v\" or \"u,v,origin\"", 0);
  const std::size_t width = reader.cells().size();
  for (std::size_t c = 0; c < width; ++c)
    for (int k = 0; k < 3; ++k)
      if (reader.cells()[c].text == names[k]) columns[k] = c;
  if (columns[0] == none || columns[1] == none)
    reader.fail("no columns named u and v; expected a first line \"u,v\" or \"u,v,origin\"", 0);
  const Index dimension = inputs.objective.dimension();
  PlaneFit fit;
  fit.plane.origin = origin_of(inputs);
  fit.plane.u.resize(dimension);
  fit.plane.v.resize(dimension);
  ParamVector* targets[3] = {&fit.plane.u, &fit.plane.v, &fit.plane.origin};
  Index line = 0;
  for (; reader.next(); ++line) {
    const auto& cells = reader.cells();
    if (line == dimension)
      reader.fail(fmt::format("more than {} lines of numbers; expected one per parameter", dimension), cells[0].offset);
    if (cells.size() != width) reader.fail(fmt::format("expected {} cells", width), cells[0].offset);
    for (int k = 0; k < 3; ++k) {
      if (columns[k] == none) continue;
      const auto& cell = cells[columns[k]];
      const std::optional<double> number = cell_number(cell.text);
      if (!number || !std::isfinite(*number)) reader.fail("expected a finite number", cell.offset);
      (*targets[k])[line] = *number;
    }
  }
  if (line < dimension)
    throw InputError(
        fmt::format("{}: {} lines of numbers; expected one for each of {} parameters", file, line, dimension));
  fit.name_a = "direction u";
  fit.name_b = "direction v";
  fit.centered = true;
  return fit;
}

}  // namespace cartograd
