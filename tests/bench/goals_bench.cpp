// Times one thing and prints a JSON object; goals.py calls it in turns with PyTorch.
//   bench_goals slice CASE THREADS single|double     milliseconds per point of a 51 × 51 slice, set-up included
//   bench_goals preview CASE                         milliseconds until the first 17 × 17 picture, and its samples
//   bench_goals train CASE single|double             microseconds per gradient, step and Hessian-vector product
//   bench_goals spectrum CASE single|double [COUNT]  milliseconds of the Hessian with all eigenvalues, of the top ones
//   bench_goals searches COUNT THREADS               seconds of so many searches for critical points of 2-8-8-1
//   bench_goals restarts COUNT THREADS               seconds of so many restarts of the exclusive or, 2,000 steps each
//   bench_goals peak                                 GFLOP/s of multiply-adds in registers, single and double
//   bench_goals frames                               how long frames of 4 ms take beside busy workers
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <sys/resource.h>
#include <thread>

#include <fmt/format.h>

#include "cases.h"
#include "core/base/decompositions.h"
#include "core/base/parallel.h"
#include "core/curvature/eigenpairs.h"
#include "core/experiment/critical_points.h"
#include "core/experiment/document.h"
#include "core/experiment/restarts.h"
#include "core/landscape/slice.h"
#include "core/optim/run.h"
#include "peak.h"

using namespace cartograd;

namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// Median seconds of a call, over so many calls that they take about a second.
template <class Call>
double seconds(Call call, double enough = 1) {
  call();
  std::vector<double> taken;
  for (const double begin = now(); now() - begin < enough || taken.size() < 3;) {
    const double start = now();
    int calls = 0;
    do {
      call();
      ++calls;
    } while (now() - start < 2e-3);
    taken.push_back((now() - start) / calls);
  }
  std::nth_element(taken.begin(), taken.begin() + static_cast<std::ptrdiff_t>(taken.size() / 2), taken.end());
  return taken[taken.size() / 2];
}

std::vector<Eigen::Vector2d> grid(int side) {
  std::vector<Eigen::Vector2d> points;
  for (int i = 0; i < side; ++i)
    for (int j = 0; j < side; ++j) points.emplace_back(2.0 * i / (side - 1) - 1, 2.0 * j / (side - 1) - 1);
  return points;
}

void slice(const std::string& name, int threads, bool single) {
  set_thread_count(threads);
  const Case made = make_case(name, single);
  std::vector<Eigen::Vector2d> points = grid(51);
  // A large network takes seconds for all of them: evenly spread ones tell the same, with the set-up of a whole slice
  // counted once per whole slice.
  constexpr double enough_work = 4e10;
  const double work = made.objective->work() * static_cast<double>(points.size());
  const auto stride = static_cast<std::size_t>(std::max(1.0, work / enough_work));
  std::vector<Eigen::Vector2d> some;
  for (std::size_t i = 0; i < points.size(); i += stride) some.push_back(points[i]);
  std::vector<double> losses(some.size());
  const Sampling sampling{single, 0, name == "resnet"};
  const double setup = seconds([&] { made.objective->on_plane(made.plane, sampling); }, 0.1);
  const auto sampler = made.objective->on_plane(made.plane, sampling);
  const double all = seconds([&] { sampler->evaluate(some, losses); });
  const double per_point = all / static_cast<double>(some.size()) + setup / static_cast<double>(points.size());
  // What is left to multiply after the first layer of a chain has been made linear in a and b. Convolutions count as
  // the sums that define them, although Winograd's transform takes fewer multiplications: they may pass the peak.
  double remaining = made.objective->work();
  const auto& first = made.objective->network().layers().front();
  if (const auto* dense = std::get_if<Dense>(&first); dense && dense->in.size() > 6)
    remaining -= static_cast<double>(dense->in.size() * dense->out.size() * made.objective->samples());
  fmt::print("{{\"ms_per_point\": {}, \"slice_ms\": {}, \"gflops\": {}}}\n", 1e3 * per_point, 2601e3 * per_point,
             2e-9 * remaining / (all / static_cast<double>(some.size())));
}

