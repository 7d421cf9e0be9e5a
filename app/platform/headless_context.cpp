#include "app/platform/headless_context.h"

#include <cstdio>
#include <string_view>

#include <glad/gl.h>

#ifdef CARTOGRAD_HAVE_EGL
#include <EGL/egl.h>
#include <EGL/eglext.h>
#endif

namespace cartograd {

namespace {

std::string gl_text(GLenum name) {
  const GLubyte* text = glGetString(name);
  return text ? reinterpret_cast<const char*>(text) : "unknown";
}

#ifndef NDEBUG
void GLAD_API_PTR print_driver_message(GLenum, GLenum type, GLuint, GLenum severity, GLsizei, const GLchar* message,
                                       const void*) {
  if (severity != GL_DEBUG_SEVERITY_NOTIFICATION && type != GL_DEBUG_TYPE_PERFORMANCE)
    std::fprintf(stderr, "OpenGL: %s\n", message);
}
#endif

}  // namespace

void load_opengl(void (*(*get_address)(const char*))()) {
  const int version = gladLoadGL(get_address);
  if (version == 0) throw GraphicsError("the OpenGL functions could not be loaded: no current context");
  const int number = GLAD_VERSION_MAJOR(version) * 10 + GLAD_VERSION_MINOR(version);
  if (number < 33)
    throw GraphicsError("OpenGL 3.3 is needed, found " + describe_opengl() +
                        "; a newer graphics driver helps, or drawing on the processor: set LIBGL_ALWAYS_SOFTWARE=1");
#ifndef NDEBUG
  if (GLAD_GL_KHR_debug && glDebugMessageCallback) {
    glEnable(GL_DEBUG_OUTPUT);
    glDebugMessageCallback(print_driver_message, nullptr);
  }
#endif
}

std::string describe_opengl() { return gl_text(GL_VERSION) + ", " + gl_text(GL_RENDERER); }

#ifdef CARTOGRAD_HAVE_EGL

struct HeadlessContext::Impl {
  EGLDisplay display = EGL_NO_DISPLAY;
  EGLContext context = EGL_NO_CONTEXT;

  ~Impl() {
    if (display == EGL_NO_DISPLAY) return;
    eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    if (context != EGL_NO_CONTEXT) eglDestroyContext(display, context);
    // No eglTerminate: a display belongs to the whole process, and another context may still use it.
  }

  bool start(EGLDisplay candidate) {
    if (candidate == EGL_NO_DISPLAY || !eglInitialize(candidate, nullptr, nullptr)) return false;
    display = candidate;
    return true;
  }

  // Without any display server (Mesa), then a graphics card by its device (NVIDIA), then the default display.
  bool start_any() {
    const auto get_display =
        reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(eglGetProcAddress("eglGetPlatformDisplayEXT"));
    const auto query_devices = reinterpret_cast<PFNEGLQUERYDEVICESEXTPROC>(eglGetProcAddress("eglQueryDevicesEXT"));
    if (get_display && start(get_display(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr))) return true;
    if (get_display && query_devices) {
      EGLDeviceEXT devices[16];
      EGLint count = 0;
      if (!query_devices(16, devices, &count)) count = 0;
      for (EGLint i = 0; i < count; ++i)
        if (start(get_display(EGL_PLATFORM_DEVICE_EXT, devices[i], nullptr))) return true;
    }
    return start(eglGetDisplay(EGL_DEFAULT_DISPLAY));
  }

  void create_context() {
    eglBindAPI(EGL_OPENGL_API);
    const EGLint config_attributes[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT,
                                        EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    if (!eglChooseConfig(display, config_attributes, &config, 1, &count) || count == 0) config = EGL_NO_CONFIG_KHR;
    const EGLint context_attributes[] = {
        EGL_CONTEXT_MAJOR_VERSION,           3,       EGL_CONTEXT_MINOR_VERSION, 3, EGL_CONTEXT_OPENGL_PROFILE_MASK,
        EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE};
    context = eglCreateContext(display, config, EGL_NO_CONTEXT, context_attributes);
    if (context == EGL_NO_CONTEXT) throw GraphicsError("EGL offers no OpenGL 3.3 core context; " + found_version());
    if (!eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context))
      throw GraphicsError("EGL cannot draw without a window on this driver (EGL_KHR_surfaceless_context)");
  }

  // What OpenGL there is when 3.3 is refused: any context tells.
  std::string found_version() {
    context = eglCreateContext(display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, nullptr);
    const bool current = context != EGL_NO_CONTEXT && eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context);
    std::string found = "no OpenGL was found";
    if (current && gladLoadGL(eglGetProcAddress)) found = "found " + describe_opengl();
    return found + "; a newer driver helps: install libegl1 and libgl1-mesa-dri";
  }
};

HeadlessContext::HeadlessContext() : impl_(std::make_unique<Impl>()) {
  if (!impl_->start_any())
    throw GraphicsError("no way to draw without a window: EGL found no display; install libegl1 and libgl1-mesa-dri");
  impl_->create_context();
  load_opengl(eglGetProcAddress);
}

#else

struct HeadlessContext::Impl {};

HeadlessContext::HeadlessContext() {
  throw GraphicsError("this build cannot draw without a window: it was built without EGL");
}

#endif

HeadlessContext::~HeadlessContext() = default;

}  // namespace cartograd
