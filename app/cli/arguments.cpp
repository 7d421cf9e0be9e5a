#include "app/cli/arguments.h"

#include <CLI/CLI.hpp>

#include "app/cli/command_line.h"

namespace cartograd {

namespace {

constexpr int usage_error = 1;

void add_common(CLI::App& command, Arguments& arguments) {
  command
      .add_option("--set", arguments.assignments, "Change one value: run.0.lr=0.3, data.kind=spirals, view.height=log")
      ->type_name("KEY=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  command.add_option("--seed", arguments.seed, "Seed of everything random")->type_name("N");
  command.add_option("--threads", arguments.threads, "Threads that compute (0 = one per processor)")
      ->type_name("N")
      ->check(CLI::Range(0, 1024));
  command.add_flag("--verbose", arguments.verbose, "Say more");
  command.add_flag("--quiet", arguments.quiet, "Say only what went wrong");
}

void add_step(CLI::App& command, Arguments& arguments) {
  command.add_option("--step", arguments.step, "Which step, if the file is a lesson")
      ->type_name("N")
      ->check(CLI::Range(1, 10000));
}

void add_file(CLI::App& command, Arguments& arguments) {
  command.add_option("FILE", arguments.files, "Experiment (TOML, or a PNG of ours); without it, the built-in one")
      ->type_name("")
      ->expected(0, 1);
}

// What can be listed, in lines that fit beside the names of the options.
std::string topics_in_lines() {
  constexpr std::size_t longest = 68;
  std::string text, line;
  for (const std::string& topic : list_topics()) {
    if (!line.empty() && line.size() + 1 + topic.size() > longest) {
      text += line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + topic;
  }
  return text + line;
}

}  // namespace

ParsedArguments parse_arguments(int count, const char* const* values) {
  Arguments arguments;
  CLI::App app(
      "Cartograd shows what training a neural network really looks like: it trains the network live and\n"
      "draws the true error surface around it. Without a command it opens the window.",
      "cartograd");
  app.set_version_flag("--version", std::string("cartograd ") + CARTOGRAD_VERSION);
  app.require_subcommand(0, 1);
  app.footer("Exit codes: 0 ok, 1 usage, 2 input refused, 3 no display or OpenGL, 4 output failed, 5 cancelled.");
  add_file(app, arguments);
  app.add_flag("--lecture", arguments.lecture, "Begin with the first lesson, full screen");
  add_common(app, arguments);

  CLI::App* render = app.add_subcommand("render", "Draw a figure (needs no display)");
  render
      ->add_option("FILE", arguments.files,
                   "Experiment (TOML, or a PNG of ours); two to four are drawn side by side on one scale")
      ->type_name("")
      ->expected(0, 4);
  render
      ->add_option("-o,--output", arguments.output,
                   "Figure to write, by its extension (cartograd list figures); - for standard output (PNG)")
      ->required();
  render->add_option("--size", arguments.size, "1600x1000 (pixels), 89mmx60mm, one-column, two-columns or slide")
      ->capture_default_str();
  render->add_option("--dpi", arguments.dpi, "Dots per inch; 300 for sizes in mm")->check(CLI::Range(10.0, 2400.0));
  add_step(*render, arguments);
  render->add_flag("--transparent", arguments.transparent, "No background");
  render->add_flag("--no-metadata", arguments.no_metadata, "Do not store the experiment in the file");
  render->add_flag("--same-plane", arguments.same_plane, "Of several files: all on the first one's plane and window");
  render->add_option("--movie", arguments.movie, "What moves in a movie: path or turntable")
      ->check(CLI::IsMember({"path", "turntable"}))
      ->capture_default_str();
  render->add_option("--seconds", arguments.seconds, "Length of a movie")->check(CLI::Range(0.1, 3600.0));
  render->add_option("--fps", arguments.frames_per_second, "Frames per second of a movie")->check(CLI::Range(1, 120));
  render->add_option("--mesh-size", arguments.mesh_size, "Width of a mesh to print, in mm")
      ->check(CLI::Range(1.0, 1e4));
  add_common(*render, arguments);

  CLI::App* compute = app.add_subcommand("compute", "Write numbers only (needs no OpenGL)");
  add_file(*compute, arguments);
  compute->add_option("-o,--output", arguments.output, "File to write, .npz or .csv; - for standard output (npz)")
      ->required();
  add_step(*compute, arguments);
  compute->add_flag("--weights", arguments.weights, "Also the plane's vectors and every recorded parameter (npz)");
  compute->add_flag("--data", arguments.data, "Also the samples and targets (npz)");
  compute->add_flag("--curvature", arguments.curvature,
                    "Also the Hessian's ends, trace and index along each run (npz)");
  compute->add_flag("--spectrum", arguments.spectrum, "Also the Hessian's eigenvalues at each run's end (npz)");
  add_common(*compute, arguments);

  CLI::App* check = app.add_subcommand("check", "Read experiments and report what is wrong");
  check->add_option("FILE", arguments.files, "Experiments (TOML)")->type_name("")->required();
  add_common(*check, arguments);

  CLI::App* list = app.add_subcommand("list", "List what there is");
  list->add_option("WHAT", arguments.topic, topics_in_lines())->type_name("")->required();
  add_common(*list, arguments);

  CLI::App* play = app.add_subcommand("play", "Play scripts of input on the program, without a display");
  play->add_option("SCRIPT", arguments.files, "Events and expectations, one a line (cartograd list play)")
      ->type_name("");
  play->add_option("--on", arguments.experiment, "Experiment that is open at the start")->type_name("FILE");
  play->add_option("--random", arguments.random_events, "So many random events after the scripts (--seed tells which)")
      ->check(CLI::Range(0, 100000000));
  add_common(*play, arguments);

  try {
    app.parse(count, values);
  } catch (const CLI::ParseError& error) {
    // 0 for --help and --version, whose text exit() prints to standard output.
    return {{}, app.exit(error) == 0 ? 0 : usage_error};
  }
  if (render->parsed()) arguments.verb = Verb::render;
  if (compute->parsed()) arguments.verb = Verb::compute;
  if (check->parsed()) arguments.verb = Verb::check;
  if (list->parsed()) arguments.verb = Verb::list;
  if (play->parsed()) arguments.verb = Verb::play;
  return {arguments, 0};
}

}  // namespace cartograd
