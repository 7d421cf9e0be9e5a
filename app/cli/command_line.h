// The program's verbs.
#pragma once

#include <stop_token>

#include "app/cli/arguments.h"
#include "core/experiment/document.h"

namespace cartograd {

enum ExitCode : int {
  exit_ok = 0,
  exit_usage = 1,
  exit_input = 2,
  exit_graphics = 3,
  exit_output = 4,
  exit_cancelled = 5
};

// Parses, runs, and turns every error into a message and the documented exit code.
int run_command_line(int count, const char* const* values);

// The experiment that the arguments describe: the file or the built-in one, then --seed, then each --set.
Document document_from(const Arguments& arguments, const std::string& file);

int run_window(const Arguments& arguments);
int run_render(const Arguments& arguments, std::stop_token stop);
int run_compute(const Arguments& arguments, std::stop_token stop);
int run_check(const Arguments& arguments);
int run_list(const Arguments& arguments);

}  // namespace cartograd
