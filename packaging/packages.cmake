# The Debian package, or of the static program an archive. Nothing in either
# depends on when or where it was made: SOURCE_DATE_EPOCH dates every file.
set(CPACK_PACKAGE_NAME stanch)
set(CPACK_PACKAGE_VENDOR "The stanch developers")
set(CPACK_PACKAGE_CONTACT "The stanch developers <maintainers@stanch.example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "scanner for leaked credentials")
set(CPACK_PACKAGE_HOMEPAGE_URL "https://example.org/stanch")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 1)

if(STANCH_STATIC)
  set(CPACK_GENERATOR TGZ)
  set(CPACK_PACKAGE_FILE_NAME
    stanch-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR}-static)
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md
    DESTINATION ${share}/doc/stanch)
  include(CPack)
  return()
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# libcurl is loaded when a server is to be asked, so that no start pays for it.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "git, libcurl4, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Finds leaked credentials in files, in what is about to be committed, in the
whole history of repositories and in every layer of container images; keeps
what each of them opens, and rotates or revokes it with proof that the old
value is dead.
.
It works offline and shows no secret unless told to.")

# Policy 12.5 and 12.7: the licence and the changes, in the form of Debian.
set(copyright ${CMAKE_CURRENT_BINARY_DIR}/copyright)
file(WRITE ${copyright}
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: stanch

Files: *
Copyright: 2026 The stanch developers
License: Apache-2.0
 On Debian systems the whole text of the licence is in
 /usr/share/common-licenses/Apache-2.0.
")
install(FILES ${copyright} DESTINATION ${share}/doc/stanch)
set(changes ${CMAKE_CURRENT_BINARY_DIR}/changelog)
execute_process(COMMAND date -u -d ${STANCH_DATE} -R
  OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${changes}
"stanch (${PROJECT_VERSION}) stable; urgency=medium

  * See /usr/share/doc/stanch/CHANGELOG.md.gz.

 -- The stanch developers <maintainers@stanch.example.org>  ${date}
")
install(CODE "execute_process(
  COMMAND ${gzip} -9nkf ${changes} COMMAND_ERROR_IS_FATAL ANY)
  file(COPY ${PROJECT_SOURCE_DIR}/CHANGELOG.md DESTINATION ${from})
  execute_process(COMMAND ${gzip} -9nf ${from}/CHANGELOG.md
    COMMAND_ERROR_IS_FATAL ANY)")
install(FILES ${changes}.gz ${from}/CHANGELOG.md.gz
  DESTINATION ${share}/doc/stanch)
include(CPack)
