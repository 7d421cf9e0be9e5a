#include <cstdio>

#include <fmt/format.h>

#include "app/cli/command_line.h"
#include "core/base/error.h"
#include "core/experiment/compute.h"

namespace cartograd {

int run_check(const Arguments& arguments) {
  int code = exit_ok;
  for (const std::string& file : arguments.files) {
    try {
      const Document document = document_from(arguments, file);
      try {
        check_slice(document.experiment.slice);
        const auto problem = make_problem(train_request(document.experiment));
        if (!arguments.quiet)
          fmt::print("{}: ok: {} samples of {} features, {} parameters, {} {}\n", file, problem->data.samples(),
                     problem->data.features(), problem->objective.dimension(), document.experiment.runs.size(),
                     document.experiment.runs.size() == 1 ? "run" : "runs");
      } catch (const InputError& error) {
        throw with_file(error, file);
      }
    } catch (const InputError& error) {
      fmt::print(stderr, "cartograd: {}\n", error.what());
      code = exit_input;
    }
  }
  return code;
}

}  // namespace cartograd