void preview(const std::string& name) {
  const Case made = make_case(name, true);
  Index subset = 0;
  const double taken = seconds([&] {
    std::stop_source stop;  // after the first picture
    sample_slice(*made.objective, made.plane, {}, {51, 51}, stop.get_token(), [&](const Slice& slice) {
      subset = slice.subset;
      stop.request_stop();
    });
  });
  fmt::print("{{\"preview_ms\": {}, \"subset\": {}}}\n", 1e3 * taken, subset);
}

double step_seconds(const Case& made, const char* optimizer, Index batch) {
  const auto& row = find_kind(optimizers(), "optimizer", optimizer);
  RunPlan plan;
  plan.steps = 4000;
  plan.batch = batch;
  plan.record_every = plan.steps;
  std::vector<double> taken;
  for (int repeat = 0; repeat < 5; ++repeat) {
    Settings settings = initial_settings(row.settings);
    settings.set("lr", 1e-4);
    const auto rule = row.make(settings);
    const double start = now();
    train(*made.objective, *rule, made.w, plan);
    taken.push_back((now() - start) / static_cast<double>(plan.steps));
  }
  std::sort(taken.begin(), taken.end());
  return taken[2];
}

void train_steps(const std::string& name, bool single) {
  set_thread_count(1);
  const Case made = make_case(name, single);
  ParamVector gradient;
  const double one_gradient = seconds([&] { made.objective->evaluate(made.w, {}, &gradient); });
  const auto hessian = made.objective->hessian_at(made.w);
  const double cached = seconds([&] { hessian->multiply(made.plane.u); });
  const double fresh = seconds([&] { made.objective->hessian_vector(made.w, made.plane.u); });
  double products = 0;  // two of matrices for the first layer, three for every other
  bool first = true;
  for (const Layer& layer : made.objective->network().layers())
    if (const auto* dense = std::get_if<Dense>(&layer)) {
      products += static_cast<double>(dense->in.size() * dense->out.size()) * (first ? 2 : 3);
      first = false;
    }
  const Index batch = name == "d" ? 32 : 64;
  fmt::print(
      "{{\"gradient_us\": {}, \"gflops\": {}, \"hvp_ratio\": {}, \"fresh_hvp_ratio\": {}, \"sgd_us\": {}, \"adam_us\": "
      "{}}}\n",
      1e6 * one_gradient, 2e-9 * products * static_cast<double>(made.objective->samples()) / one_gradient,
      cached / one_gradient, fresh / one_gradient, 1e6 * step_seconds(made, "sgd", batch),
      1e6 * step_seconds(made, "adam", batch));
}

void spectrum(const std::string& name, bool single, Index count) {
  const Case made = make_case(name, single);
  double all = -1;
  if (made.w.size() < 500)
    all = seconds([&] {
      const Matrix hessian = dense_matrix(hessian_operator(*made.objective, made.w));
      Eigen::SelfAdjointEigenSolver<Matrix>(hessian, Eigen::EigenvaluesOnly);
    });
  EigenSettings settings;
  settings.tolerance = 1e-3;
  Eigenpairs pairs;
  const double top = seconds([&] {
    pairs = extreme_eigenpairs(hessian_operator(*made.objective, made.w), count, SpectrumEnd::highest, settings);
  });
  fmt::print("{{\"all_ms\": {}, \"top_ms\": {}, \"products\": {}, \"residual\": {}}}\n", 1e3 * all, 1e3 * top,
             pairs.products, pairs.residuals.maxCoeff() / pairs.values.cwiseAbs().maxCoeff());
}

