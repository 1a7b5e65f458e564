// SPDX-License-Identifier: Apache-2.0
//
// The tables of docs/design.md, "Folders", in a form that can fail: which
// folder may include which, and where each outside library may be seen.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "tests/support/catch.h"
#include "tests/support/source_tree.h"

namespace stanch {
namespace {

using Areas = std::set<std::string_view>;

// Of which folders' headers each folder may include, besides its own.
const std::map<std::string_view, Areas> kMaySee = {
    {"core", {}},
    {"rules", {"core"}},
    {"baselines", {"core"}},
    {"files", {"core"}},
    {"image", {"core", "net", "files"}},
    {"odb", {"core"}},
    {"git", {"core", "odb"}},
    {"net", {"core"}},
    {"reporters", {"core", "baselines"}},
    {"inventory", {"core"}},
    {"scanner", {"core", "rules"}},
    {"history", {"core", "rules", "files", "odb", "git", "scanner"}},
    {"response", {"core", "net", "rules", "inventory"}},
    {"libstanch", {"core", "rules", "scanner"}},
    {"cli",
     {"core", "net", "rules", "baselines", "files", "image", "odb", "git",
      "reporters", "inventory", "scanner", "history", "response"}},
    {"packaging", {}},
    {"tests",
     {"core", "net", "rules", "baselines", "files", "image", "odb", "git",
      "reporters", "inventory", "scanner", "history", "response", "libstanch",
      "cli"}},
    {"fuzz",
     {"core", "rules", "files", "image", "odb", "git", "reporters", "scanner",
      "history", "tests"}},
};

struct Library {
  std::string_view prefix;  // of the path in <...>
  Areas areas;              // where a .cc may include it
};

const Library kLibraries[] = {
    {"hs/", {"scanner"}},
    {"hs.h", {"scanner", "packaging"}},
    {"re2/", {"scanner", "tests"}},
    {"archive.h", {"files", "tests"}},
    {"archive_entry.h", {"files", "tests"}},
    {"zlib.h", {"files", "odb", "scanner", "tests", "fuzz"}},
    {"libdeflate.h", {"files", "odb", "scanner"}},
    {"openssl/", {"core", "scanner"}},
    {"curl/", {"net"}},
    {"libpq-fe.h", {"response"}},
    {"mysql.h", {"response"}},
    {"toml++/", {"rules"}},
    {"git2", {"git"}},
    {"nlohmann/",
     {"reporters", "baselines", "image", "inventory", "response", "cli",
      "tests"}},
    {"SQLiteCpp/", {"inventory", "tests"}},
    {"sqlite3.h", {"inventory"}},
    {"pqxx/", {"inventory"}},
    {"CLI/", {"cli"}},
    {"catch2/", {"tests"}},
    {"fmt/",
     {"net", "rules", "baselines", "files", "image", "odb", "git", "reporters",
      "inventory", "scanner", "history", "response", "cli", "packaging",
      "tests"}},
};

bool is_posix(std::string_view header) {
  static const std::set<std::string_view> kHeaders = {
      "crypt.h",  "dirent.h", "dlfcn.h",  "fcntl.h",   "fnmatch.h", "locale.h",
      "malloc.h", "netdb.h",  "poll.h",   "pthread.h", "pwd.h",     "regex.h",
      "signal.h", "spawn.h",  "stddef.h", "stdint.h",  "strings.h", "unistd.h",
  };
  return header.starts_with("sys/") || header.starts_with("arpa/") ||
         kHeaders.contains(header);
}

// Of C++, or the compiler's own.
bool is_standard(std::string_view header) {
  return header.find_first_of("./") == header.npos || header == "emmintrin.h" ||
         header == "immintrin.h";
}

// Headers that put a library into a form that the .cc files of their own folder
// use; no other header may include them.
bool is_wrapper(std::string_view path) {
  return path == "git/libgit2.h" || path == "tests/support/catch.h";
}

const Library* library_of(std::string_view header) {
  auto found = std::ranges::find_if(kLibraries, [&](const Library& library) {
    return header.starts_with(library.prefix);
  });
  return found == std::end(kLibraries) ? nullptr : found;
}

}  // namespace

TEST_CASE("folders include only what lies below them", "[repository]") {
  for (const SourceFile& file : source_tree()) {
    if (!file.is_cpp()) continue;
    INFO(file.path);
    auto row = kMaySee.find(file.area());
    REQUIRE(row != kMaySee.end());
    for (const Include& include : includes_of(file)) {
      if (!include.ours) continue;
      INFO(include.path);
      std::string_view area =
          std::string_view(include.path).substr(0, include.path.find('/'));
      CHECK((area == file.area() || row->second.contains(area)));
    }
  }
}

TEST_CASE("own headers are included from the root", "[repository]") {
  for (const SourceFile& file : source_tree()) {
    if (!file.is_cpp()) continue;
    INFO(file.path);
    for (const Include& include : includes_of(file)) {
      if (include.ours) CHECK(include.path.find('/') != std::string::npos);
    }
  }
}

TEST_CASE("an outside library is seen by one folder's .cc files only",
          "[repository]") {
  for (const SourceFile& file : source_tree()) {
    if (!file.is_cpp()) continue;
    INFO(file.path);
    for (const Include& include : includes_of(file)) {
      if (include.ours || is_standard(include.path) || is_posix(include.path)) {
        continue;
      }
      INFO(include.path);
      const Library* library = library_of(include.path);
      REQUIRE(library != nullptr);
      CHECK((!file.is_header() || is_wrapper(file.path)));
      CHECK(library->areas.contains(file.area()));
    }
  }
}

TEST_CASE("a header that wraps a library stays within its folder's .cc files",
          "[repository]") {
  for (const SourceFile& file : source_tree()) {
    if (!file.is_cpp()) continue;
    INFO(file.path);
    for (const Include& include : includes_of(file)) {
      if (!include.ours || !is_wrapper(include.path)) continue;
      INFO(include.path);
      CHECK_FALSE(file.is_header());
      CHECK(include.path.starts_with(std::string(file.area()) + "/"));
    }
  }
}

TEST_CASE("headers are guarded by #pragma once", "[repository]") {
  for (const SourceFile& file : source_tree()) {
    if (!file.is_header()) continue;
    INFO(file.path);
    CHECK(file.text.find("\n#pragma once\n") != std::string::npos);
  }
}

}  // namespace stanch
