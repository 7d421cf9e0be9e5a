#include "app/cli/command_line.h"
#include "app/cli/windowed_app.h"
#include "app/platform/desktop_window.h"
#include "core/experiment/lesson.h"

namespace cartograd {

int run_window(const Arguments& arguments) {
  const std::string file = arguments.files.empty() ? "" : arguments.files.front();
  const Document document = document_from(arguments, file);  // what is wrong with it is said before a window opens
  DesktopWindow window(1280, 800, "Cartograd");
  WindowedApp app(window, document, file);
  if (file.ends_with(".toml") && read_lesson(file, view_table()))
    app.open_lesson(file);
  else if (arguments.lecture)
    app.open_lesson(embedded_lessons().front());
  app.run();
  if (arguments.verbose) app.report();
  return exit_ok;
}

}  // namespace cartograd
