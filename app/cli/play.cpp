#include <cstdlib>
#include <filesystem>
#include <unistd.h>

#include <fmt/format.h>

#include "app/cli/command_line.h"
#include "app/cli/player.h"
#include "core/base/file.h"

namespace cartograd {

namespace {

constexpr std::size_t largest_script = 1 << 20;

// A home for one program, so that none of its preferences and autosaves are the user's.
class ScratchHome {
 public:
  ScratchHome() : path_((std::filesystem::temp_directory_path() / "cartograd-play-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr) throw OutputError(fmt::format("cannot make a folder like {}", path_));
    ::setenv("XDG_CONFIG_HOME", path_.c_str(), 1);
    ::setenv("XDG_STATE_HOME", path_.c_str(), 1);
  }
  ScratchHome(const ScratchHome&) = delete;
  ScratchHome& operator=(const ScratchHome&) = delete;
  ~ScratchHome() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

 private:
  std::string path_;
};

}  // namespace

int run_play(const Arguments& arguments) {
  const ScratchHome home;
  std::vector<std::vector<PlayLine>> scripts;
  for (const std::string& file : arguments.files) scripts.push_back(parse_play(read_file(file, largest_script), file));
  const Document document = document_from(arguments, arguments.experiment);
  OffscreenWindow window(1280, 720);
  WindowedApp app(window, document, arguments.experiment);
  Player player(window, app);
  for (const auto& script : scripts) player.play(script);
  if (arguments.random_events > 0) player.play_at_random(arguments.random_events, arguments.seed.value_or(1));
  if (arguments.verbose)
    fmt::print("longest frame {:.0f} ms, longest answer {:.0f} ms\n", 1e3 * app.take_longest_frame(),
               1e3 * player.longest_answer());
  return exit_ok;
}

}  // namespace cartograd
