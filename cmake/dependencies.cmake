# Every outside library, with the reason it is here. All are in Debian 12; the
# lines "Debian:" are read by ./dev. docs/design.md says which folder uses
# which.

# The multi-pattern engine of the triggers. Vectorscan answers to the same name.
# Debian: libhyperscan-dev
find_package(PkgConfig REQUIRED)
pkg_check_modules(libhs REQUIRED IMPORTED_TARGET libhs>=5.4)
# A package brings it along: Debian's own asks a question when it is installed.
if(STANCH_EMBED)
  find_library(libhs_archive libhs.a REQUIRED)
  set_property(TARGET PkgConfig::libhs PROPERTY
    INTERFACE_LINK_LIBRARIES ${libhs_archive})
endif()

# Whole expressions: captures in linear time, the dialect of gitleaks' configs.
# Debian: libre2-dev
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)

# Inflating packs, zip and gzip files in memory, and the built-in triggers: twice
# as fast as zlib where the size is known.
# Debian: libdeflate-dev
pkg_check_modules(libdeflate REQUIRED IMPORTED_TARGET libdeflate)

# Repositories: refs, index, diffs, configuration.
# Debian: libgit2-dev
pkg_check_modules(libgit2 REQUIRED IMPORTED_TARGET libgit2>=1.5)

# Digests, HMAC-SHA-256 of fingerprints, sealing, certificates, wiping memory.
# Debian: libssl-dev
find_package(OpenSSL REQUIRED COMPONENTS Crypto)

# CRC-32 of token checksums; the heads of loose objects.
# Debian: zlib1g-dev
find_package(ZLIB REQUIRED)

# Archives and the layers of images: every format in one streaming reader.
# Debian: libarchive-dev
pkg_check_modules(libarchive REQUIRED IMPORTED_TARGET libarchive>=3.6)

# Rule files and configuration, with positions for error messages.
# Debian: libtomlplusplus-dev
find_package(tomlplusplus REQUIRED)

# Reports.
# Debian: nlohmann-json3-dev
find_package(nlohmann_json REQUIRED)

# The inventory in a file: SQLite, and its C++ face.
# Debian: libsqlite3-dev
find_package(SQLite3 REQUIRED)
# Debian: libsqlitecpp-dev
find_package(SQLiteCpp REQUIRED)

# The inventory of a team: PostgreSQL.
# Debian: libpqxx-dev
pkg_check_modules(libpqxx REQUIRED IMPORTED_TARGET libpqxx>=6.4)

# PostgreSQL as a target of the response: only libpq itself tells in which form
# a login was refused.
# Debian: libpq-dev
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq>=14)

# MariaDB and MySQL as a target of the response.
# Debian: libmariadb-dev
pkg_check_modules(libmariadb REQUIRED IMPORTED_TARGET libmariadb>=3.3)

# Text formatting: GCC 12 has no std::format.
# Debian: libfmt-dev
find_package(fmt REQUIRED)

# HTTP for what asks a server: registries, secrets managers, providers. Proxies,
# TLS, Unix sockets and reuse of connections are not ours to write again.
# Debian: libcurl4-openssl-dev
pkg_check_modules(libcurl REQUIRED IMPORTED_TARGET libcurl>=7.85)

# The command line.
# Debian: libcli11-dev
find_package(CLI11 REQUIRED)

find_package(Threads REQUIRED)

# Tests. Debian 12 has version 2; tests/support/catch.h hides the difference.
# Debian: catch2
if(STANCH_TESTS)
  find_package(Catch2 REQUIRED)
endif()
