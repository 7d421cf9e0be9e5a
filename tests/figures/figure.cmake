# Draws a figure and compares it with its reference:
# cmake -DPROGRAM=… -DCOMPARE=… -DEXPERIMENT=… -DREFERENCE=… -DOUTPUT=… -DSIZE=… -P figure.cmake
#
# An experiment may say in comments of its own how it is drawn:
#   # render: --transparent    further arguments of `cartograd render`
#   # beside: other.toml       a second experiment, in the same folder
#   # format: svg              svg or pdf; turned into pixels by rsvg-convert or pdftoppm, skipped where that is missing
#
# If the pictures differ, OUTPUT stays, and OUTPUT's name with -difference shows where. After a wanted change, look at
# OUTPUT and copy it over REFERENCE.
file(STRINGS ${EXPERIMENT} comments REGEX "^# [a-z]+: ")
set(render_arguments)
set(files ${EXPERIMENT})
set(format png)
get_filename_component(folder ${EXPERIMENT} DIRECTORY)
foreach(comment IN LISTS comments)
  if(comment MATCHES "^# render: (.*)$")
    separate_arguments(render_arguments UNIX_COMMAND "${CMAKE_MATCH_1}")
  elseif(comment MATCHES "^# beside: (.*)$")
    list(APPEND files ${folder}/${CMAKE_MATCH_1})
  elseif(comment MATCHES "^# format: (svg|pdf)$")
    set(format ${CMAKE_MATCH_1})
  else()
    message(FATAL_ERROR "${EXPERIMENT}: ${comment}: expected render, beside or format")
  endif()
endforeach()

string(REGEX REPLACE "\\.png$" "" stem ${OUTPUT})
file(REMOVE ${OUTPUT} ${stem}-difference.png)
execute_process(COMMAND ${PROGRAM} render ${files} -o ${stem}.${format} --size ${SIZE} --dpi 72 --no-metadata ${render_arguments} --quiet
                RESULT_VARIABLE code)
if(code EQUAL 3)
  message("SKIPPED: no OpenGL here")
  return()
endif()
if(NOT code EQUAL 0)
  message(FATAL_ERROR "render ended with ${code}")
endif()

if(format STREQUAL svg)
  find_program(RSVG rsvg-convert)
  set(convert ${RSVG} --dpi-x 72 --dpi-y 72 ${stem}.svg -o ${OUTPUT})
elseif(format STREQUAL pdf)
  find_program(PDFTOPPM pdftoppm)
  set(convert ${PDFTOPPM} -png -r 72 -singlefile ${stem}.pdf ${stem})
endif()
if(NOT format STREQUAL png)
  list(GET convert 0 converter)
  if(NOT converter OR converter MATCHES "NOTFOUND")
    message("SKIPPED: no program here that draws ${format}")
    return()
  endif()
  execute_process(COMMAND ${convert} RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${converter} ended with ${code}")
  endif()
endif()

execute_process(COMMAND ${COMPARE} ${OUTPUT} ${REFERENCE} ${stem}-difference.png RESULT_VARIABLE code OUTPUT_VARIABLE text)
message("${text}")
if(NOT code EQUAL 0)
  message(FATAL_ERROR "${OUTPUT} is not ${REFERENCE}; ${stem}-difference.png shows where they differ")
endif()
