// SPDX-License-Identifier: Apache-2.0
#include "rules/compile/joined_files.h"

#include <utility>

#include <fmt/format.h>

namespace stanch {

Result<void> JoinedFiles::add(std::string_view toml, const std::string& name) {
  Result<RuleFile> file = parse_rule_file(toml, name);
  if (!file) return std::unexpected(file.error());
  for (std::size_t i = 0; i < file->rules.size(); ++i) {
    std::string id = file->rules[i].id;
    Entry entry{std::move(file->rules[i]), std::move(file->examples[i]), name};
    auto [first, added] = entries_.try_emplace(id, std::move(entry));
    if (!added) {
      return fail(ErrorKind::kUsage,
                  fmt::format("{}: duplicate id '{}', first in {}", name, id,
                              first->second.file));
    }
  }
  return {};
}

RuleFile JoinedFiles::take() {
  RuleFile all;
  for (auto& [id, entry] : std::exchange(entries_, {})) {
    all.rules.push_back(std::move(entry.rule));
    all.examples.push_back(std::move(entry.examples));
  }
  return all;
}

}  // namespace stanch
