// SPDX-License-Identifier: Apache-2.0
#include "rules/rule_file.h"

#include "rules/rule_table.h"

namespace stanch {

Result<RuleFile> parse_rule_file(std::string_view toml, std::string_view name) {
  Result<TomlTable> table = parse_toml(toml, name);
  if (!table) return std::unexpected(table.error());
  Mistakes mistakes(name);
  TableReader top(*table, {}, "a rule file", mistakes);
  RuleFile file = read_rules(top, {}, mistakes);
  top.finish({});
  if (!mistakes.empty()) return mistakes.error();
  return file;
}

}  // namespace stanch
