// Figures that are written while something else goes on.
#include "app/figure/figure_writer.h"

#include <atomic>
#include <thread>

#include <doctest/doctest.h>

#include "app/platform/headless_context.h"
#include "core/base/file.h"
#include "tests/app/test_scene.h"
#include "tests/core/scratch_folder.h"

using namespace cartograd;

namespace {

void in_own_context(const std::function<void()>& draw) {
  const HeadlessContext context;
  draw();
}

FigureJob job_in(const std::string& folder, const char* extension) {
  FigureJob job;
  job.figure.page.cells.push_back(
      {"surface", {0, 0}, {1, 1}, {0, 1}, test::labelled_scene(test::mesh_of(9, 9, test::bowl))});
  job.figure.size.viewport = {160, 100, .125f};
  job.folder = folder;
  for (const FigureFormat& format : figure_formats())
    if (format.extension == extension) job.format = &format;
  return job;
}

}  // namespace

TEST_SUITE("figure_writer") {
  TEST_CASE("every figure that was asked for is written, numbered, also when the writer goes at once") {
    const ScratchFolder folder;
    {
      FigureWriter writer(in_own_context, [] {});
      for (const char* extension : {".png", ".png", ".svg"}) writer.write(job_in(folder.path(), extension));
    }
    CHECK(folder.names() == std::vector<std::string>{"cartograd-001.png", "cartograd-001.svg", "cartograd-002.png"});
    CHECK(read_file(folder / "cartograd-001.png", 1 << 20) == read_file(folder / "cartograd-002.png", 1 << 20));
  }

  TEST_CASE("what was written is told once, and what could not be written with its reason") {
    const ScratchFolder folder;
    std::atomic<int> woken = 0;
    FigureWriter writer(in_own_context, [&] { ++woken; });
    writer.write(job_in(folder.path(), ".png"));
    writer.write(job_in(folder / "missing", ".png"));
    while (woken < 2) std::this_thread::yield();
    const std::vector<WrittenFigure> written = writer.take_written();
    REQUIRE(written.size() == 2);
    CHECK(written[0].path == folder / "cartograd-001.png");
    CHECK(written[0].error.empty());
    CHECK(written[1].error.find("missing") != std::string::npos);
    CHECK(writer.take_written().empty());
    CHECK(folder.names().size() == 1);
  }
}
