#include <cstdio>

#include <fmt/format.h>

#include "app/cli/command_line.h"
#include "app/cli/export.h"
#include "app/cli/kept_restarts.h"
#include "app/cli/processes.h"
#include "app/cli/progress.h"
#include "core/base/file.h"
#include "core/experiment/curvature_path.h"
#include "core/experiment/spectra.h"

namespace cartograd {

namespace {

// What other processes must not do or say, too.
Arguments for_rank(Arguments arguments, const Processes& processes) {
  if (!processes.is_first()) arguments.quiet = true, arguments.verbose = false;
  return arguments;
}

}  // namespace

int run_compute(const Arguments& all_arguments, std::stop_token stop) {
  const Processes processes;
  const Arguments arguments = for_rank(all_arguments, processes);
  const ExportFormat& format = export_format_for(arguments.output);  // refused before anything is computed
  const Document document = document_from(arguments, arguments.files.empty() ? "" : arguments.files.front());
  if (processes.is_first()) check_output(arguments.output);
  KeptRestarts kept(arguments.output, processes.rank());
  ComputeOptions options;
  options.sharing = processes.sharing();
  std::string kept_in;
  Index trained = 0, planned = 0;
  if (document.experiment.restarts.integer("count") > 0) {
    options.known_restarts = kept.known(restart_request(document.experiment));
    options.keep = [&](const RestartResult& restarts) {
      trained = restarts.trained();
      planned = restarts.planned();
      if (stop.stop_requested())
        kept_in = kept.keep_now(restarts);
      else
        kept.keep(restarts);
    };
  }
  std::optional<Results> results = compute_with_progress(document, arguments, stop, options);
  if (!results) {
    if (!kept_in.empty())
      fmt::print(stderr, "cartograd: {} of {} restarts are kept in {}; the same command goes on from there\n", trained,
                 planned, kept_in);
    if (processes.count() > 1) processes.abort(say_cancelled());
    return say_cancelled();
  }
  if (!processes.is_first()) return exit_ok;
  const std::uint64_t seed = document.experiment.seed;
  if (arguments.curvature)
    results->curvature = std::make_shared<const CurvatureResult>(curvature_along({results->training, seed}, stop));
  if (arguments.spectrum)
    results->spectra = std::make_shared<const SpectraResult>(spectra_of({results->training, seed}, stop));
  if (stop.stop_requested()) return say_cancelled();
  format.write(arguments.output, *results, document, arguments);
  kept.remove();
  return exit_ok;
}

}  // namespace cartograd
