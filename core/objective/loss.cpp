#include "core/objective/loss.h"

#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace cartograd {

namespace {

// Squared errors take any data: values as they are, two classes as 0 and 1 on one output, more classes one-hot.
Index squared_outputs(const Dataset& data) {
  if (!data.is_classification()) return data.values.rows();
  return data.class_count <= 2 ? 1 : data.class_count;
}

Matrix class_targets(const Dataset& data, Index outputs) {
  Matrix targets = Matrix::Zero(outputs, data.samples());
  for (Index i = 0; i < data.samples(); ++i) {
    const Index number = data.classes[static_cast<std::size_t>(i)];
    if (outputs == 1)
      targets(0, i) = static_cast<double>(number);
    else
      targets(number, i) = 1;
  }
  return targets;
}

Matrix squared_targets(const Dataset& data) {
  return data.is_classification() ? class_targets(data, squared_outputs(data)) : data.values;
}

double squared_error(const Matrix& outputs, const Matrix& targets, Matrix* slope, double divisor) {
  const Matrix residual = outputs - targets;
  if (slope) *slope = residual * (2 / divisor);
  return residual.squaredNorm() / divisor;
}

double mse(const Matrix& outputs, const Matrix& targets, Matrix* slope) {
  return squared_error(outputs, targets, slope, static_cast<double>(outputs.size()));
}

double halfmse(const Matrix& outputs, const Matrix& targets, Matrix* slope) {
  return squared_error(outputs, targets, slope, 2 * static_cast<double>(outputs.cols()));
}

Matrix mse_slope_change(const Matrix& outputs, const Matrix&, const Matrix& change) {
  return change * (2 / static_cast<double>(outputs.size()));
}
Matrix halfmse_slope_change(const Matrix& outputs, const Matrix&, const Matrix& change) {
  return change / static_cast<double>(outputs.cols());
}

Index bce_outputs(const Dataset& data) {
  if (!data.is_classification() || data.class_count > 2)
    throw InputError(
        "loss \"bce\" needs data with two classes; expected \"cross_entropy\" for more classes or \"mse\" for values");
  return 1;
}
Matrix bce_targets(const Dataset& data) { return class_targets(data, 1); }

// max(z, 0) − t·z + ln(1 + e^−|z|): no overflow for any logit z.
double bce(const Matrix& outputs, const Matrix& targets, Matrix* slope) {
  const auto n = static_cast<double>(outputs.cols());
  if (slope) slope->resize(1, outputs.cols());
  double sum = 0;
  for (Index i = 0; i < outputs.cols(); ++i) {
    const double z = outputs(0, i), t = targets(0, i), e = std::exp(-std::abs(z));
    sum += std::max(z, 0.0) - t * z + std::log1p(e);
    if (slope) (*slope)(0, i) = ((z >= 0 ? 1 : e) / (1 + e) - t) / n;
  }
  return sum / n;
}

Matrix bce_slope_change(const Matrix& outputs, const Matrix&, const Matrix& change) {
  const Eigen::ArrayXXd e = (-outputs.array().abs()).exp();  // p(1 − p), the same for z and −z
  return change.array() * e / (1 + e).square() / static_cast<double>(outputs.cols());
}

Index softmax_outputs(const Dataset& data) {
  if (!data.is_classification())
    throw InputError("loss \"cross_entropy\" needs data with classes; expected \"mse\" or \"halfmse\" for values");
  return data.class_count;
}
Matrix softmax_targets(const Dataset& data) {
  Matrix targets = Matrix::Zero(data.class_count, data.samples());
  for (Index i = 0; i < data.samples(); ++i) targets(data.classes[static_cast<std::size_t>(i)], i) = 1;
  return targets;
}

// Mean of ln Σ e^z − z_target. The sum over the other classes is kept apart from the target's own term, so that a
// sample which is confidently right keeps its digits (log1p) instead of losing them in a difference.
double cross_entropy(const Matrix& outputs, const Matrix& targets, Matrix* slope) {
  const auto n = static_cast<double>(outputs.cols());
  if (slope) slope->resize(outputs.rows(), outputs.cols());
  double sum = 0;
  for (Index i = 0; i < outputs.cols(); ++i) {
    Index target = 0;
    targets.col(i).maxCoeff(&target);
    const double highest = outputs.col(i).maxCoeff();
    double others = 0;
    for (Index k = 0; k < outputs.rows(); ++k)
      if (k != target) others += std::exp(outputs(k, i) - highest);
    const double own = std::exp(outputs(target, i) - highest);
    sum += own == 1 ? std::log1p(others) : std::log(own + others) + highest - outputs(target, i);
    if (slope)
      for (Index k = 0; k < outputs.rows(); ++k)
        (*slope)(k, i) =
            k == target ? -others / (own + others) / n : std::exp(outputs(k, i) - highest) / (own + others) / n;
  }
  return sum / n;
}

Matrix cross_entropy_slope_change(const Matrix& outputs, const Matrix&, const Matrix& change) {
  Matrix result(outputs.rows(), outputs.cols());
  for (Index i = 0; i < outputs.cols(); ++i) {
    Eigen::ArrayXd p = (outputs.col(i).array() - outputs.col(i).maxCoeff()).exp();
    p /= p.sum();
    result.col(i) =
        p * (change.col(i).array() - (p * change.col(i).array()).sum()) / static_cast<double>(outputs.cols());
  }
  return result;
}

double factor_one(Index) { return 1; }
double factor_of_mse(Index outputs) { return 1 / static_cast<double>(outputs); }
double factor_of_halfmse(Index) { return 0.5; }
std::vector<Setting> loss_settings() {
  return {log_setting("weight_decay", "Weight decay", 0, 0, 100,
                      "adds half of this times the squared length of the parameters"),
          advanced(choice_setting("precision", "Precision", "double", {"double", "single"},
                                  "of gradients and curvature of networks without convolutions"))};
}

}  // namespace

