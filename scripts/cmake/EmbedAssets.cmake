# cartograd_embed(TARGET FILES…): a static library that holds the files' bytes. Paths are from the top of the source tree;
# NAME=PATH gives a file from elsewhere a name. A changed file is picked up by a plain rebuild.
function(cartograd_embed target)
  set(directory ${CMAKE_CURRENT_BINARY_DIR}/${target})
  set(source ${directory}/embedded_assets.cpp)
  set(assembly "")
  set(externs "")
  set(rows "")
  set(depends "")
  set(number 0)
  foreach(entry IN LISTS ARGN)
    if(entry MATCHES "^([^=]+)=(.+)$")
      set(name ${CMAKE_MATCH_1})
      set(path ${CMAKE_MATCH_2})
    else()
      set(name ${entry})
      set(path ${PROJECT_SOURCE_DIR}/${entry})
    endif()
    set(symbol cartograd_asset_${number})
    string(APPEND assembly "ASSET(\"${symbol}\", \"${path}\")\n")
    string(APPEND externs "extern const char ${symbol}[], ${symbol}_end[];\n")
    string(APPEND rows "      {\"${name}\", ${symbol}, ${symbol}_end},\n")
    list(APPEND depends ${path})
    math(EXPR number "${number} + 1")
  endforeach()
  file(GENERATE OUTPUT ${directory}/embedded_assets.h CONTENT
"// Generated. The files that are compiled into the program.
#pragma once
#include <span>
#include <string_view>
struct EmbeddedAsset {
  std::string_view path;
  const char* begin;
  const char* end;
};
std::span<const EmbeddedAsset> embedded_assets();
")
  # The assembler includes the bytes: no giant source files, no compile time.
  file(GENERATE OUTPUT ${source} CONTENT
"// Generated.
#include \"embedded_assets.h\"
#ifdef __APPLE__
#define SECTION \".section __TEXT,__const\\n\"
#define SYMBOL(name) \"_\" name
#define RESTORE \".text\\n\"
#else
#define SECTION \".pushsection .rodata\\n\"
#define SYMBOL(name) name
#define RESTORE \".popsection\\n\"
#endif
#define ASSET(name, path) \\
  __asm__(SECTION \".balign 16\\n.globl \" SYMBOL(name) \"\\n\" SYMBOL(name) \":\\n.incbin \\\"\" path \"\\\"\\n\" \\
          \".globl \" SYMBOL(name) \"_end\\n\" SYMBOL(name) \"_end:\\n.byte 0\\n\" RESTORE);
${assembly}
extern \"C\" {
${externs}}
std::span<const EmbeddedAsset> embedded_assets() {
  static const EmbeddedAsset assets[] = {
${rows}  };
  return assets;
}
")
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${depends}")
  add_library(${target} STATIC ${source})
  target_include_directories(${target} PUBLIC ${directory})
endfunction()
