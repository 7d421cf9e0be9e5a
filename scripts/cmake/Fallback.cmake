# Downloads what find_package has not found, each archive pinned by its SHA-256. A copy that is already unpacked can be named
# instead: -DFETCHCONTENT_SOURCE_DIR_EIGEN=/path (the name in capitals), which needs no network.
include(FetchContent)

# The options of libraries whose own CMakeLists.txt is used follow plain variables, and new CMake accepts old files.
set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)
set(CMAKE_POLICY_VERSION_MINIMUM 3.5)
set(BUILD_SHARED_LIBS OFF)

# cartograd_download(NAME URL SHA256): unpacks it into ${NAME_SOURCE_DIR}. The archive's own CMakeLists.txt is not entered:
# most of these libraries are a list of headers or sources, and simpler to name than to configure.
macro(cartograd_download name url hash)
  if(NOT CARTOGRAD_DOWNLOAD)
    message(FATAL_ERROR "${name} is not installed. On Debian run scripts/setup; otherwise install it, or allow downloads "
                        "with -DCARTOGRAD_DOWNLOAD=ON")
  endif()
  message(STATUS "${name} is not installed; using ${url}")
  FetchContent_Declare(
    ${name}
    URL ${url}
    URL_HASH SHA256=${hash}
    DOWNLOAD_EXTRACT_TIMESTAMP OFF
    SOURCE_SUBDIR only-unpacked)
  FetchContent_MakeAvailable(${name})
endmacro()

# cartograd_headers(TARGET FOLDER): a library without sources.
function(cartograd_headers target folder)
  add_library(${target} INTERFACE IMPORTED)
  target_include_directories(${target} INTERFACE ${folder})
endfunction()

# cartograd_sources(NAME ALIAS FOLDER FILES…): a static library from sources that need no configuration.
function(cartograd_sources name alias folder)
  add_library(${name} STATIC EXCLUDE_FROM_ALL ${ARGN})
  target_include_directories(${name} SYSTEM PUBLIC ${folder})
  target_compile_options(${name} PRIVATE -w)
  # An imported target, not an alias: a library that exports its own targets may link it.
  add_library(${alias} INTERFACE IMPORTED)
  target_link_libraries(${alias} INTERFACE ${name})
endfunction()

if(NOT TARGET Eigen3::Eigen)
  cartograd_download(eigen https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.bz2
                     b4c198460eba6f28d34894e3a5710998818515104d6e74e5cc331ce31e46e626)
  cartograd_headers(Eigen3::Eigen ${eigen_SOURCE_DIR})
endif()
if(NOT TARGET fmt::fmt)
  cartograd_download(fmt https://github.com/fmtlib/fmt/archive/9.1.0.tar.gz
                     5dea48d1fcddc3ec571ce2058e13910a0d4a6bab4cc09a809d8b1dd1c88ae6f2)
  cartograd_sources(fmt fmt::fmt ${fmt_SOURCE_DIR}/include ${fmt_SOURCE_DIR}/src/format.cc ${fmt_SOURCE_DIR}/src/os.cc)
endif()
if(NOT TARGET tomlplusplus::tomlplusplus)
  cartograd_download(tomlplusplus https://github.com/marzer/tomlplusplus/archive/refs/tags/v3.4.0.tar.gz
                     8517f65938a4faae9ccf8ebb36631a38c1cadfb5efa85d9a72e15b9e97d25155)
  cartograd_headers(tomlplusplus::tomlplusplus ${tomlplusplus_SOURCE_DIR}/include)
endif()
if(NOT TARGET CLI11::CLI11)
  cartograd_download(cli11 https://github.com/CLIUtils/CLI11/archive/v2.4.2.tar.gz
                     f2d893a65c3b1324c50d4e682c0cdc021dd0477ae2c048544f39eed6654b699a)
  cartograd_headers(CLI11::CLI11 ${cli11_SOURCE_DIR}/include)
endif()
if(NOT TARGET glm::glm)
  cartograd_download(glm https://github.com/g-truc/glm/archive/refs/tags/1.0.1.tar.gz
                     9f3174561fd26904b23f0db5e560971cbf9b3cbda0b280f04d5c379d03bf234c)
  cartograd_headers(glm::glm ${glm_SOURCE_DIR})
endif()

