#include "app/session/autosave.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "core/base/file.h"
#include "test_session.h"
#include "tests/core/scratch_folder.h"

using namespace cartograd;

namespace {

constexpr Delays at_once{std::chrono::milliseconds(0), std::chrono::milliseconds(0)};

Document with_seed(std::uint64_t seed) {
  Document document = small_document();
  document.experiment.seed = seed;
  return document;
}

// This program again, in the test case below that saves until it is killed.
pid_t start_saving(const std::string& folder) {
  ::setenv("CARTOGRAD_TEST_FOLDER", folder.c_str(), 1);
  std::string words[] = {"test_app", "--no-skip", "--test-case=a program that saves all the time"};
  char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
  pid_t child = 0;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  REQUIRE(::posix_spawn(&child, "/proc/self/exe", &files, nullptr, arguments, environ) == 0);
  posix_spawn_file_actions_destroy(&files);
  return child;
}

}  // namespace

TEST_SUITE("autosave") {
  TEST_CASE("a program that saves all the time" * doctest::skip()) {
    const char* folder = std::getenv("CARTOGRAD_TEST_FOLDER");
    if (folder == nullptr) return;
    Autosave autosave(folder, at_once);
    for (std::uint64_t seed = 1;; ++seed) {
      autosave.keep(with_seed(seed), "/somewhere/x.toml");
      autosave.flush();
    }
  }

  TEST_CASE("killed at a hundred random moments, it leaves whole work each time, never less than it had flushed") {
    const ScratchFolder folder;
    Rng rng(3);
    int found = 0;
    for (int i = 0; i < 100; ++i) {
      const pid_t child = start_saving(folder.path());
      // A moment counts from the first file on, however long a busy machine takes to begin.
      const std::string saved = folder / "autosave-1.toml";
      for (int wait = 0; wait < 30000 && !std::filesystem::exists(saved); ++wait) ::usleep(1000);
      ::usleep(static_cast<useconds_t>(rng.next() % 60000));
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
      Autosave next(folder.path(), at_once);
      CHECK(next.take_error().empty());
      CHECK(next.leftovers().size() <= 1);
      if (next.leftovers().empty()) continue;  // it did not begin
      ++found;
      const Leftover& leftover = next.leftovers().front();
      CHECK(leftover.origin == "/somewhere/x.toml");
      CHECK_FALSE(leftover.ended_well);
      Document document = next.restore(0);
      const std::uint64_t seed = document.experiment.seed;
      CHECK(seed >= 1);
      CHECK(document == with_seed(seed));
      next.forget();
      next.flush();
    }
    CHECK(found == 100);
  }

  TEST_CASE("work is kept while it is unsaved, and offered to the next start only") {
    const ScratchFolder folder;
    {
      Autosave autosave(folder.path(), at_once);
      autosave.keep(with_seed(5), "");
      autosave.flush();
      // Another window beside it has nothing to restore and a slot of its own.
      Autosave other(folder.path(), at_once);
      CHECK(other.leftovers().empty());
      other.keep(with_seed(6), "/b.toml");
      other.forget();
      other.flush();
      autosave.finish();
    }
    Autosave next(folder.path(), at_once);
    REQUIRE(next.leftovers().size() == 1);
    CHECK(next.leftovers()[0].ended_well);
    CHECK(question_about(next.leftovers()[0]).find("your experiment") != std::string::npos);
    CHECK(next.restore(0) == with_seed(5));
    CHECK(next.leftovers().empty());
    next.forget();
    next.flush();
    CHECK(Autosave(folder.path(), at_once).leftovers().empty());
  }

  TEST_CASE("what another file takes the place of is set aside, and discarded only when that is asked for") {
    const ScratchFolder folder;
    {
      Autosave autosave(folder.path(), at_once);
      autosave.keep(with_seed(1), "/a.toml");
      autosave.set_aside();
      autosave.keep(with_seed(2), "/b.toml");
      autosave.finish();
    }
    Autosave next(folder.path(), at_once);
    CHECK(next.leftovers().size() == 2);
    next.discard(0);
    CHECK(next.leftovers().size() == 1);
    next.discard(0);
    CHECK(Autosave(folder.path(), at_once).leftovers().empty());
  }

  TEST_CASE("changes are written after a pause, and at least so often while they go on") {
    const ScratchFolder folder;
    using std::chrono::milliseconds;
    DelayedFile file(folder / "x", {milliseconds(100000), milliseconds(60)});
    const auto begin = std::chrono::steady_clock::now();
    int n = 0;
    while (!std::filesystem::exists(folder / "x") &&
           std::chrono::steady_clock::now() - begin < std::chrono::seconds(10)) {
      file.write([n] { return std::to_string(n); });
      ++n;
      std::this_thread::sleep_for(milliseconds(5));
    }
    CHECK(std::chrono::steady_clock::now() - begin >= milliseconds(60));
    CHECK(std::filesystem::exists(folder / "x"));
    file.write([] { return std::string("last"); });
    file.flush();
    CHECK(folder.names() == std::vector<std::string>{"x"});  // what was written beside it has become it
    CHECK(read_file(folder / "x", 100) == "last");
    file.remove();
    file.flush();
    CHECK(folder.names().empty());
  }

  TEST_CASE("a folder that cannot be written is told once, and stops nothing") {
    const ScratchFolder folder;
    write_file(folder / "file", "");
    Autosave autosave(folder / "file" + "/below", at_once);
    CHECK(autosave.take_error().find("nothing is saved automatically") != std::string::npos);
    CHECK(autosave.take_error().empty());
    autosave.keep(with_seed(1), "");
    autosave.forget();
    autosave.finish();
  }
}
