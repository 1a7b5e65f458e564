# stanch_library(core PUBLIC ... PRIVATE ...): the static library stanch_core
# of every .cc in the current folder and its PARTS. PUBLIC names folders whose
# headers it may include; PRIVATE names outside libraries, seen by its .cc files
# only; EXCLUDE names .cc files that are no part of it.
function(stanch_library folder)
  cmake_parse_arguments(arg "" "" "PUBLIC;PRIVATE;EXCLUDE;PARTS" ${ARGN})
  list(TRANSFORM arg_PARTS APPEND /*.cc OUTPUT_VARIABLE parts)
  list(TRANSFORM parts PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc
    ${parts})
  foreach(file ${arg_EXCLUDE})
    list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  add_library(stanch_${folder} STATIC ${sources})
  target_include_directories(stanch_${folder} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(stanch_${folder}
    PUBLIC ${arg_PUBLIC}
    PRIVATE stanch_warnings ${arg_PRIVATE})
endfunction()
