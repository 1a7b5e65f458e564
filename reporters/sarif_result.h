// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/finding.h"
#include "core/sink.h"

namespace stanch {

// SARIF knows error, warning and note.
std::string_view sarif_level(Severity severity);

// Makes results (SARIF 2.1.0, 3.27) of places. Of one run: it counts the lines
// that look alike.
class SarifResults {
 public:
  SarifResults(int redact, const std::optional<RepositoryNote>& repository)
      : redact_(redact), repository_(repository) {}

  // One result as JSON, pure ASCII, on one line.
  std::string result(const Finding& finding, const Occurrence& place,
                     std::size_t rule_index);

 private:
  std::string line_hash(const Finding& finding, const Occurrence& place);

  int redact_;
  std::optional<RepositoryNote> repository_;
  std::map<std::string, int> alike_;  // by path and hash
};

}  // namespace stanch