if(NOT TARGET libzip::zip OR NOT TARGET PNG::PNG OR NOT TARGET Freetype::Freetype)
  find_package(ZLIB QUIET)
  if(NOT TARGET ZLIB::ZLIB)
    cartograd_download(zlib https://github.com/madler/zlib/releases/download/v1.2.13/zlib-1.2.13.tar.gz
                       b3a24de97a8fdbc835b9833169501030b8977031bcb54b3b3ac13740f846ab30)
    file(GLOB _sources ${zlib_SOURCE_DIR}/*.c)
    cartograd_sources(zlib ZLIB::ZLIB ${zlib_SOURCE_DIR} ${_sources})
    target_compile_definitions(zlib PRIVATE HAVE_UNISTD_H)
    # So that find_package(ZLIB) of libzip and FreeType is content with it.
    set(ZLIB_INCLUDE_DIR ${zlib_SOURCE_DIR})
    set(ZLIB_LIBRARY zlib)
  endif()
endif()
if(NOT TARGET libzip::zip)
  cartograd_download(libzip https://github.com/nih-at/libzip/releases/download/v1.10.1/libzip-1.10.1.tar.gz
                     9669ae5dfe3ac5b3897536dc8466a874c8cf2c0e3b1fdd08d75b273884299363)
  foreach(_part COMMONCRYPTO GNUTLS MBEDTLS OPENSSL WINDOWS_CRYPTO BZIP2 LZMA ZSTD)
    set(ENABLE_${_part} OFF) # only plain archives are written
  endforeach()
  foreach(_part TOOLS REGRESS OSSFUZZ EXAMPLES DOC)
    set(BUILD_${_part} OFF)
  endforeach()
  set(LIBZIP_DO_INSTALL OFF)
  add_subdirectory(${libzip_SOURCE_DIR} ${libzip_BINARY_DIR} EXCLUDE_FROM_ALL)
  if(NOT TARGET libzip::zip)
    add_library(libzip::zip ALIAS zip)
  endif()
endif()
if(NOT TARGET PNG::PNG)
  cartograd_download(png https://sourceforge.net/projects/libpng/files/libpng16/1.6.40/libpng-1.6.40.tar.xz
                     535b479b2467ff231a3ec6d92a525906fb8ef27978be4f66dbe05d3f3a01b3a1)
  file(GLOB _sources ${png_SOURCE_DIR}/png*.c)
  list(FILTER _sources EXCLUDE REGEX "pngtest\\.c$")
  configure_file(${png_SOURCE_DIR}/scripts/pnglibconf.h.prebuilt ${png_BINARY_DIR}/pnglibconf.h COPYONLY)
  cartograd_sources(png PNG::PNG "${png_SOURCE_DIR};${png_BINARY_DIR}" ${_sources})
  # Without the processor's own code, which comes from other folders; errors pass through it as C++ exceptions.
  target_compile_definitions(png PRIVATE PNG_ARM_NEON_OPT=0 PNG_INTEL_SSE_OPT=0 PNG_POWERPC_VSX_OPT=0 PNG_MIPS_MSA_OPT=0)
  target_compile_options(png PRIVATE -fexceptions)
  target_link_libraries(png PUBLIC ZLIB::ZLIB)
endif()
if(NOT TARGET Freetype::Freetype)
  cartograd_download(freetype https://download.savannah.gnu.org/releases/freetype/freetype-2.13.3.tar.xz
                     0550350666d427c74daeb85d5ac7bb353acba5f76956395995311a9c6f063289)
  foreach(_part BZIP2 PNG HARFBUZZ BROTLI)
    set(FT_DISABLE_${_part} ON) # plain outline fonts need none of it
  endforeach()
  set(FT_REQUIRE_ZLIB ON) # its own copy would clash with the one that libpng uses
  set(SKIP_INSTALL_ALL ON)
  add_subdirectory(${freetype_SOURCE_DIR} ${freetype_BINARY_DIR} EXCLUDE_FROM_ALL)
  if(NOT TARGET Freetype::Freetype)
    add_library(Freetype::Freetype ALIAS freetype)
  endif()
endif()
if(NOT TARGET glfw)
  cartograd_download(glfw3 https://github.com/glfw/glfw/archive/refs/tags/3.4.tar.gz
                     c038d34200234d071fae9345bc455e4a8f2f544ab60150765d7704e08f3dac01)
  foreach(_part DOCS TESTS EXAMPLES)
    set(GLFW_BUILD_${_part} OFF)
  endforeach()
  find_program(CARTOGRAD_WAYLAND_SCANNER wayland-scanner)
  if(NOT CARTOGRAD_WAYLAND_SCANNER) # X11, which Wayland desktops run too, then has to do
    set(GLFW_BUILD_WAYLAND OFF)
  endif()
  add_subdirectory(${glfw3_SOURCE_DIR} ${glfw3_BINARY_DIR} EXCLUDE_FROM_ALL)
endif()
if(NOT TARGET ImGui::ImGui)
  cartograd_download(imgui https://github.com/ocornut/imgui/archive/refs/tags/v1.90.3.tar.gz
                     40b302d01092c9393373b372fe07ea33ac69e9491893ebab3bf952b2c1f5fd23)
  file(GLOB _sources ${imgui_SOURCE_DIR}/imgui*.cpp)
  cartograd_sources(
    imgui ImGui::ImGui
    "${imgui_SOURCE_DIR};${imgui_SOURCE_DIR}/backends;${imgui_SOURCE_DIR}/misc/cpp;${imgui_SOURCE_DIR}/misc/freetype"
    ${_sources} ${imgui_SOURCE_DIR}/backends/imgui_impl_glfw.cpp ${imgui_SOURCE_DIR}/backends/imgui_impl_opengl3.cpp
    ${imgui_SOURCE_DIR}/misc/cpp/imgui_stdlib.cpp ${imgui_SOURCE_DIR}/misc/freetype/imgui_freetype.cpp)
  target_compile_definitions(imgui PUBLIC IMGUI_ENABLE_FREETYPE)
  target_link_libraries(imgui PUBLIC glfw Freetype::Freetype ${CMAKE_DL_LIBS})
endif()

if(CARTOGRAD_TESTS AND NOT TARGET doctest::doctest)
  cartograd_download(doctest https://github.com/doctest/doctest/archive/refs/tags/v2.4.11.tar.gz
                     632ed2c05a7f53fa961381497bf8069093f0d6628c5f26286161fbd32a560186)
  cartograd_headers(doctest::doctest ${doctest_SOURCE_DIR})
endif()
if(CARTOGRAD_TESTS AND NOT TARGET nlohmann_json::nlohmann_json)
  cartograd_download(json https://github.com/nlohmann/json/releases/download/v3.11.3/include.zip
                     a22461d13119ac5c78f205d3df1db13403e58ce1bb1794edc9313677313f4a9d)
  cartograd_headers(nlohmann_json::nlohmann_json ${json_SOURCE_DIR}/include)
endif()
if(CARTOGRAD_BENCH AND NOT TARGET benchmark::benchmark)
  cartograd_download(benchmark https://github.com/google/benchmark/archive/refs/tags/v1.8.2.tar.gz
                     2aab2980d0376137f969d92848fbb68216abb07633034534fc8c65cc4e7a0e93)
  file(GLOB _sources ${benchmark_SOURCE_DIR}/src/*.cc)
  list(FILTER _sources EXCLUDE REGEX "benchmark_main\\.cc$")
  cartograd_sources(benchmark benchmark::benchmark ${benchmark_SOURCE_DIR}/include ${_sources})
  target_compile_definitions(benchmark PUBLIC BENCHMARK_STATIC_DEFINE PRIVATE HAVE_STD_REGEX HAVE_STEADY_CLOCK)
  target_link_libraries(benchmark PUBLIC Threads::Threads)
endif()

if(NOT CARTOGRAD_FONT_REGULAR)
  cartograd_download(inter https://github.com/rsms/inter/releases/download/v4.1/Inter-4.1.zip
                     9883fdd4a49d4fb66bd8177ba6625ef9a64aa45899767dde3d36aa425756b11e)
  file(GLOB_RECURSE _font ${inter_SOURCE_DIR}/Inter-Regular.otf)
  set(CARTOGRAD_FONT_REGULAR ${_font} CACHE FILEPATH "" FORCE)
endif()
if(NOT CARTOGRAD_FONT_SYMBOLS)
  cartograd_download(dejavu https://github.com/dejavu-fonts/dejavu-fonts/releases/download/version_2_37/dejavu-fonts-ttf-2.37.tar.bz2
                     fa9ca4d13871dd122f61258a80d01751d603b4d3ee14095d65453b4e846e17d7)
  file(GLOB_RECURSE _font ${dejavu_SOURCE_DIR}/DejaVuSans.ttf)
  set(CARTOGRAD_FONT_SYMBOLS ${_font} CACHE FILEPATH "" FORCE)
endif()

if(NOT _glad_command)
  find_package(Python3 COMPONENTS Interpreter)
  if(Python3_FOUND)
    execute_process(COMMAND ${Python3_EXECUTABLE} -c "import jinja2" RESULT_VARIABLE _no_jinja ERROR_QUIET)
  endif()
  if(NOT Python3_FOUND OR _no_jinja)
    message(FATAL_ERROR "The OpenGL loader is made by glad 2, a Python program, which is not installed: on Debian install "
                        "python3-glad, elsewhere run `pip install glad2` (or only `pip install jinja2`)")
  endif()
  cartograd_download(glad2 https://github.com/Dav1dde/glad/archive/refs/tags/v2.0.7.zip
                     6645cc2ebeeff637ef59e0736c2c14eb83b607f65221429c5ddc5202101eab1e)
  set(_glad_command ${CMAKE_COMMAND} -E env PYTHONPATH=${glad2_SOURCE_DIR} ${Python3_EXECUTABLE} -m glad)
endif()
