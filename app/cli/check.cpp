#include <cstdio>

#include <fmt/format.h>

#include "app/cli/command_line.h"
#include "core/base/error.h"
#include "core/experiment/compute.h"

namespace cartograd {

namespace {

std::string contents(const Problem& problem) {
  const Dataset& data = problem.training_data;
  if (data.samples() == 0) return problem.description;
  std::string text = fmt::format("{} samples of {} features", data.samples(), data.features());
  if (problem.validation) text += fmt::format(" and {} to validate", problem.validation_data.samples());
  return text + fmt::format(", {} parameters", problem.objective->dimension());
}

}  // namespace

int run_check(const Arguments& arguments) {
  int code = exit_ok;
  for (const std::string& file : arguments.files) {
    try {
      const Document document = document_from(arguments, file);
      try {
        check_slice(document.experiment.slice);
        const auto problem = make_problem(train_request(document.experiment));
        if (!arguments.quiet)
          fmt::print("{}: ok: {}, {} {}\n", file, contents(*problem), document.experiment.runs.size(),
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
