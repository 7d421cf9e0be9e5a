# Debian's libimgui-dev: headers in include/imgui, one static archive with the core and the GLFW and OpenGL 3 backends. It needs
# libstb (stb_truetype is unbundled) and FreeType (for its better font rasteriser). There is no CMake package of its own.
find_path(ImGui_INCLUDE_DIR imgui.h PATH_SUFFIXES imgui)
find_path(ImGui_BACKENDS_DIR imgui_impl_glfw.h HINTS ${ImGui_INCLUDE_DIR}/backends)
find_library(ImGui_LIBRARY imgui)
find_library(ImGui_STB_LIBRARY NAMES libstb.a stb)
if(ImGui_INCLUDE_DIR)
  file(STRINGS ${ImGui_INCLUDE_DIR}/imgui.h _line REGEX "#define IMGUI_VERSION +\"")
  string(REGEX REPLACE ".*\"([0-9.]+).*" "\\1" ImGui_VERSION "${_line}")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  ImGui REQUIRED_VARS ImGui_LIBRARY ImGui_STB_LIBRARY ImGui_INCLUDE_DIR ImGui_BACKENDS_DIR VERSION_VAR ImGui_VERSION)
if(ImGui_FOUND AND NOT TARGET ImGui::ImGui)
  find_package(Freetype REQUIRED)
  add_library(ImGui::ImGui UNKNOWN IMPORTED)
  set_target_properties(
    ImGui::ImGui PROPERTIES IMPORTED_LOCATION ${ImGui_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES
                                                               "${ImGui_INCLUDE_DIR};${ImGui_BACKENDS_DIR}")
  target_link_libraries(ImGui::ImGui INTERFACE ${ImGui_STB_LIBRARY} glfw Freetype::Freetype ${CMAKE_DL_LIBS} m)
endif()
