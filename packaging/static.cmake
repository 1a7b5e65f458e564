# The fully static program: no library is loaded, so it runs on any Linux of its
# architecture, and has no network (core/late_library.h). Debian has a static
# form of all it needs but fmt and toml++, whose headers hold the whole; of
# libgit2 and Hyperscan only what is used is taken. Included after
# cmake/dependencies.cmake, which finds archives when
# CMAKE_FIND_LIBRARY_SUFFIXES says so.

add_library(stanch_fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/static_fmt.cc)
target_compile_definitions(stanch_fmt PRIVATE FMT_SHARED)
set_property(TARGET fmt::fmt PROPERTY IMPORTED_LOCATION_NONE
  ${PROJECT_BINARY_DIR}/libstanch_fmt.a)
add_dependencies(fmt::fmt stanch_fmt)
# Nothing is loaded, so there is no path to load it from.
set(CMAKE_SKIP_RPATH ON)

# written_for(LIBRARY VERSION FILE): what replaces parts of a library by their
# names is looked at again before it meets another.
function(written_for library version file)
  if(NOT ${library}_VERSION MATCHES "^${version}\\.")
    message(FATAL_ERROR "packaging/${file} is written for ${library} ${version},"
      " and here is ${${library}_VERSION}: compare what it replaces")
  endif()
endfunction()

written_for(libgit2 1.5 static_libgit2.cc)
add_library(stanch_static INTERFACE)
target_link_options(stanch_static INTERFACE -static)
target_sources(stanch_static INTERFACE
  ${CMAKE_CURRENT_LIST_DIR}/static_libgit2.cc)

# Debian's Hyperscan holds what scans five times, each made for a generation of
# processors, and takes the best when the program starts. The built-in triggers
# are compiled for any processor, and scanned as fast by the first: the linker
# gives the names of the others to it. 4 MB.
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")  # elsewhere it is Vectorscan
  written_for(libhs 5.4 static_hyperscan.cc)
  target_sources(stanch_static INTERFACE
    ${CMAKE_CURRENT_LIST_DIR}/static_hyperscan.cc)
  target_link_libraries(stanch_static INTERFACE PkgConfig::libhs)
  target_link_options(stanch_static INTERFACE LINKER:--wrap=hs_compile_multi)
  foreach(name Crc32c_ComputeBuf dbIsValid hs_close_stream hs_compress_stream
      hs_copy_stream hs_database_info hs_database_size hs_deserialize_database
      hs_deserialize_database_at hs_expand_stream hs_free_database
      hs_open_stream hs_reset_and_copy_stream hs_reset_and_expand_stream
      hs_reset_stream hs_scan hs_scan_stream hs_scan_vector
      hs_serialize_database hs_serialized_database_info
      hs_serialized_database_size hs_stream_size)
    foreach(newer corei7 avx2 avx512 avx512vbmi)
      target_link_options(stanch_static INTERFACE
        LINKER:--defsym=${newer}_${name}=core2_${name})
    endforeach()
  endforeach()
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
