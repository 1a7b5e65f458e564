// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/position.h"
#include "core/provenance.h"
#include "core/range.h"
#include "scanner/encoding.h"
#include "scanner/rule_database.h"

namespace stanch {

// Why a match is reported or not, in the order in which the questions are
// asked; the first "no" decides. docs/rules.md says what each one means.
enum class Reason {
  kReported,
  kWidth,
  kBoundary,
  kPath,
  kContext,
  kChecksum,
  kEntropy,
  kPlaceholder,
  kAllowlist,
  kSuppressed,
  kRequired,   // of the rules that it requires, one found nothing near by
  kComponent,  // its rule only serves others
  kOverlap,
};

std::string_view to_string(Reason reason);

// One match of one rule in one text, before it is judged. Offsets are into
// that text.
struct Candidate {
  std::size_t rule = 0;  // index into RuleDatabase::rules()
  Range match;
  Range secret;
  Reason reason = Reason::kReported;
  Position start = {};  // of the match, where rules require others
  // It counts for rules that require its rule, but its rule was not woken.
  bool only_component = false;
  // Where it was found in what the text encodes, outermost first; `match` and
  // `secret` are then the bytes that encode it. Empty: as it stands.
  std::vector<DecodedStep> steps = {};
};

struct JudgeOptions {
  std::string_view fingerprint_key;  // for allowlists by fingerprint
  bool honour_comments = true;
};

// What a candidate's text alone says of it, at whichever path it stands.
struct ContentVerdict {
  Reason reason = Reason::kReported;  // neither kPath nor kOverlap
  // The allowlists (by index) that keep it quiet at places of theirs.
  std::vector<std::uint32_t> allows;

  bool operator==(const ContentVerdict&) const = default;
};

// Where a decoded text stood: context and comments count there, too.
struct Surroundings {
  std::string_view text;
  Range match;  // the bytes that encode it
};

// `around` is null for a match in a text as it stands.
ContentVerdict judge_content(const RuleDatabase& database,
                             const Candidate& candidate, std::string_view text,
                             const JudgeOptions& options,
                             const Surroundings* around = nullptr);

// The verdict at one place: its path, and its commit where that is known.
Reason judge_at(const RuleDatabase& database, std::size_t rule,
                const ContentVerdict& content, const Provenance& place);

// Both: asks every question but the last about one candidate in `text`. A pure
// function of its arguments: the scanner and the reference scanner share it.
Reason judge(const RuleDatabase& database, const Candidate& candidate,
             std::string_view text, const Provenance& provenance,
             const JudgeOptions& options);

// The bytes of the text that judging one candidate, and showing it, may read.
Range judged_bytes(std::string_view text, Range match);

// Whether a candidate that is not reported still hides others; see below.
bool hides_others(Reason reason);

// The last questions, of all candidates of one text: first those of
// scanner/required.h, then of accepted candidates whose secrets share bytes
// only the most specific stays, then the one that is less decoded, then the
// longest, then the first by rule id. A candidate of a more specific rule that
// was refused for what its value is (checksum, placeholder, allowlist,
// suppression) still hides the others: a GitHub token with a wrong checksum is
// no generic secret either. Two rules that are exact, or verify a checksum, do
// not compete where one sees what the other's secret encodes: a token in the
// payload of another token is a second secret. Sorts by secret, then rule.
void settle_overlaps(const RuleDatabase& database,
                     std::vector<Candidate>& candidates);

}  // namespace stanch
