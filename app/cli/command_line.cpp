#include "app/cli/command_line.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include "app/platform/headless_context.h"
#include "app/scene/view.h"
#include "app/session/session.h"
#include "core/base/assets.h"
#include "core/base/error.h"
#include "core/base/parallel.h"

namespace cartograd {

namespace {

// Turns the first Ctrl+C (or SIGTERM) into a request to stop, the second into an end. Must exist before any other
// thread, so that none of them takes the signal.
class Interrupt {
 public:
  Interrupt() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([signals, source = source_]() mutable {
      int received = 0;
      sigwait(&signals, &received);
      source.request_stop();
      sigwait(&signals, &received);
      _exit(exit_cancelled);
    }).detach();
  }
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
};

int run(const Arguments& arguments) {
  give_way_to_window(arguments.verb == Verb::window || arguments.verb == Verb::play);
  switch (arguments.verb) {
    case Verb::window:
      set_thread_count(arguments.threads);
      return run_window(arguments);
    case Verb::check:
      return run_check(arguments);
    case Verb::list:
      return run_list(arguments);
    case Verb::play:
      set_thread_count(arguments.threads);
      return run_play(arguments);
    case Verb::render:
    case Verb::compute: {
      const Interrupt interrupt;
      set_thread_count(arguments.threads);
      return arguments.verb == Verb::render ? run_render(arguments, interrupt.token())
                                            : run_compute(arguments, interrupt.token());
    }
  }
  return exit_usage;
}

int report(int code, const char* text) {
  fmt::print(stderr, "cartograd: {}\n", text);
  return code;
}

}  // namespace

Document document_from(const Arguments& arguments, const std::string& file) {
  Document document = file.empty() ? parse_document(asset("assets/experiments/first.toml"), "first.toml", view_table())
                                   : open_document(file, std::max(1, arguments.step));
  if (arguments.seed) document.experiment.seed = *arguments.seed;
  const Experiment opened = document.experiment;
  for (const std::string& assignment : arguments.assignments) apply_assignment(document, assignment, view_table());
  // The title tells what the file is; of something else it would be wrong.
  if (document.experiment.title == opened.title && !same_kinds(document.experiment, opened))
    document.experiment.title.clear();
  return document;
}

InputError with_file(const InputError& error, const std::string& file) {
  return error.place().file.empty() && !file.empty() ? InputError(error.what(), {file}) : error;
}

int run_command_line(int count, const char* const* values) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed reader or a size limit is an error to report, not an end
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    const ParsedArguments parsed = parse_arguments(count, values);
    return parsed.arguments ? run(*parsed.arguments) : parsed.exit_code;
  } catch (const UsageError& error) {
    return report(exit_usage, error.what());
  } catch (const InputError& error) {
    return report(exit_input, error.what());
  } catch (const OutputError& error) {
    return report(exit_output, error.what());
  } catch (const GraphicsError& error) {
    return report(exit_graphics, error.what());
  } catch (const std::system_error& error) {  // standard output was closed, say
    return report(exit_output, error.what());
  } catch (const std::bad_alloc&) {
    return report(exit_input, "not enough memory; use fewer samples, fewer parameters or a coarser slice");
  }
}

}  // namespace cartograd
