// SPDX-License-Identifier: Apache-2.0
#include "tests/support/reference_scanner.h"

#include <algorithm>

#include "scanner/compiled_rules.h"
#include "scanner/extraction.h"
#include "scanner/judge.h"
#include "scanner/scanner.h"

namespace stanch {
namespace {

std::uint64_t offset_of(std::string_view text, Position position) {
  std::uint64_t begin = 0;
  for (std::uint64_t line = 1; line < position.line; ++line) {
    begin = text.find('\n', begin) + 1;
  }
  return begin + position.column - 1;
}

}  // namespace

std::vector<Sighting> reference_scan(const RuleDatabase& database,
                                     std::string_view text,
                                     const Provenance& provenance) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < database.rules().size(); ++i) {
    extract(database.impl().compiled(i), i, text, {0, text.size()}, candidates);
  }
  for (Candidate& candidate : candidates) {
    candidate.reason = judge(database, candidate, text, provenance, {});
  }
  settle_overlaps(database, candidates);
  std::vector<Sighting> out;
  for (const Candidate& candidate : candidates) {
    if (candidate.reason == Reason::kReported) {
      out.push_back({database.rules()[candidate.rule].id, candidate.secret});
    }
  }
  std::ranges::sort(out);
  return out;
}

std::vector<Sighting> real_scan(Scanner& scanner, std::string_view text,
                                const Provenance& provenance) {
  std::vector<Finding> findings;
  scanner.scan({text, provenance}, findings);
  std::vector<Sighting> out;
  for (const Finding& finding : findings) {
    std::uint64_t begin = finding.place.offset;
    out.push_back({finding.rule_id, {begin, begin + finding.secret.size()}});
    // What was joined to it is no finding of its own.
    for (const FindingPart& part : finding.parts) {
      if (part.rule_id.empty()) continue;
      begin = offset_of(text, part.start);
      Sighting piece{part.rule_id, {begin, begin + part.secret.size()}};
      if (std::ranges::find(out, piece) == out.end()) out.push_back(piece);
    }
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace stanch
