#include "core/experiment/spectra.h"

#include <algorithm>
#include <cmath>

#include "core/base/rng.h"
#include "core/curvature/eigenpairs.h"
#include "core/optim/iterates.h"

namespace cartograd {

namespace {

constexpr Index largest_exact = 500;  // parameters: a tenth of a second
constexpr Index probes = 4, lanczos_steps = 64;

void add_probe(SpectralDensity& density, const SpectralDensity& probe) {
  const double before = static_cast<double>(density.probes), share = 1 / (before + 1);
  for (double& weight : density.weights) weight *= before * share;
  for (double weight : probe.weights) density.weights.push_back(weight * share);
  density.nodes.insert(density.nodes.end(), probe.nodes.begin(), probe.nodes.end());
  density.steps = probe.steps;
  ++density.probes;
}

void find_all(Spectrum& spectrum, const SymmetricOperator& op, std::stop_token stop) {
  const Eigen::VectorXd values = all_eigenvalues(op, stop);
  if (values.size() == 0) return;
  spectrum.exact = true;
  spectrum.density.nodes.assign(values.begin(), values.end());
  spectrum.density.weights.assign(spectrum.density.nodes.size(), 1 / static_cast<double>(values.size()));
}

}  // namespace

double Spectrum::negative_share() const {
  double largest = 0, share = 0;
  for (double node : density.nodes) largest = std::max(largest, std::abs(node));
  for (std::size_t i = 0; i < density.nodes.size(); ++i)
    if (density.nodes[i] < -1e-9 * largest) share += density.weights[i];
  return share;
}

SpectraResult spectra_of(const SpectraRequest& request, std::stop_token stop,
                         const std::function<void(SpectraResult)>& publish) {
  const Objective& objective = *request.basis->problem->objective;
  SpectraResult result{request, std::vector<Spectrum>(request.basis->runs.size())};
  const auto tell = [&] {
    if (publish && !stop.stop_requested()) publish(result);
  };
  const bool exact = objective.dimension() <= largest_exact;
  for (Index probe = 0; probe < (exact ? 1 : probes); ++probe) {
    for (std::size_t k = 0; k < result.runs.size() && !stop.stop_requested(); ++k) {
      Spectrum& spectrum = result.runs[k];
      const Run& run = request.basis->runs[k];
      const auto i = finite_iterate_until(run, request.step);
      if (!i) continue;
      spectrum.step = run.step[*i];
      const SymmetricOperator op = hessian_operator(objective, *run.parameters[*i]);
      if (exact) {
        find_all(spectrum, op, stop);
      } else {
        const auto seed = derive_seed(request.seed, "spectrum " + std::to_string(probe));
        const SpectralDensity found = spectral_density(op, 1, lanczos_steps, seed, stop);
        if (!found.cancelled) add_probe(spectrum.density, found);
        tell();
      }
    }
  }
  if (exact) tell();
  return result;
}

}  // namespace cartograd