double accuracy(const Matrix& outputs, std::span<const Index> classes, const Loss& loss) {
  if (classes.empty() || outputs.hasNaN()) return std::numeric_limits<double>::quiet_NaN();
  Index right = 0;
  for (Index i = 0; i < outputs.cols(); ++i) {
    Index answer = outputs(0, i) > loss.threshold ? 1 : 0;
    if (outputs.rows() > 1) outputs.col(i).maxCoeff(&answer);
    if (answer == classes[static_cast<std::size_t>(i)]) ++right;
  }
  return static_cast<double>(right) / static_cast<double>(outputs.cols());
}

const std::vector<Loss>& losses() {
  static const std::vector<Loss> rows = {
      {{"bce", "Binary cross-entropy", "mean binary cross-entropy of one logit, in nats", loss_settings()},
       "binary cross-entropy (nats)",
       bce_outputs,
       bce_targets,
       bce,
       bce_slope_change,
       KernelLoss::bce,
       factor_one,
       0},
      {{"cross_entropy", "Cross-entropy", "mean softmax cross-entropy, one logit per class, in nats", loss_settings()},
       "cross-entropy (nats)",
       softmax_outputs,
       softmax_targets,
       cross_entropy,
       cross_entropy_slope_change,
       KernelLoss::cross_entropy,
       factor_one,
       0},
      {{"mse", "Mean squared error", "mean over samples and outputs of the squared error", loss_settings()},
       "mean squared error",
       squared_outputs,
       squared_targets,
       mse,
       mse_slope_change,
       KernelLoss::squared_error,
       factor_of_mse,
       0.5},
      {{"halfmse", "Half squared error", "1/(2n) times the sum of squared errors over n samples", loss_settings()},
       "half mean squared error",
       squared_outputs,
       squared_targets,
       halfmse,
       halfmse_slope_change,
       KernelLoss::squared_error,
       factor_of_halfmse,
       0.5},
  };
  return rows;
}

std::vector<const KindInfo*> loss_infos() {
  static const KindInfo automatic = {
      "auto", "Automatic",
      "binary cross-entropy for two classes, cross-entropy for more, mean squared error for values", loss_settings()};
  std::vector<const KindInfo*> rows = {&automatic};
  for (const Loss& row : losses()) rows.push_back(&row);
  return rows;
}

const Loss& find_loss(std::string_view id, const Dataset& data) {
  if (id == "auto") id = !data.is_classification() ? "mse" : data.class_count <= 2 ? "bce" : "cross_entropy";
  for (const Loss& row : losses())
    if (row.id == id) return row;
  throw InputError(unknown_name("loss", id, ids(loss_infos())));
}

}  // namespace cartograd
