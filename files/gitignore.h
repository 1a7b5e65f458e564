// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "files/glob.h"

namespace stanch {

// The lines of one gitignore file (gitignore(5)), ready to ask. Case-sensitive.
// Immutable, so safe to ask from any thread.
class IgnoreFile {
 public:
  enum class Verdict { kNone, kIgnore, kKeep };

  IgnoreFile() = default;
  explicit IgnoreFile(std::string_view text);

  bool empty() const { return negated_.empty(); }

  // What the last line that matches says. `path` is relative to the folder
  // whose file this is, without '/' at its ends. Lines that match a folder
  // above `path` are the caller's to ask for: git never enters such a folder.
  Verdict match(std::string_view path, bool is_folder) const;

  // The same for `path` and each folder above it, from the top: kIgnore where
  // one of them is ignored.
  Verdict match_with_folders(std::string_view path, bool is_folder) const;

 private:
  // Line numbers, -1 for none: of a line that matches anything, and of one
  // that matches folders only.
  struct Slot {
    int any = -1;
    int folder = -1;
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Index = std::unordered_map<std::string, Slot, Hash, std::equal_to<>>;
  struct Wildcard {
    int line;
    bool folder_only;
    bool whole_path;  // else the last name
    Glob glob;
  };

  void add(std::string_view pattern);
  void put(Index& index, std::string_view key, bool folder_only);
  static int find(const Index& index, std::string_view key, bool is_folder);

  std::vector<bool> negated_;        // by line
  Index names_;                      // `name`
  Index paths_;                      // `/name`, `folder/name`
  Index extensions_;                 // `*.ext`, with its dot
  std::vector<Wildcard> wildcards_;  // the rest, in the order of the lines
};

}  // namespace stanch
