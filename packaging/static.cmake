# The fully static program: no library is loaded, so it runs on any Linux of its
# architecture, and has no network (core/late_library.h). Debian has a static
# form of all it needs but fmt and toml++, whose headers hold the whole; of
# libgit2 and Hyperscan only what is used is taken (static_*.cc). Included after
# cmake/dependencies.cmake, which finds archives when
# CMAKE_FIND_LIBRARY_SUFFIXES says so.

add_library(stanch_fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/static_fmt.cc)
target_compile_definitions(stanch_fmt PRIVATE FMT_SHARED)
set_property(TARGET fmt::fmt PROPERTY IMPORTED_LOCATION_NONE
  ${PROJECT_BINARY_DIR}/libstanch_fmt.a)
add_dependencies(fmt::fmt stanch_fmt)
# Nothing is loaded, so there is no path to load it from.
set(CMAKE_SKIP_RPATH ON)

set(static_sources ${CMAKE_CURRENT_LIST_DIR}/static_libgit2.cc)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")  # elsewhere it is Vectorscan
  list(APPEND static_sources ${CMAKE_CURRENT_LIST_DIR}/static_hyperscan.cc)
endif()

# What nobody calls is left out, where an archive says what that is.
add_link_options(-Wl,--gc-sections)
add_compile_options(-ffunction-sections -fdata-sections)

# What libgit2 and libarchive need in turn; the second line is what their .pc
# files leave out.
foreach(library libgit2 libarchive)
  execute_process(COMMAND pkg-config --static --libs ${library}
    OUTPUT_VARIABLE needed OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(needed UNIX_COMMAND "${needed}")
  set_property(TARGET PkgConfig::${library} APPEND PROPERTY
    INTERFACE_LINK_LIBRARIES ${needed} -lssl -lcrypto -licuuc -licudata)
endforeach()
