#include "app/cli/progress.h"

#include <cstdio>

#include <fmt/format.h>

#include "app/cli/command_line.h"
#include "app/scene/build_scene.h"
#include "app/scene/restart_charts.h"

namespace cartograd {

int say_cancelled() {
  fmt::print(stderr, "cartograd: cancelled, nothing was written\n");
  return exit_cancelled;
}

std::optional<Results> compute_with_progress(const Document& document, const Arguments& arguments, std::stop_token stop,
                                             const ComputeOptions& options) {
  Results results;
  try {
    results = compute(at_cursor(document.experiment, make_view(document.view).cursor), stop, options);
  } catch (const InputError& error) {
    throw with_file(error, arguments.files.empty() ? "" : arguments.files.front());
  }
  if (stop.stop_requested()) return {};
  if (!arguments.quiet)
    for (const Run& run : results.training->runs)
      fmt::print(stderr, "{}: {}{}\n", run.label, describe_outcome(run),
                 run.size() > 0 ? fmt::format(", loss {:.4g}", run.loss.back()) : "");
  if (results.restarts && !arguments.quiet)
    for (const RestartGroup& group : results.restarts->groups)
      fmt::print(stderr, "{}{}\n", group.label.empty() ? "" : group.label + ": ", restarts_in_words(group));
  if (arguments.verbose) fmt::print(stderr, "{}\n", describe(results, project_all(results)));
  return results;
}

}  // namespace cartograd