// From the runs of an experiment, which are trained before the time is taken.
void searches(Index count, int threads) {
  set_thread_count(threads);
  const std::string text = fmt::format(
      "[data]\nkind = \"moons\"\nsamples = 200\n[network]\nhidden = [8, 8]\n[objective]\nweight_decay = 1e-3\n"
      "[critical]\nsearches = {}\nmethod = \"newton\"\n",
      count);
  const Experiment experiment = parse_document(text, "searches", {}).experiment;
  const auto basis = std::make_shared<const TrainResult>(train_all(train_request(experiment)));
  const double start = now();
  const FoundPoints found = find_critical_points({basis, nullptr, experiment.seed, experiment.critical});
  fmt::print("{{\"seconds\": {}, \"parameters\": {}, \"points\": {}, \"reached\": {}}}\n", now() - start,
             found.problem->objective->dimension(), found.survey.points.size(),
             found.survey.searches - std::ssize(found.survey.rejected));
}

void restarts(Index count, int threads) {
  set_thread_count(threads);
  const std::string text = fmt::format(
      "[data]\nkind = \"xor\"\n[network]\nhidden = [3]\n[objective]\nloss = \"bce\"\n[[run]]\noptimizer = \"adam\"\n"
      "lr = 0.05\nbatch = \"all\"\nsteps = 2000\n[restarts]\ncount = {}\n",
      count);
  const RestartRequest request = restart_request(parse_document(text, "restarts", {}).experiment);
  const double start = now();
  const RestartResult result = train_restarts(request);
  const double taken = now() - start;
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  fmt::print("{{\"seconds\": {}, \"success\": {}, \"peak_mb\": {}}}\n", taken, result.groups[0].success().share,
             static_cast<double>(usage.ru_maxrss) / 1024);
}

// What a window does: 4 ms of work every sixtieth of a second, while both workers compute.
void frames() {
  const auto spin = [](double turns) {
    volatile double x = 0;
    for (double i = 0; i < turns; ++i) x = x + 1;
  };
  // Work, not time: a loop that asks the clock would end after 4 ms however little it got to do.
  const double turns = 2e6 * 4e-3 / seconds([&] { spin(2e6); }, 0.3);
  give_way_to_window(true);
  std::stop_source stop;
  std::vector<std::jthread> workers;
  for (const char* name : {"a", "at"})
    workers.emplace_back([&, name] {
      lower_own_priority();
      const Case made = make_case(name, true);
      const std::vector<Eigen::Vector2d> points = grid(51);
      std::vector<double> losses(points.size());
      while (!stop.stop_requested())
        made.objective->on_plane(made.plane, {true, 0, false})->evaluate(points, losses, stop.get_token());
    });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  std::vector<double> taken;
  for (int frame = 0; frame < 300; ++frame) {
    const double start = now();
    spin(turns);
    taken.push_back(now() - start);
    std::this_thread::sleep_for(std::chrono::duration<double>(std::max(0.0, 1.0 / 60 - taken.back())));
  }
  stop.request_stop();
  std::sort(taken.begin(), taken.end());
  fmt::print("{{\"median_ms\": {}, \"p95_ms\": {}, \"longest_ms\": {}}}\n", 1e3 * taken[taken.size() / 2],
             1e3 * taken[taken.size() * 95 / 100], 1e3 * taken.back());
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> words(arguments + 1, arguments + count);
  const auto word = [&](std::size_t i) { return i < words.size() ? words[i] : std::string(); };
  try {
    if (word(0) == "slice")
      slice(word(1), std::stoi(word(2)), word(3) == "single");
    else if (word(0) == "preview")
      preview(word(1));
    else if (word(0) == "train")
      train_steps(word(1), word(2) == "single");
    else if (word(0) == "spectrum")
      spectrum(word(1), word(2) == "single", word(3).empty() ? 5 : std::stoi(word(3)));
    else if (word(0) == "searches")
      searches(std::stoi(word(1)), std::stoi(word(2)));
    else if (word(0) == "restarts")
      restarts(std::stoi(word(1)), std::stoi(word(2)));
    else if (word(0) == "frames")
      frames();
    else if (word(0) == "peak")
      fmt::print("{{\"single\": {}, \"double\": {}}}\n", peak_single(), peak_double());
    else
      throw InputError("usage: see the top of goals_bench.cpp");
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
