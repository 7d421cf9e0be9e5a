#include <cmath>
#include <cstdio>
#include <filesystem>
#include <regex>

#include <fmt/format.h>

#include "app/cli/command_line.h"
#include "app/cli/progress.h"
#include "app/figure/png.h"
#include "app/platform/headless_context.h"
#include "app/scene/build_scene.h"
#include "core/base/error.h"
#include "core/base/file.h"

namespace cartograd {

namespace {

constexpr int largest_side = 16384;

struct FigureSize {
  Viewport viewport;
  double dpi = 0;
};

// Pixels: lines and text grow with the picture, so it looks the same at any size. Millimetres: text has the size that
// journals ask for (5–7 pt) whatever the resolution.
FigureSize figure_size(const Arguments& arguments) {
  const auto refuse = [&] {
    throw UsageError(fmt::format(
        "--size {}: expected WIDTHxHEIGHT in pixels (1600x1000) or millimetres (89mmx60mm), 16 to {} pixels "
        "a side",
        arguments.size, largest_side));
  };
  static const std::regex pixels(R"((\d{1,6})x(\d{1,6}))"),
      millimetres(R"((\d{1,4}(?:\.\d+)?)mmx(\d{1,4}(?:\.\d+)?)mm)");
  std::smatch match;
  FigureSize size{{}, arguments.dpi};
  if (std::regex_match(arguments.size, match, pixels)) {
    size.viewport = {std::stoi(match[1]), std::stoi(match[2]), 1};
    size.viewport.scale =
        std::min(static_cast<float>(size.viewport.width) / 1280, static_cast<float>(size.viewport.height) / 800);
  } else if (std::regex_match(arguments.size, match, millimetres)) {
    if (size.dpi == 0) size.dpi = 300;
    const auto to_pixels = [&](const std::string& length) {
      return static_cast<int>(std::lround(std::stod(length) / 25.4 * size.dpi));
    };
    size.viewport = {to_pixels(match[1]), to_pixels(match[2]), static_cast<float>(size.dpi / 72 * 0.45)};
  } else {
    refuse();
  }
  for (int side : {size.viewport.width, size.viewport.height})
    if (side < 16 || side > largest_side) refuse();
  return size;
}

}  // namespace

int run_render(const Arguments& arguments, std::stop_token stop) {
  const FigureSize size = figure_size(arguments);
  const std::string extension =
      arguments.output == "-" ? ".png" : std::filesystem::path(arguments.output).extension().string();
  if (extension != ".png")
    throw UsageError(arguments.output + ": " + unknown_name("format", extension, std::vector<std::string>{".png"}));
  const Document document = document_from(arguments, arguments.files.empty() ? "" : arguments.files.front());
  check_output(arguments.output);
  const HeadlessContext context;  // before the computation: without OpenGL the wait would be for nothing
  const std::optional<Results> results = compute_with_progress(document.experiment, arguments, stop);
  if (!results) return say_cancelled();
  const View view = make_view(document.view);
  const Scene scene = build_scene(*results, project_all(*results), view, document.experiment.title);
  Renderer renderer;
  const Image image = renderer.render_image(scene, view.camera, size.viewport, arguments.transparent);
  if (stop.stop_requested()) return say_cancelled();
  const PngInfo info{size.dpi,
                     {{"Software", "Cartograd"},
                      {"Description", scene.caption.empty() ? scene.title : scene.caption},
                      {"Cartograd experiment", to_toml(document, view_table())}}};
  write_file(arguments.output, encode_png(image, info));
  if (!arguments.quiet && arguments.output != "-")
    fmt::print("{} ({} x {} pixels)\n", arguments.output, image.width, image.height);
  return exit_ok;
}

}  // namespace cartograd
