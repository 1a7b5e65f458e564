// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/result.h"
#include "rules/rule_file.h"

namespace stanch {

// Several rule files made one, sorted by rule id.
class JoinedFiles {
 public:
  // Reads one more. Fails (kUsage) as parse_rule_file does, and where a rule
  // has the id of one in an earlier file.
  Result<void> add(std::string_view toml, const std::string& name);

  RuleFile take();

 private:
  struct Entry {
    Rule rule;
    RuleExamples examples;
    std::string file;
  };
  std::map<std::string, Entry> entries_;  // by rule id
};

}  // namespace stanch
