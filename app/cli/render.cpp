#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>

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

// "WIDTHxHEIGHT" with the unit behind each number; false if it is not of that form.
bool parse_size(std::string_view text, std::string_view unit, double& width, double& height) {
  const auto number = [&](double& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.starts_with(unit)) return false;
    text.remove_prefix(unit.size());
    return true;
  };
  double first = 0, second = 0;
  if (!number(first) || !text.starts_with('x')) return false;
  text.remove_prefix(1);
  if (!number(second) || !text.empty()) return false;
  width = first;
  height = second;
  return true;
}

// Pixels: lines and text grow with the picture, so it looks the same at any size. Millimetres: text has the size that
// journals ask for (5–7 pt) whatever the resolution.
FigureSize figure_size(const Arguments& arguments) {
  double width = 0, height = 0, scale = 0, dpi = arguments.dpi;
  if (parse_size(arguments.size, "", width, height)) {
    scale = std::min(width / 1280, height / 800);
  } else if (parse_size(arguments.size, "mm", width, height)) {
    if (dpi == 0) dpi = 300;
    width *= dpi / 25.4;
    height *= dpi / 25.4;
    scale = dpi / 72 * 0.45;
  }
  const auto fits = [](double side) { return side >= 16 && side < largest_side + 0.5; };  // false for nan
  if (!fits(width) || !fits(height))
    throw UsageError(
        fmt::format("--size {}: expected WIDTHxHEIGHT in pixels (1600x1000) or millimetres (89mmx60mm), "
                    "16 to {} pixels a side",
                    arguments.size, largest_side));
  return {{static_cast<int>(std::lround(width)), static_cast<int>(std::lround(height)), static_cast<float>(scale)},
          dpi};
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
