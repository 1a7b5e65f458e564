// SPDX-License-Identifier: Apache-2.0
//
// The files of this repository, for the tests that check the repository itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stanch {

struct SourceFile {
  std::string path;  // from the root, '/' between parts
  std::string text;

  std::string_view name() const;
  std::string_view folder() const;  // "tests/core"; empty at the root
  std::string_view area() const;    // the first part of folder(): "tests"
  bool is_header() const { return path.ends_with(".h"); }
  bool is_cpp() const { return is_header() || path.ends_with(".cc"); }
};

struct Include {
  std::string path;
  bool ours;  // "core/blob.h" and not <git2.h>
};

// Every file below STANCH_SOURCE (an environment variable that ctest sets) but
// those of git and of builds, sorted by path. Read once.
const std::vector<SourceFile>& source_tree();

// The file at `path`; fails the test when there is none.
const SourceFile& source_file(std::string_view path);

std::vector<Include> includes_of(const SourceFile& file);

std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace stanch
