# Every outside library, with the reason it is here. All are in Debian 12; the
# packages are listed in ./dev. Each is used by one folder (docs/design.md).

find_package(PkgConfig REQUIRED)

# The multi-pattern engine of the triggers. Vectorscan answers to the same name.
pkg_check_modules(libhs REQUIRED IMPORTED_TARGET libhs>=5.4)

# Whole expressions: captures in linear time, the dialect of gitleaks' configs.
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)

# Repositories: refs, index, diffs, configuration.
pkg_check_modules(libgit2 REQUIRED IMPORTED_TARGET libgit2>=1.5)

# HMAC-SHA-256 of fingerprints and wiping memory; nothing else of OpenSSL.
find_package(OpenSSL REQUIRED COMPONENTS Crypto)

# CRC-32 of token checksums.
find_package(ZLIB REQUIRED)

# Rule files and configuration, with positions for error messages.
find_package(tomlplusplus REQUIRED)

# Reports.
find_package(nlohmann_json REQUIRED)

# Text formatting: GCC 12 has no std::format.
find_package(fmt REQUIRED)

# The command line.
find_package(CLI11 REQUIRED)

find_package(Threads REQUIRED)

# Tests. Debian 12 has version 2; tests/support/catch.h hides the difference.
if(STANCH_TESTS)
  find_package(Catch2 REQUIRED)
endif()
