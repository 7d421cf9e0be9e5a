# Plays a journey in an empty folder with the small experiment: cmake -DPROGRAM=… -DNAME=… -DARGUMENTS=… -P journey.cmake
set(_folder ${CMAKE_BINARY_DIR}/journey-${NAME})
file(REMOVE_RECURSE ${_folder})
file(MAKE_DIRECTORY ${_folder})
file(COPY ${CMAKE_CURRENT_LIST_DIR}/small.toml ${CMAKE_CURRENT_LIST_DIR}/himmelblau.toml DESTINATION ${_folder})
execute_process(COMMAND ${PROGRAM} play ${ARGUMENTS} --on small.toml --verbose WORKING_DIRECTORY ${_folder}
                RESULT_VARIABLE _result)
if(NOT _result EQUAL 0)
  message(FATAL_ERROR "${NAME}: exit code ${_result}; its pictures are in ${_folder}")
endif()
file(REMOVE_RECURSE ${_folder})
