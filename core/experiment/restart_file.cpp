#include "core/experiment/restart_file.h"

#include <cstdlib>
#include <sstream>

#include <fmt/format.h>

#include "core/experiment/document.h"

namespace cartograd {

namespace {

constexpr const char* first_line = "# Cartograd restarts 1";
constexpr const char* end_of_experiment = "# endings";

std::string heading(const RestartRequest& request) {
  return fmt::format("{}\n{}{}\n", first_line, to_toml({request.experiment, {}}, {}), end_of_experiment);
}

bool read(std::istream& line, double& value) {
  std::string word;
  if (!(line >> word)) return false;
  char* end = nullptr;
  value = std::strtod(word.c_str(), &end);
  return end == word.c_str() + word.size();
}

std::string line_of(std::size_t group, std::size_t restart, const Ending& ending) {
  std::string text = fmt::format("{} {} {} {} {} {}", group, restart, ending.seed, static_cast<int>(ending.outcome),
                                 ending.steps, ending.reached);
  for (const double value : {ending.first_loss, ending.loss, ending.gradient_norm, ending.accuracy,
                             ending.validation_loss, ending.validation_accuracy})
    text += fmt::format(" {:a}", value);  // hexadecimal: every bit, also inf and nan
  text += fmt::format(" {}", ending.w ? ending.w->size() : 0);
  if (ending.w)
    for (const double value : *ending.w) text += fmt::format(" {:a}", value);
  return text + "\n";
}

// False for a line that was cut off, or of a restart that there is not.
bool add_line(const std::string& text, RestartResult& restarts) {
  std::istringstream line(text);
  std::size_t group = 0, restart = 0;
  int outcome = 0;
  Index size = 0;
  Ending ending;
  if (!(line >> group >> restart >> ending.seed >> outcome >> ending.steps >> ending.reached)) return false;
  for (double* value : {&ending.first_loss, &ending.loss, &ending.gradient_norm, &ending.accuracy,
                        &ending.validation_loss, &ending.validation_accuracy})
    if (!read(line, *value)) return false;
  if (!(line >> size) || outcome < 0 || outcome > static_cast<int>(Outcome::cancelled)) return false;
  if (group >= restarts.groups.size() || restart >= restarts.groups[group].endings.size()) return false;
  if (size > 0) {
    if (size != restarts.groups[group].problem->objective->dimension()) return false;
    ParamVector w(size);
    for (double& value : w)
      if (!read(line, value)) return false;
    ending.w = std::make_shared<const ParamVector>(std::move(w));
  }
  ending.outcome = static_cast<Outcome>(outcome);
  Ending& place = restarts.groups[group].endings[restart];
  if (!place.trained()) place = std::move(ending);
  return true;
}

}  // namespace

std::string restarts_to_text(const RestartResult& restarts) {
  std::string text = heading(restarts.request);
  for (std::size_t g = 0; g < restarts.groups.size(); ++g)
    for (std::size_t i = 0; i < restarts.groups[g].endings.size(); ++i)
      if (const Ending& ending = restarts.groups[g].endings[i]; ending.trained()) text += line_of(g, i, ending);
  return text;
}

bool add_restarts_from_text(const std::string& text, RestartResult& restarts) {
  const std::string expected = heading(restarts.request);
  if (!text.starts_with(expected)) return false;
  std::istringstream lines(text.substr(expected.size()));
  for (std::string line; std::getline(lines, line);)
    if (!add_line(line, restarts)) break;
  return true;
}

}  // namespace cartograd
