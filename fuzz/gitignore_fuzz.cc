// SPDX-License-Identifier: Apache-2.0
//
// The lines of an ignore file, a NUL, and a path: a comment changes no verdict,
// a file without '!' keeps nothing, and a path without folders is one question.
#include <cstddef>
#include <string>
#include <string_view>

#include "files/gitignore.h"
#include "fuzz/target.h"

namespace stanch {
namespace {

using Verdict = IgnoreFile::Verdict;

void check(std::string_view lines, std::string_view path, bool is_folder) {
  IgnoreFile file(lines);
  Verdict verdict = file.match(path, is_folder);
  Verdict from_the_top = file.match_with_folders(path, is_folder);

  IgnoreFile commented(std::string(lines) + "\n# no pattern\n");
  require(commented.match(path, is_folder) == verdict);
  if (lines.find('!') == lines.npos) require(verdict != Verdict::kKeep);
  if (path.find('/') == path.npos) require(from_the_top == verdict);
  if (verdict == Verdict::kIgnore) require(from_the_top == Verdict::kIgnore);
}

}  // namespace

void check_any(std::string_view text) {
  auto split = text.find('\0');
  if (split == text.npos) return;
  std::string_view lines = text.substr(0, split);
  std::string_view path = text.substr(split + 1);
  if (path.empty() || path.starts_with('/') || path.ends_with('/')) return;
  check(lines, path, false);
  check(lines, path, true);
}

}  // namespace stanch
