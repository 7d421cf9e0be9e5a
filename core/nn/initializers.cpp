#include "core/nn/initializers.h"

#include <cmath>

#include "core/base/error.h"

namespace cartograd {

namespace {

double glorot(Rng& rng, Index inputs, Index outputs) {
  const double bound = std::sqrt(6.0 / static_cast<double>(inputs + outputs));
  return rng.uniform(-bound, bound);
}
double he(Rng& rng, Index inputs, Index) { return rng.normal() * std::sqrt(2.0 / static_cast<double>(inputs)); }
double lecun(Rng& rng, Index inputs, Index) { return rng.normal() * std::sqrt(1.0 / static_cast<double>(inputs)); }
double standard_normal(Rng& rng, Index, Index) { return rng.normal(); }
double uniform(Rng& rng, Index, Index) { return rng.uniform(-1, 1); }
double zero(Rng&, Index, Index) { return 0; }
double one(Rng&, Index, Index) { return 1; }

}  // namespace

const std::vector<Initializer>& initializers() {
  static const std::vector<Initializer> rows = {
      {{"glorot", "Glorot (Xavier)", "uniform ±√(6/(inputs + outputs)), biases 0; Glorot & Bengio 2010", {}}, glorot},
      {{"he", "He", "normal with deviation √(2/inputs), biases 0; He et al. 2015", {}}, he},
      {{"lecun", "LeCun", "normal with deviation √(1/inputs), biases 0; LeCun et al. 1998", {}}, lecun},
      {{"normal", "Normal", "normal with deviation init_scale, biases 0", {}}, standard_normal},
      {{"uniform", "Uniform", "weights and biases uniform in ±init_scale", {}}, uniform, true},
      {{"constant", "Constant", "every weight and bias equals init_scale", {}}, one, true},
      {{"zero", "Zero", "every weight and bias is 0", {}}, zero},
  };
  return rows;
}

std::vector<std::string> initializer_names() {
  std::vector<std::string> names;
  for (const Initializer& row : initializers()) names.push_back(row.id);
  return names;
}

const Initializer& find_initializer(std::string_view id) {
  for (const Initializer& row : initializers())
    if (row.id == id) return row;
  throw InputError(unknown_name("initialisation", id, initializer_names()));
}

}  // namespace cartograd
