// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/finding.h"
#include "scanner/judge.h"

namespace stanch {

// Makes findings of judged candidates of one text. Borrows all it is given.
class Report {
 public:
  Report(const RuleDatabase& database, std::string_view text,
         std::span<const Candidate> candidates,
         std::string_view fingerprint_key);

  // All but where it stands. What is shown round the secret is cut to a
  // readable length, and every reported secret in it is masked.
  Finding finding(const Candidate& candidate) const;

 private:
  std::string shown(Range range) const;

  const RuleDatabase& database_;
  std::string_view text_;
  std::string_view fingerprint_key_;
  std::vector<Range> secrets_;  // merged
};

}  // namespace stanch
