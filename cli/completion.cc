// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace stanch {

ValueKind kind_of(const OptionEntry& option) {
  constexpr std::array<std::string_view, 5> kFileNames = {
      "FILE", "PATH", "PATH|URL", "FORMAT=FILE", "IMAGE"};
  constexpr std::array<std::string_view, 3> kFolderNames = {"DIR", "FOLDER",
                                                            "REPO"};
  if (!option.words.empty()) {
    return option.words.front() == kRuleIds ? ValueKind::kRules
                                            : ValueKind::kWords;
  }
  const std::string& name =
      option.argument.empty() ? option.value : option.argument;
  if (std::ranges::count(kFileNames, name) > 0) return ValueKind::kFiles;
  if (std::ranges::count(kFolderNames, name) > 0) return ValueKind::kFolders;
  return ValueKind::kNone;
}

std::string shell_quoted(const std::string& text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace stanch
