// The stage that finds the Hessian's eigenvalues along a training.
#include "core/experiment/spectra.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "core/experiment/document.h"

using namespace cartograd;

namespace {

std::shared_ptr<const TrainResult> trained(const std::string& text) {
  const Document document = parse_document(text, "test", {});
  return std::make_shared<const TrainResult>(train_all(train_request(document.experiment)));
}

}  // namespace

TEST_SUITE("spectra") {
  TEST_CASE("the bowl 3/2 x² + x y + y²: eigenvalues (5 ± √5) / 2, at every step") {
    const auto training = trained("[objective]\nloss = \"bowl\"\n[[run]]\noptimizer = \"gd\"\nlr = 0.1\nsteps = 20\n");
    for (const std::optional<Index> step : {std::optional<Index>(0), std::optional<Index>(7), std::optional<Index>()}) {
      const SpectraResult found = spectra_of({training, 1, step});
      REQUIRE(found.runs.size() == 1);
      const Spectrum& spectrum = found.runs[0];
      CHECK(spectrum.step == step.value_or(20));
      CHECK(spectrum.exact);
      REQUIRE(spectrum.density.nodes.size() == 2);
      CHECK(spectrum.density.nodes[0] == doctest::Approx((5 - std::sqrt(5)) / 2).epsilon(1e-12));
      CHECK(spectrum.density.nodes[1] == doctest::Approx((5 + std::sqrt(5)) / 2).epsilon(1e-12));
      CHECK(spectrum.density.weights == std::vector<double>{0.5, 0.5});
      CHECK(spectrum.negative_share() == 0);
    }
  }

  TEST_CASE("at a saddle a half of the eigenvalues is negative") {
    const auto training =
        trained("[objective]\nloss = \"quadratic_saddle\"\n[[run]]\noptimizer = \"gd\"\nlr = 0.01\nsteps = 3\n");
    CHECK(spectra_of({training}).runs.at(0).negative_share() == 0.5);
  }

  TEST_CASE("what a density says of a large network is what the Hessian's trace says") {
    const auto training = trained(
        "seed = 2\n[data]\nkind = \"moons\"\nsamples = 30\n[network]\nhidden = [24, 18]\n[[run]]\noptimizer = "
        "\"adam\"\nsteps = 5\n");
    int published = 0;
    const SpectraResult found = spectra_of({training}, {}, [&](const SpectraResult&) { ++published; });
    CHECK(published > 1);
    const Spectrum& spectrum = found.runs.at(0);
    CHECK_FALSE(spectrum.exact);
    double weights = 0;
    for (double weight : spectrum.density.weights) weights += weight;
    CHECK(weights == doctest::Approx(1).epsilon(1e-12));
    const Objective& objective = *training->problem->objective;
    const Matrix hessian = dense_matrix(hessian_operator(objective, *training->runs[0].parameters.back()));
    const double n = static_cast<double>(objective.dimension()), mean = hessian.trace() / n;
    const double deviation = std::sqrt(2 * hessian.squaredNorm() / static_cast<double>(spectrum.density.probes)) / n;
    CHECK(std::abs(spectrum.density.mean([](double x) { return x; }) - mean) < 4 * deviation);
  }

  TEST_CASE("a run that diverged is looked at where its loss was finite; a stop ends it at once") {
    const auto training = trained(
        "[objective]\nloss = \"rosenbrock\"\n[[run]]\noptimizer = \"gd\"\nlr = 0.5\nsteps = 50\n[[run]]\noptimizer = "
        "\"gd\"\nlr = 1e-4\nsteps = 50\n");
    REQUIRE(training->runs[0].outcome == Outcome::diverged);
    const SpectraResult found = spectra_of({training});
    CHECK(found.runs.at(0).step < 50);
    CHECK(found.runs.at(1).exact);
    std::stop_source stop;
    stop.request_stop();
    CHECK(spectra_of({training}, stop.get_token()).runs.at(1).empty());
  }
}
