// SPDX-License-Identifier: Apache-2.0
//
// Any bytes read as a rule file and as a configuration give rules in their
// order, or one line that begins with the file's name.
#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string_view>

#include "fuzz/target.h"
#include "rules/config.h"
#include "rules/rule_file.h"

namespace stanch {
namespace {

void insist(bool holds) {
  if (!holds) std::abort();
}

void check(const Error& error) {
  insist(error.kind == ErrorKind::kUsage);
  insist(error.message.starts_with("name:"));
  insist(std::ranges::none_of(
      error.message, [](unsigned char c) { return c < 0x20 || c == 0x7f; }));
}

void check(const RuleFile& file) {
  insist(file.rules.size() == file.examples.size());
  for (std::size_t i = 0; i < file.rules.size(); ++i) {
    insist(file.rules[i].id == file.examples[i].rule_id);
    insist(i == 0 || file.rules[i - 1].id < file.rules[i].id);
  }
}

}  // namespace

void check_any(std::string_view text) {
  auto file = parse_rule_file(text, "name");
  file ? check(*file) : check(file.error());
  auto config = parse_config(text, "name");
  config ? check(config->custom) : check(config.error());
}

}  // namespace stanch
