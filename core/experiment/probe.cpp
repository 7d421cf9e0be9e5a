#include "core/experiment/probe.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/parallel.h"
#include "core/objective/network_objective.h"
#include "core/optim/iterates.h"

namespace cartograd {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr Index grid_points = 81, curve_points = 241;
constexpr double margin = 0.12;  // of the data's range, beyond it

// The probability of each class, or the values of a regression: outputs × samples.
Matrix scores(const Matrix& outputs, const Loss& loss, bool classes) {
  if (!classes) return outputs;
  Matrix result(std::max<Index>(2, outputs.rows()), outputs.cols());
  if (outputs.rows() == 1) {
    const bool logit = loss.id == "bce";
    result.row(1) =
        outputs.row(0).unaryExpr([&](double z) { return logit ? 1 / (1 + std::exp(-z)) : std::clamp(z, 0.0, 1.0); });
    result.row(0) = 1 - result.row(1).array();
    return result;
  }
  if (loss.id != "cross_entropy") return outputs;
  const Eigen::RowVectorXd highest = outputs.colwise().maxCoeff();
  result = (outputs.rowwise() - highest).array().exp();
  const Eigen::RowVectorXd sums = result.colwise().sum();
  return result.array().rowwise() / sums.array();
}

Window around(const Matrix& inputs) {
  const Eigen::VectorXd low = inputs.rowwise().minCoeff(), high = inputs.rowwise().maxCoeff();
  const auto room = [&](Index i) { return high[i] > low[i] ? margin * (high[i] - low[i]) : 1.0; };
  const Index second = std::min<Index>(1, inputs.rows() - 1);
  return {low[0] - room(0), high[0] + room(0), low[second] - room(second), high[second] + room(second)};
}

class AnswerFinder {
 public:
  AnswerFinder(const NetworkObjective& objective, const Dataset& data, const ParamVector& w)
      : network_(objective.network()),
        loss_(objective.loss()),
        data_(data),
        w_(w),
        norms_(network_.statistics(w, data.inputs)) {}

  NetworkAnswers find() const {
    NetworkAnswers found;
    if (data_.is_classification()) sort_samples(found);
    if (data_.features() == 2) ask_grid(found);
    if (data_.features() == 1 && !data_.is_classification() && data_.values.rows() == 1) ask_curve(found);
    return found;
  }

 private:
  Matrix ask(const Matrix& inputs) const {
    return scores(network_.forward(w_, inputs, &norms_), loss_, data_.is_classification());
  }

  void sort_samples(NetworkAnswers& found) const {
    const Matrix score = ask(data_.inputs);
    found.confusion = Eigen::MatrixX<Index>::Zero(data_.class_count, data_.class_count);
    for (Index i = 0; i < data_.samples(); ++i) {
      Index best = 0;
      score.col(i).maxCoeff(&best);
      found.answered.push_back(best);
      ++found.confusion(data_.classes[static_cast<std::size_t>(i)], best);
    }
  }

  void ask_grid(NetworkAnswers& found) const {
    found.window = around(data_.inputs);
    found.columns = found.rows = grid_points;
    Matrix places(2, grid_points * grid_points);
    const auto share = [](Index i) { return static_cast<double>(i) / (grid_points - 1); };
    for (Index row = 0; row < grid_points; ++row)
      for (Index column = 0; column < grid_points; ++column)
        places.col(row * grid_points + column) << std::lerp(found.window.a_min, found.window.a_max, share(column)),
            std::lerp(found.window.b_min, found.window.b_max, share(row));
    found.score = ask(places);
  }

  void ask_curve(NetworkAnswers& found) const {
    found.window = around(data_.inputs);
    Matrix places(1, curve_points);
    for (Index i = 0; i < curve_points; ++i)
      places(0, i) = std::lerp(found.window.a_min, found.window.a_max, static_cast<double>(i) / (curve_points - 1));
    const Matrix values = ask(places);
    found.x.assign(places.data(), places.data() + curve_points);
    for (Index i = 0; i < curve_points; ++i) found.y.push_back(values(0, i));
  }

  const Network& network_;
  const Loss& loss_;
  const Dataset& data_;
  const ParamVector& w_;
  const NormStatistics norms_;
};

}  // namespace

std::optional<ParamVector> probed_point(const ProbeRequest& request) {
  if (request.slice) {
    ParamVector w = request.slice->fit->plane.at(request.a, request.b);
    if (w.size() != request.basis->problem->objective->dimension()) return std::nullopt;
    return w;
  }
  if (request.run >= request.basis->runs.size()) return std::nullopt;
  const Run& run = request.basis->runs[request.run];
  const std::size_t count = iterates_until(run, request.step);
  if (count == 0) return std::nullopt;
  return *run.parameters[count - 1];
}

std::optional<ProbeResult> probe(const ProbeRequest& request, std::stop_token stop) {
  const Problem& problem = *request.basis->problem;
  ProbeResult result;
  result.request = request;
  const std::optional<ParamVector> point = probed_point(request);
  if (!point) return std::nullopt;
  const ParamVector& w = *point;
  if (!request.slice) {
    const Run& run = request.basis->runs[request.run];
    result.step = run.step[iterates_until(run, request.step) - 1];
  }
  try {
    const StopScope scope(stop);
    ParamVector gradient(w.size());
    result.loss = problem.objective->evaluate(w, {}, &gradient);
    result.gradient_norm = gradient.norm();
    result.accuracy = problem.objective->has_classes() ? problem.objective->score(w).accuracy : nan;
    const Score validation = problem.validation ? problem.validation->score(w) : Score{nan, nan};
    result.validation_loss = validation.loss;
    result.validation_accuracy = validation.accuracy;
    const auto* network = dynamic_cast<const NetworkObjective*>(problem.objective.get());
    if (request.with_answers && network) result.answers = AnswerFinder(*network, problem.training_data, w).find();
  } catch (const Stopped&) {
    return std::nullopt;
  }
  if (stop.stop_requested()) return std::nullopt;
  return result;
}

}  // namespace cartograd
