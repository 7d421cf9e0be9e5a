// An OpenGL 3.3 core context without a display server, through EGL.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

namespace cartograd {

// No display, no EGL, or an OpenGL that is too old; what() says what was found and what helps. Exit code 3.
class GraphicsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Current on the calling thread from construction to destruction; functions are loaded (glad).
class HeadlessContext {
 public:
  HeadlessContext();
  ~HeadlessContext();
  HeadlessContext(const HeadlessContext&) = delete;
  HeadlessContext& operator=(const HeadlessContext&) = delete;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Loads the OpenGL functions with `get_address` (glfwGetProcAddress, eglGetProcAddress). Throws GraphicsError naming
// the version found if it is older than 3.3. In debug builds, driver messages go to standard error.
void load_opengl(void (*(*get_address)(const char*))());

// "4.5 (Core Profile) Mesa 22.3.6, llvmpipe …": the version and the renderer of the current context.
std::string describe_opengl();

}  // namespace cartograd
