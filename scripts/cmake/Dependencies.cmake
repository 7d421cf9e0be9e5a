# The libraries: system packages always win; what is missing is downloaded (Fallback.cmake). With all packages installed,
# configuring needs no network.
option(CARTOGRAD_DOWNLOAD "Download libraries that are not installed" ON)
find_package(Threads REQUIRED)
find_package(PkgConfig QUIET)
find_package(Eigen3 3.4 QUIET NO_MODULE)
find_package(fmt QUIET)
find_package(tomlplusplus QUIET)
find_package(CLI11 QUIET)
if(PkgConfig_FOUND) # Debian's CMake package for libzip asks for its tools, too
  pkg_check_modules(libzip QUIET IMPORTED_TARGET libzip)
  if(TARGET PkgConfig::libzip)
    add_library(libzip::zip ALIAS PkgConfig::libzip)
  endif()
  # Writes PDF. It and what it needs in turn are too much to download: where it is missing, there is only SVG.
  pkg_check_modules(cairo QUIET IMPORTED_TARGET cairo>=1.16 cairo-pdf cairo-ft)
endif()
if(NOT TARGET PkgConfig::cairo)
  message(STATUS "cairo is not installed: no PDF figures")
endif()
# Shares a computation between processes. A sanitizer would report what MPI itself never frees.
if(NOT CARTOGRAD_SANITIZE)
  find_package(MPI QUIET COMPONENTS C)
endif()
find_package(PNG QUIET)
find_package(Freetype QUIET)
find_package(glm QUIET)
find_package(glfw3 3.3 QUIET)
find_package(ImGui QUIET)
find_package(OpenGL COMPONENTS EGL)
if(CARTOGRAD_TESTS)
  find_package(doctest QUIET)
  find_package(nlohmann_json QUIET)
endif()
if(CARTOGRAD_BENCH)
  find_package(benchmark QUIET)
endif()

# Fonts that are compiled in.
find_file(CARTOGRAD_FONT_REGULAR Inter-Regular.otf PATHS /usr/share/fonts PATH_SUFFIXES opentype/inter)
find_file(CARTOGRAD_FONT_SYMBOLS DejaVuSans.ttf PATHS /usr/share/fonts PATH_SUFFIXES truetype/dejavu)

# The OpenGL loader is generated at build time by glad; --reproducible keeps it from fetching a newer specification.
find_program(GLAD_EXECUTABLE glad)
set(_glad_command ${GLAD_EXECUTABLE})

include(Fallback)

set(_glad ${CMAKE_BINARY_DIR}/glad)
set(_glad_files ${_glad}/src/gl.c ${_glad}/include/glad/gl.h ${_glad}/include/KHR/khrplatform.h)
add_custom_command(
  OUTPUT ${_glad_files}
  COMMAND ${_glad_command} --quiet --reproducible --api gl:core=4.1 --extensions GL_KHR_debug --out-path ${_glad} c
  COMMENT "Generating the OpenGL loader"
  VERBATIM)
add_library(glad STATIC ${_glad_files})
target_include_directories(glad SYSTEM PUBLIC ${_glad}/include)
