# Warnings and sanitizers for our own targets: target_link_libraries(x PRIVATE cartograd_settings).
add_library(cartograd_settings INTERFACE)
target_compile_options(cartograd_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                       $<$<BOOL:${CARTOGRAD_WERROR}>:-Werror>
                       # Numbers must not depend on how a compiler fuses operations.
                       -ffp-contract=off)
if(CARTOGRAD_SANITIZE)
  string(REPLACE ";" "," _sanitizers "${CARTOGRAD_SANITIZE}")
  # -O1 -g1: enough for speed and for line numbers, and half the time to build.
  add_compile_options(-fsanitize=${_sanitizers} -fno-omit-frame-pointer -O1 -g1)
  add_link_options(-fsanitize=${_sanitizers})
  # What sanitizers add to std::string makes GCC 12 see accesses out of bounds that are not there; they find the others.
  target_compile_options(cartograd_settings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds -Wno-restrict>)
  if("undefined" IN_LIST CARTOGRAD_SANITIZE)
    # The address sanitizer and the processor find what these three check at every access, for a third of the build time.
    add_compile_options(-fno-sanitize-recover=undefined -fno-sanitize=null,alignment,object-size)
  endif()
endif()
