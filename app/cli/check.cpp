#include <cstdio>

#include <fmt/format.h>

#include "app/cli/command_line.h"
#include "app/scene/view.h"
#include "core/base/error.h"
#include "core/experiment/compute.h"
#include "core/experiment/lesson.h"

namespace cartograd {

namespace {

std::string contents(const Problem& problem) {
  const Dataset& data = problem.training_data;
  if (data.samples() == 0) return problem.description;
  std::string text = fmt::format("{} samples of {} features", data.samples(), data.features());
  if (problem.validation) text += fmt::format(" and {} to validate", problem.validation_data.samples());
  return text + fmt::format(", {} parameters", problem.objective->dimension());
}

// True if the file is a lesson; then all of its steps are sound.
bool check_lesson(const std::string& file, const Arguments& arguments) {
  if (file.ends_with(".png") || file.ends_with(".PNG")) return false;
  const auto lesson = read_lesson(file, view_table());
  if (!lesson) return false;
  for (std::size_t k = 0; k < lesson->steps.size(); ++k) try {
      const Document& document = lesson->steps[k].document;
      make_view(document.view);
      check_slice(document.experiment.slice);
      make_problem(train_request(document.experiment));
    } catch (const InputError& error) {
      throw InputError(fmt::format("step {}: {}", k + 1, error.what()), {file});
    }
  if (!arguments.quiet) fmt::print("{}: ok: a lesson of {} steps\n", file, lesson->steps.size());
  return true;
}

}  // namespace

int run_check(const Arguments& arguments) {
  int code = exit_ok;
  for (const std::string& file : arguments.files) {
    try {
      if (check_lesson(file, arguments)) continue;
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
