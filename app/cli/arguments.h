// The command line: one place for all options; --help is made from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cartograd {

enum class Verb { window, render, compute, check, list, play };

struct Arguments {
  Verb verb = Verb::window;
  std::vector<std::string> files;  // experiments; empty = the built-in one
  std::string output;
  std::vector<std::string> assignments;  // --set key=value, in order
  std::optional<std::uint64_t> seed;
  int threads = 0;  // 0 = one per processor
  bool verbose = false, quiet = false;
  std::string size = "1600x1000";
  double dpi = 0;  // 0 = 300 for sizes in millimetres, unsaid for pixels
  bool transparent = false, no_metadata = false, same_plane = false;
  std::string movie = "path";  // what moves: path or turntable
  double seconds = 8;
  int frames_per_second = 30;
  double mesh_size = 100;              // millimetres
  bool weights = false, data = false;  // compute: what else to write
  bool curvature = false, spectrum = false;
  int step = 0;            // of a lesson; 0 = unsaid: all in a hand-out, else the first
  bool lecture = false;    // window: begin with the lecture
  std::string topic;       // list: what
  std::string experiment;  // play: the file that is played on; empty = the built-in one
  int random_events = 0;   // play: after the scripts
};

// What to do, or the exit code to end with at once (--help, --version, a usage error; the text is printed).
struct ParsedArguments {
  std::optional<Arguments> arguments;
  int exit_code = 0;
};
ParsedArguments parse_arguments(int count, const char* const* values);

}  // namespace cartograd
