# System packages only, for now.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Eigen3 3.4 REQUIRED)
find_package(fmt REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(libzip REQUIRED IMPORTED_TARGET libzip) # Debian's CMake package for it asks for its tools, too
find_package(PNG REQUIRED)
find_package(Freetype REQUIRED)
find_package(glm REQUIRED)
find_package(glfw3 3.3 REQUIRED)
find_package(ImGui REQUIRED)
find_package(OpenGL COMPONENTS EGL)
if(CARTOGRAD_TESTS)
  find_package(doctest REQUIRED)
  find_package(nlohmann_json REQUIRED)
endif()

if(CARTOGRAD_BENCH)
  find_package(benchmark REQUIRED)
endif()

# The OpenGL loader is generated at build time by glad; --reproducible keeps it from fetching a newer specification.
find_program(GLAD_EXECUTABLE glad REQUIRED)
set(_glad ${CMAKE_BINARY_DIR}/glad)
set(_glad_files ${_glad}/src/gl.c ${_glad}/include/glad/gl.h ${_glad}/include/KHR/khrplatform.h)
add_custom_command(
  OUTPUT ${_glad_files}
  COMMAND ${GLAD_EXECUTABLE} --quiet --reproducible --api gl:core=4.1 --extensions GL_KHR_debug --out-path ${_glad} c
  COMMENT "Generating the OpenGL loader"
  VERBATIM)
add_library(glad STATIC ${_glad_files})
target_include_directories(glad SYSTEM PUBLIC ${_glad}/include)

# Fonts that are compiled in.
find_file(CARTOGRAD_FONT_REGULAR Inter-Regular.otf PATHS /usr/share/fonts PATH_SUFFIXES opentype/inter REQUIRED)
find_file(CARTOGRAD_FONT_SYMBOLS DejaVuSans.ttf PATHS /usr/share/fonts PATH_SUFFIXES truetype/dejavu REQUIRED)
