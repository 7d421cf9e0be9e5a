#include <fmt/format.h>

#include "app/cli/command_line.h"
#include "app/figure/figure.h"
#include "app/scene/view.h"
#include "core/base/file.h"
#include "core/experiment/lesson.h"

namespace cartograd {

namespace {

constexpr std::size_t largest_picture = 512 << 20;
constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n";

}  // namespace

Document open_document(const std::string& path, int step) {
  if (!path.ends_with(".png") && !path.ends_with(".PNG")) {
    const auto lesson = read_lesson(path, view_table());
    if (!lesson) return read_document(path, view_table());
    const auto count = static_cast<int>(lesson->steps.size());
    if (step > count) throw InputError(fmt::format("there is no step {}; expected 1 to {}", step, count), {path});
    return lesson->steps[static_cast<std::size_t>(step - 1)].document;
  }
  const std::string bytes = read_file(path, largest_picture);
  if (!bytes.starts_with(png_signature)) throw InputError("not a PNG picture", {path});
  const std::optional<std::string> experiment = experiment_in_png(bytes);
  if (!experiment)
    throw InputError("no experiment is stored in this picture; expected a figure that Cartograd made", {path});
  return parse_document(*experiment, path, view_table());
}

}  // namespace cartograd
