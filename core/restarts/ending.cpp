#include "core/restarts/ending.h"

#include <algorithm>

#include <fmt/format.h>

namespace cartograd {

Ending ending_of(const Run& run, std::uint64_t seed, double success, bool keep_parameters) {
  Ending ending;
  ending.seed = seed;
  ending.outcome = run.outcome;
  ending.steps = run.last_step;
  if (run.size() == 0) return ending;
  const auto last = [](const std::vector<double>& values) { return values.empty() ? Ending::unknown : values.back(); };
  ending.first_loss = run.loss.front();
  ending.loss = last(run.loss);
  ending.gradient_norm = last(run.gradient_norm);
  ending.accuracy = last(run.accuracy);
  ending.validation_loss = last(run.validation_loss);
  ending.validation_accuracy = last(run.validation_accuracy);
  const auto low = std::ranges::find_if(run.loss, [&](double loss) { return loss < success; });
  if (low != run.loss.end()) ending.reached = run.step[static_cast<std::size_t>(low - run.loss.begin())];
  if (keep_parameters) ending.w = run.parameters.back();
  return ending;
}

std::string describe_ending(const Ending& ending) {
  if (!ending.trained()) return "not trained";
  if (ending.outcome == Outcome::diverged) return fmt::format("diverged at step {}", ending.steps);
  return fmt::format("loss {:.4g} after {} steps", ending.loss, ending.steps);
}

}  // namespace cartograd
