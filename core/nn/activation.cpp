#include "core/nn/activation.h"

#include <cmath>
#include <numbers>

#include "core/base/error.h"

namespace cartograd {

namespace {

double sigmoid(double z) { return z >= 0 ? 1 / (1 + std::exp(-z)) : std::exp(z) / (1 + std::exp(z)); }
double softplus(double z) { return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))); }
// The normal distribution function: GELU is z·Φ(z) (Hendrycks & Gimpel 2016, the exact form).
double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }
double normal_density(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi); }

template <double (*f)(double)>
void apply(std::span<const double> z, std::span<double> value) {
  for (std::size_t i = 0; i < z.size(); ++i) value[i] = f(z[i]);
}

template <double (*slope_of)(double z, double value)>
void differentiate(std::span<const double> z, std::span<const double> value, std::span<double> slope) {
  for (std::size_t i = 0; i < z.size(); ++i) slope[i] = slope_of(z[i], value[i]);
}

double tanh_value(double z) { return std::tanh(z); }
double tanh_slope(double, double value) { return 1 - value * value; }
double tanh_bend(double, double value) { return -2 * value * (1 - value * value); }
double relu_value(double z) { return z > 0 || std::isnan(z) ? z : 0; }
double relu_slope(double z, double) { return z > 0 ? 1 : 0; }
double sigmoid_slope(double, double value) { return value * (1 - value); }
double sigmoid_bend(double, double value) { return value * (1 - value) * (1 - 2 * value); }
double softplus_slope(double z, double) { return sigmoid(z); }
double softplus_bend(double z, double) { return sigmoid(z) * sigmoid(-z); }
double gelu_value(double z) { return z * normal_cdf(z); }
double gelu_slope(double z, double) { return normal_cdf(z) + z * normal_density(z); }
double gelu_bend(double z, double) { return (2 - z * z) * normal_density(z); }
double sine_value(double z) { return std::sin(z); }
double sine_slope(double z, double) { return std::cos(z); }
double sine_bend(double, double value) { return -value; }
double linear_value(double z) { return z; }
double linear_slope(double, double) { return 1; }
double no_bend(double, double) { return 0; }

}  // namespace

const std::vector<Activation>& activations() {
  static const std::vector<Activation> rows = {
      {{"tanh", "tanh", "hyperbolic tangent, −1 … 1", {}},
       apply<tanh_value>,
       differentiate<tanh_slope>,
       differentiate<tanh_bend>,
       KernelActivation::tanh},
      {{"relu", "ReLU", "max(0, z)", {}},
       apply<relu_value>,
       differentiate<relu_slope>,
       differentiate<no_bend>,
       KernelActivation::relu},
      {{"sigmoid", "Sigmoid", "1 / (1 + e⁻ᶻ), 0 … 1", {}},
       apply<sigmoid>,
       differentiate<sigmoid_slope>,
       differentiate<sigmoid_bend>,
       KernelActivation::sigmoid},
      {{"softplus", "Softplus", "ln(1 + eᶻ), a smooth ReLU", {}},
       apply<softplus>,
       differentiate<softplus_slope>,
       differentiate<softplus_bend>,
       KernelActivation::softplus},
      {{"gelu", "GELU", "z·Φ(z) with the normal distribution Φ", {}},
       apply<gelu_value>,
       differentiate<gelu_slope>,
       differentiate<gelu_bend>},
      {{"sine", "Sine", "sin(z)", {}}, apply<sine_value>, differentiate<sine_slope>, differentiate<sine_bend>},
      {{"linear", "Linear", "z itself", {}},
       apply<linear_value>,
       differentiate<linear_slope>,
       differentiate<no_bend>,
       KernelActivation::linear},
  };
  return rows;
}

std::vector<std::string> activation_names() {
  std::vector<std::string> names;
  for (const Activation& row : activations()) names.push_back(row.id);
  return names;
}

const Activation& find_activation(std::string_view id) {
  for (const Activation& row : activations())
    if (row.id == id) return row;
  throw InputError(unknown_name("activation", id, activation_names()));
}

}  // namespace cartograd
