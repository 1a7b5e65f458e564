// SPDX-License-Identifier: Apache-2.0
//
// The last line that matches decides, so each line has a number and the answer
// is the highest number that matches. Nearly all lines of real files are one
// of three shapes whose number a hash table gives at once:
//
//     build/   TAGS        a name                names_
//     /configure           a path                paths_
//     *.o                  an extension          extensions_
//
// Only the lines of another shape are tried one by one, from the last up to the
// number that the tables gave.
#include "files/gitignore.h"

#include <algorithm>
#include <ranges>

namespace stanch {
namespace {

// Blanks at the end do not count unless a backslash stands before them.
std::string_view trim_blanks(std::string_view line) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\') {
      i = std::min(i + 1, line.size() - 1);
    } else if (line[i] == ' ') {
      continue;
    }
    end = i + 1;
  }
  return line.substr(0, end);
}

std::string_view last_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

IgnoreFile::IgnoreFile(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.starts_with('#')) add(trim_blanks(line));
  }
}

void IgnoreFile::add(std::string_view pattern) {
  bool negated = pattern.starts_with('!');
  if (negated) pattern.remove_prefix(1);
  bool folder_only = pattern.ends_with('/');
  if (folder_only) pattern.remove_suffix(1);
  // In front of a name it says "in any folder", as no slash at all does.
  bool anywhere = pattern.starts_with("**/") &&
                  pattern.find('/', 3) == std::string_view::npos;
  if (anywhere) pattern.remove_prefix(3);
  bool whole_path = pattern.contains('/');
  if (pattern.starts_with('/')) pattern.remove_prefix(1);
  if (pattern.empty()) return;

  negated_.push_back(negated);
  bool is_extension = !whole_path && pattern.starts_with("*.") &&
                      pattern.rfind('.') == 1 &&
                      Glob::is_literal(pattern.substr(1));
  if (Glob::is_literal(pattern)) {
    put(whole_path ? paths_ : names_, pattern, folder_only);
  } else if (is_extension) {
    put(extensions_, pattern.substr(1), folder_only);
  } else {
    int line = static_cast<int>(negated_.size()) - 1;
    wildcards_.push_back({line, folder_only, whole_path, Glob(pattern)});
  }
}

void IgnoreFile::put(Index& index, std::string_view key, bool folder_only) {
  Slot& slot = index[std::string(key)];
  (folder_only ? slot.folder : slot.any) =
      static_cast<int>(negated_.size()) - 1;
}

int IgnoreFile::find(const Index& index, std::string_view key, bool is_folder) {
  if (index.empty()) return -1;
  auto found = index.find(key);
  if (found == index.end()) return -1;
  const Slot& slot = found->second;
  return is_folder ? std::max(slot.any, slot.folder) : slot.any;
}

IgnoreFile::Verdict IgnoreFile::match(std::string_view path,
                                      bool is_folder) const {
  std::string_view name = last_name(path);
  int last =
      std::max(find(names_, name, is_folder), find(paths_, path, is_folder));
  std::size_t dot = name.rfind('.');
  if (dot != std::string_view::npos) {
    last = std::max(last, find(extensions_, name.substr(dot), is_folder));
  }
  for (const Wildcard& wildcard : wildcards_ | std::views::reverse) {
    if (wildcard.line < last) break;
    if (wildcard.folder_only && !is_folder) continue;
    if (!wildcard.glob.matches(wildcard.whole_path ? path : name)) continue;
    last = wildcard.line;
    break;
  }
  if (last < 0) return Verdict::kNone;
  return negated_[static_cast<std::size_t>(last)] ? Verdict::kKeep
                                                  : Verdict::kIgnore;
}

IgnoreFile::Verdict IgnoreFile::match_with_folders(std::string_view path,
                                                   bool is_folder) const {
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    if (match(path.substr(0, slash), true) == Verdict::kIgnore) {
      return Verdict::kIgnore;
    }
  }
  return match(path, is_folder);
}

}  // namespace stanch
