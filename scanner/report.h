// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "scanner/decoded_text.h"
#include "scanner/judge.h"

namespace stanch {

// Makes findings of judged candidates of one text. Borrows all it is given.
class Report {
 public:
  Report(const RuleDatabase& database, std::string_view text,
         std::span<const Candidate> candidates,
         std::string_view fingerprint_key);

  // All but where it stands. What is shown round the secret is cut to a
  // readable length, and every reported secret in it is masked. Quickest where
  // candidates of one decoded text come one after the other.
  Finding finding(const Candidate& candidate);

  // The secret of a candidate; valid until the next call.
  std::string_view secret(const Candidate& candidate);

  // The text in which a candidate was found; valid until the next call.
  std::string_view text_of(const Candidate& candidate);

 private:
  // The text in which a candidate was found, and the secrets in it, merged.
  struct Page {
    std::string_view text;
    std::vector<Range> secrets;
  };
  struct Level {
    EncodedRun run;
    DecodedText decoded;
  };

  void open(const std::vector<DecodedStep>& steps);
  std::vector<Range> secrets_on(std::span<const Level> levels) const;
  std::string shown(Range range) const;

  const RuleDatabase& database_;
  std::string_view text_;
  std::span<const Candidate> candidates_;
  std::string_view fingerprint_key_;
  Page page_;
  std::vector<Level> levels_;  // from the text to the open page
};

}  // namespace stanch
