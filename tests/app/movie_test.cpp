#include "app/figure/movie.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

#include <doctest/doctest.h>

#include "app/figure/ffmpeg.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/app/test_figure.h"

using namespace cartograd;
using namespace cartograd::test;

namespace {

// An empty folder for one test.
struct Folder {
  std::filesystem::path path;
  Folder() : path(std::filesystem::temp_directory_path() / ("cartograd-movie-" + std::to_string(getpid()))) {
    std::filesystem::remove_all(path);
    std::filesystem::create_directory(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string operator/(const char* name) const { return (path / name).string(); }
  std::size_t count() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path), {}));
  }
};

FrameSource frames(int count, int width = 65, int height = 41) {
  return [=, number = 0]() mutable -> std::optional<Image> {
    if (number == count) return {};
    return gradient_image(width, height, 255 - number++);
  };
}

bool can_encode() {
  if (!Ffmpeg::is_installed()) MESSAGE("skipped: ffmpeg is not installed");
  return Ffmpeg::is_installed();
}

}  // namespace

TEST_SUITE("movie") {
  TEST_CASE("a movie in every format, also of odd size") {
    if (!can_encode()) return;
    const Folder folder;
    for (const auto& [name, begin, at] :
         {std::tuple{"a.mp4", "ftyp", 4}, {"a.webm", "\x1A\x45\xDF\xA3", 0}, {"a.gif", "GIF89a", 0}}) {
      INFO(name);
      check_movie(folder / name);
      CHECK(write_movie(folder / name, {10, "a title", "seed = 7\n"}, frames(5), {}));
      const std::string bytes = read_file(folder / name, 1 << 20);
      CHECK(bytes.substr(static_cast<std::size_t>(at)).starts_with(begin));
    }
    const std::string mp4 = read_file(folder / "a.mp4", 1 << 20);
    CHECK(mp4.find("moov") < mp4.find("mdat"));  // can be played while it loads
    CHECK(mp4.find("seed = 7") != std::string::npos);
    CHECK(folder.count() == 3);
  }

  TEST_CASE("equal frames, equal bytes") {
    if (!can_encode()) return;
    const Folder folder;
    for (const char* name : {"a.mp4", "b.mp4"}) write_movie(folder / name, {}, frames(4), {});
    CHECK(read_file(folder / "a.mp4", 1 << 20) == read_file(folder / "b.mp4", 1 << 20));
  }

  TEST_CASE("numbered pictures") {
    const Folder folder;
    check_movie(folder / "pictures/");
    CHECK(folder.count() == 0);
    CHECK(write_movie(folder / "pictures/", {}, frames(3), {}));
    CHECK(std::filesystem::exists(folder / "pictures/frame-00001.png"));
    CHECK(std::filesystem::exists(folder / "pictures/frame-00003.png"));
    CHECK(!std::filesystem::exists(folder / "pictures/frame-00004.png"));
    CHECK(folder.count() == 1);
    CHECK_THROWS_AS(check_movie(folder / "pictures/"), OutputError);  // it would mix two movies
    CHECK_THROWS_AS(check_movie(folder / "missing/pictures/"), OutputError);
  }

  TEST_CASE("a stop leaves nothing behind, and what was there") {
    const Folder folder;
    write_file(folder / "a.mp4", "old");
    for (const char* name : {"a.mp4", "pictures/"}) {
      if (name[0] == 'a' && !can_encode()) continue;
      std::stop_source stop;
      const FrameSource source = frames(100, 640, 400);
      int shown = 0;
      const auto stopping = [&] {
        if (++shown == 4) stop.request_stop();
        return source();
      };
      CHECK(!write_movie(folder / name, {}, stopping, stop.get_token()));
      CHECK(shown == 4);
    }
    CHECK(read_file(folder / "a.mp4", 100) == "old");
    CHECK(folder.count() == 1);
  }

  TEST_CASE("so does a source that fails") {
    const Folder folder;
    const auto broken = []() -> std::optional<Image> { throw OutputError("no more"); };
    CHECK_THROWS_AS(write_movie(folder / "pictures/", {}, broken, {}), OutputError);
    CHECK_THROWS_AS(write_movie(folder / "pictures/", {}, frames(0), {}), OutputError);
    if (can_encode()) CHECK_THROWS_AS(write_movie(folder / "a.gif", {}, broken, {}), OutputError);
    CHECK(folder.count() == 0);
  }

  TEST_CASE("ffmpeg's last words are heard when it dies, early or late") {
    if (!can_encode()) return;
    const std::vector<std::uint8_t> bytes(1 << 22);
    Ffmpeg wrong({"-v", "error", "-f", "rawvideo", "-no_such_option"});
    CHECK_THROWS_WITH_AS(for (int i = 0; i < 100; ++i) wrong.write(bytes), doctest::Contains("no_such_option"),
                         OutputError);
    Ffmpeg late({"-v", "error", "-f", "rawvideo", "-pixel_format", "rgba", "-video_size", "64x64", "-i", "pipe:0", "-f",
                 "mp4", "-c:v", "libx264", "/nowhere/a.mp4"});
    CHECK_THROWS_WITH_AS(late.finish(), doctest::Contains("No such file or directory"), OutputError);
  }

  TEST_CASE("a full disk is told") {
    if (!can_encode() || !std::filesystem::exists("/dev/full")) return;
    Ffmpeg full({"-v", "error", "-xerror", "-y", "-f", "rawvideo", "-pixel_format", "rgba", "-video_size", "64x64",
                 "-i", "pipe:0", "-f", "webm", "-c:v", "libvpx-vp9", "file:/dev/full"});
    const std::vector<std::uint8_t> bytes(64 * 64 * 4 * 30);
    CHECK_THROWS_WITH_AS((full.write(bytes), full.finish()), doctest::Contains("No space left"), OutputError);
  }

  TEST_CASE("other formats are refused, with the nearest name") {
    CHECK_THROWS_WITH_AS(check_movie("a.mp5"), doctest::Contains("\".mp4\""), OutputError);
    CHECK_THROWS_AS(check_movie("a"), OutputError);
  }

  TEST_CASE("without ffmpeg one hears what to do") {
    const std::string path = std::getenv("PATH");
    setenv("PATH", "/nonexistent", 1);
    CHECK(!Ffmpeg::is_installed());
    CHECK_THROWS_WITH_AS(check_movie("a.mp4"), doctest::Contains("a/"), OutputError);
    CHECK_THROWS_AS(write_movie("a.mp4", {}, frames(2), {}), OutputError);
    setenv("PATH", path.c_str(), 1);
    CHECK(!std::filesystem::exists("a.mp4"));
  }
}
