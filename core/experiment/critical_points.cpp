#include "core/experiment/critical_points.h"

#include <cmath>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/experiment/stages.h"

namespace cartograd {

namespace {

// A start for the i-th search. Where it lies depends on the seed and i alone.
class Starts {
 public:
  Starts(const CriticalRequest& request, const Problem& problem) : request_(request), problem_(problem) {
    for (const Run& run : request.basis->runs)
      if (run.size() > 0) runs_.push_back(&run);
  }

  ParamVector operator()(Index i) const {
    Rng rng(derive_seed(request_.seed, "critical", static_cast<std::uint64_t>(i)));
    const std::string& from = request_.critical.text("from");
    return from == "runs" ? near_run(i, rng) : from == "slice" ? in_window(rng) : anywhere(problem_, i, rng);
  }

  // The initial weights of another seed; of a function, a point of its window, in every parameter.
  static ParamVector anywhere(const Problem& problem, Index i, Rng& rng) {
    if (problem.training_data.samples() > 0) return problem.start_from_seed(rng.next() + static_cast<std::uint64_t>(i));
    return point_in(problem.window.value_or(Window{}), problem.start.size(), rng);
  }

 private:
  ParamVector near_run(Index i, Rng& rng) const {
    if (runs_.empty()) throw InputError("no run has an iterate to search from; try critical.from = \"random\"");
    const Run& run = *runs_[static_cast<std::size_t>(i) % runs_.size()];
    const auto iterate = static_cast<std::size_t>(rng.uniform() * static_cast<double>(run.size()));
    const ParamVector& w = *run.parameters[iterate];
    const double size = std::max(w.norm() / std::sqrt(static_cast<double>(w.size())), 1e-3);
    return w + request_.critical.real("noise") * size * normal_vector(w.size(), rng);
  }

  ParamVector in_window(Rng& rng) const {
    if (!request_.slice || !request_.slice->fit) throw InputError("there is no plane to search from");
    const Window& window = request_.slice->slice.window;
    const double a = rng.uniform(window.a_min, window.a_max), b = rng.uniform(window.b_min, window.b_max);
    return request_.slice->fit->plane.at(a, b);
  }

  const CriticalRequest& request_;
  const Problem& problem_;
  std::vector<const Run*> runs_;
};

SearchSettings settings_of(const Settings& critical) {
  SearchSettings settings;
  settings.method = critical.text("method");
  settings.tolerance = critical.real("tolerance");
  if (!critical.is_word("eigenvalues")) settings.eigenvalues = {0, critical.integer("eigenvalues")};
  return settings;
}

// The same problem with so many hidden units in each layer, or dimensions. Throws InputError if it has neither.
std::shared_ptr<const Problem> resized(TrainRequest request, double size) {
  Settings& settings = is_analytic(request.objective.kind) ? request.objective.settings : request.network.settings;
  if (const SettingValue* hidden = settings.find("hidden"))
    settings.set("hidden", std::vector<double>(std::get<std::vector<double>>(*hidden).size(), size));
  else if (settings.find("dimension"))
    settings.set("dimension", size);
  else
    throw InputError("critical.sizes needs a network with hidden units or a function with a dimension");
  if (settings.find("start")) settings.set("start", std::string("auto"));
  request.runs.resize(std::min<std::size_t>(request.runs.size(), 1));
  for (Choice& run : request.runs) run.settings.set("start", std::string("initial"));
  return make_problem(request);
}

}  // namespace

FoundPoints find_critical_points(const CriticalRequest& request, std::stop_token stop,
                                 const std::function<void(FoundPoints)>& publish) {
  const auto& problem = request.basis->problem;
  const Index count = request.critical.integer("searches");
  const SearchSettings settings = settings_of(request.critical);
  FoundPoints found{problem, {}, count};
  const auto tell = [&] {
    if (publish && !stop.stop_requested()) publish(found);
  };
  const Starts starts(request, *problem);
  found.survey = survey(*problem->objective, starts, count, settings, stop, [&](const Survey& growing) {
    found.survey = growing;
    tell();
  });
  tell();
  if (!request.critical.is_word("sizes"))
    for (const double size : request.critical.list("sizes")) {
      if (stop.stop_requested()) break;
      const auto other = resized(request.basis->request, size);
      const auto anywhere = [&](Index i) {
        Rng rng(derive_seed(request.seed, "critical", static_cast<std::uint64_t>(i)));
        return Starts::anywhere(*other, i, rng);
      };
      const Survey counted = survey(*other->objective, anywhere, count, settings, stop);
      if (stop.stop_requested()) break;
      found.sizes.push_back({other->objective->dimension(), static_cast<Index>(counted.points.size()),
                             counted.count(PointKind::minimum)});
      tell();
    }
  found.finished = !stop.stop_requested();
  tell();
  return found;
}

}  // namespace cartograd
