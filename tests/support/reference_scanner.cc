// SPDX-License-Identifier: Apache-2.0
#include "tests/support/reference_scanner.h"

#include <algorithm>

#include "scanner/compiled_rules.h"
#include "scanner/extraction.h"
#include "scanner/judge.h"
#include "scanner/scanner.h"

namespace stanch {

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
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace stanch
