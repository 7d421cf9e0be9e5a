#include "core/base/file.h"

#include <cerrno>
#include <filesystem>
#include <set>
#include <string>
#include <sys/stat.h>

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "failing_calls.h"
#include "tests/core/scratch_folder.h"

using namespace cartograd;
namespace fs = std::filesystem;

namespace {

std::string input_message(const std::string& path, std::size_t limit = 100) {
  try {
    read_file(path, limit);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::string output_message(const std::string& path, std::string_view bytes = "new") {
  try {
    write_file(path, bytes);
  } catch (const OutputError& error) {
    return error.what();
  }
  return "";
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_SUITE("file") {
  TEST_CASE("what was written is read back, and nothing else is left in the folder") {
    const ScratchFolder folder;
    for (const std::string& bytes : {std::string(), std::string("a\0b\n", 4), std::string(3'000'000, 'x')}) {
      write_file(folder / "out.bin", bytes);
      CHECK(read_file(folder / "out.bin", 4'000'000) == bytes);
      CHECK(folder.names() == std::vector<std::string>{"out.bin"});
    }
  }

  TEST_CASE(
      "whichever system call fails, the old file stays whole, nothing is left over, and the error names the file") {
    for (const int error : {EIO, ENOSPC, EINTR}) {
      std::set<std::string> failed;
      for (int n = 0;; ++n) {
        const ScratchFolder folder;
        const std::string path = folder / "out.toml";
        write_file(path, "old");
        std::string message, name;
        {
          const FailingCall failing(n, error);
          message = output_message(path, "new and longer");
          name = failing.name();
        }
        CAPTURE(n);
        CAPTURE(name);
        CAPTURE(message);
        CHECK(folder.names() == std::vector<std::string>{"out.toml"});
        CHECK(read_file(path, 100) == (message.empty() ? "new and longer" : "old"));
        if (!message.empty()) CHECK(contains(message, path));
        if (name.empty()) break;  // there are no more calls
        failed.insert(name);
        // A signal interrupts; it is no reason to give up. What may be refused without harm comes last.
        if (error == EINTR && name != "access" && name != "stat") CHECK(message.empty());
      }
      CHECK(failed == std::set<std::string>{"access", "close", "fchmod", "fsync", "open", "rename", "stat", "write"});
    }
  }

  TEST_CASE("unreadable paths are refused with a reason") {
    const ScratchFolder folder;
    CHECK(contains(input_message(folder / "none"), "No such file"));
    CHECK(contains(input_message(folder / "none"), folder / "none"));
    CHECK(contains(input_message(folder.path()), "is a folder"));
    CHECK(contains(input_message("/dev/null"), "not a regular file"));
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK(contains(input_message(folder / "pipe"), "not a regular file"));
    write_file(folder / "large", std::string(101, 'x'));
    CHECK(contains(input_message(folder / "large"), "larger than"));
    CHECK(input_message(folder / "large", 101).empty());
  }

  TEST_CASE("a file that grows beyond its stated size is read, within the limit") {
    CHECK_FALSE(read_file("/proc/self/status", 1 << 20).empty());
    CHECK(contains(input_message("/proc/self/status", 10), "larger than"));
  }

  TEST_CASE("a failed write leaves the old bytes and no temporary") {
    const ScratchFolder folder;
    write_file(folder / "out", "old");
    CHECK_THROWS_AS(write_file_with(folder / "out",
                                    [](const std::string& temporary) {
                                      write_file(temporary, "half");
                                      throw OutputError("disk full");
                                    }),
                    OutputError);
    CHECK(read_file(folder / "out", 100) == "old");
    CHECK(folder.names() == std::vector<std::string>{"out"});
  }

  TEST_CASE("the writer's temporary is empty, in the same folder and has the extension") {
    const ScratchFolder folder;
    write_file_with(folder / "plot.png", [&](const std::string& temporary) {
      CHECK(fs::path(temporary).parent_path() == fs::path(folder.path()));
      CHECK(fs::path(temporary).extension() == ".png");
      CHECK(fs::file_size(temporary) == 0);
      write_file(temporary, "picture");  // replaces it, as libraries do
    });
    CHECK(read_file(folder / "plot.png", 100) == "picture");
    CHECK(folder.names() == std::vector<std::string>{"plot.png"});
  }

  TEST_CASE("the mode of an existing file is kept") {
    const ScratchFolder folder;
    write_file(folder / "out", "old");
    fs::permissions(folder / "out", static_cast<fs::perms>(0640));
    write_file(folder / "out", "new");
    CHECK(fs::status(folder / "out").permissions() == static_cast<fs::perms>(0640));
  }

  TEST_CASE("a symbolic link stays and its target is replaced, even if that is missing") {
    const ScratchFolder folder;
    fs::create_directory(folder / "sub");
    write_file(folder / "sub/target", "old");
    fs::create_symlink("sub/target", folder / "link");
    fs::create_symlink("sub/missing", folder / "dangling");
    write_file(folder / "link", "new");
    write_file(folder / "dangling", "made");
    CHECK(fs::is_symlink(folder / "link"));
    CHECK(read_file(folder / "sub/target", 100) == "new");
    CHECK(fs::is_symlink(folder / "dangling"));
    CHECK(read_file(folder / "sub/missing", 100) == "made");
    fs::create_symlink("loop", folder / "loop");
    CHECK_FALSE(output_message(folder / "loop").empty());
  }

  TEST_CASE("devices are written, not replaced; a full one is reported in the system's words") {
    CHECK(output_message("/dev/null").empty());
    CHECK(fs::is_character_file("/dev/null"));
    if (fs::exists("/dev/full")) {
      CHECK(contains(output_message("/dev/full"), "No space left"));
      CHECK(fs::is_character_file("/dev/full"));
    }
  }

  TEST_CASE("impossible places are reported with the path and the system's words") {
    const ScratchFolder folder;
    write_file(folder / "file", "x");
    CHECK(contains(output_message(folder / "none/out"), "No such file"));
    CHECK(contains(output_message(folder / "file/out"), "Not a directory"));
    CHECK(contains(output_message(folder.path()), "Is a directory"));
    CHECK(contains(output_message(folder / "none/out"), folder / "none/out"));
    CHECK_FALSE(output_message("").empty());
    CHECK_FALSE(output_message(folder / std::string(300, 'n')).empty());
  }
}
