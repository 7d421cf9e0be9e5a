// The program's verbs.
#pragma once

#include <stdexcept>
#include <stop_token>

#include "app/cli/arguments.h"
#include "core/base/error.h"
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

// A command line that no file can mend: exit code 1.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Parses, runs, and turns every error into a message and the documented exit code.
int run_command_line(int count, const char* const* values);

// An error that shows only when the parts of an experiment meet has no line of its own: it gets the experiment's file.
// A data file's error names that file.
InputError with_file(const InputError& error, const std::string& file);

// Reads an experiment file, a lesson's step (from 1), or the experiment that is stored in one of our PNG figures.
// Throws InputError.
Document open_document(const std::string& path, int step = 1);

// The experiment that the arguments describe: the file or the built-in one, then --seed, then each --set.
Document document_from(const Arguments& arguments, const std::string& file);

int run_window(const Arguments& arguments);
int run_render(const Arguments& arguments, std::stop_token stop);
int run_compute(const Arguments& arguments, std::stop_token stop);
int run_check(const Arguments& arguments);
int run_list(const Arguments& arguments);
int run_play(const Arguments& arguments);
// What can be listed.
std::vector<std::string> list_topics();

}  // namespace cartograd
