// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/blob.h"
#include "core/position.h"
#include "scanner/confidence.h"
#include "scanner/scanner.h"

namespace stanch {

// One step of judging one match: `stanch rules explain`.
struct ExplainedStep {
  enum class Outcome { kPassed, kDecided, kNotAsked };
  std::string_view name;  // "trigger", "expression", or a reason's
  Outcome outcome = Outcome::kPassed;
  std::string told;  // for a person; holds nothing of the secret
};

std::string_view to_string(ExplainedStep::Outcome outcome);

// What became of one rule at one place.
struct Explained {
  std::size_t rule = 0;  // index into RuleDatabase::rules()
  // Of the secret; of the trigger's last byte where the expression found none.
  // In UTF-16 as if it were UTF-8.
  std::uint64_t offset = 0;
  Position start;
  std::uint64_t size = 0;  // of the secret in bytes; 0: there is none
  Reason reason = Reason::kReported;
  std::vector<std::string> decoded;  // the encodings, the outermost first
  std::vector<ExplainedStep> steps;  // in the order of judging
  std::optional<std::size_t> allow;  // the allowlist that decided, by index
  std::optional<ConfidenceScore> confidence;  // of what is reported
};

// What the rules make of a text and of what it encodes, as a Scanner judges it,
// with every step. `first` and `last` are the lines to tell of, from 1. A
// separate pass, through the same functions: scans do no work for it. By place,
// then rule.
std::vector<Explained> explain(const RuleDatabase& database, const Blob& blob,
                               const ScanOptions& options, std::uint64_t first,
                               std::uint64_t last);

}  // namespace stanch
