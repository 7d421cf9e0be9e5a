#include <cstdio>

#include <fmt/format.h>

#include "app/cli/command_line.h"
#include "app/cli/export.h"
#include "app/cli/progress.h"
#include "core/base/file.h"
#include "core/experiment/curvature_path.h"
#include "core/experiment/spectra.h"

namespace cartograd {

int run_compute(const Arguments& arguments, std::stop_token stop) {
  const ExportFormat& format = export_format_for(arguments.output);  // refused before anything is computed
  const Document document = document_from(arguments, arguments.files.empty() ? "" : arguments.files.front());
  check_output(arguments.output);
  std::optional<Results> results = compute_with_progress(document, arguments, stop);
  if (!results) return say_cancelled();
  const std::uint64_t seed = document.experiment.seed;
  if (arguments.curvature)
    results->curvature = std::make_shared<const CurvatureResult>(curvature_along({results->training, seed}, stop));
  if (arguments.spectrum)
    results->spectra = std::make_shared<const SpectraResult>(spectra_of({results->training, seed}, stop));
  if (stop.stop_requested()) return say_cancelled();
  format.write(arguments.output, *results, document, arguments);
  return exit_ok;
}

}  // namespace cartograd
