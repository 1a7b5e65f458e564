// SPDX-License-Identifier: Apache-2.0
#include "tests/support/reference_scanner.h"

#include <algorithm>

#include "scanner/compiled_rules.h"
#include "scanner/decode.h"
#include "scanner/decoded_search.h"
#include "scanner/encoded_runs.h"
#include "scanner/extraction.h"
#include "scanner/judge.h"
#include "scanner/scanner.h"

namespace stanch {
namespace {

// What is decoded, for the runs are found and decoded as the scanner does: but
// found in parts of the text, and all rules run over all of it.
class ReferenceDecoder {
 public:
  ReferenceDecoder(const RuleDatabase& database, const Provenance& provenance,
                   std::string_view text, std::vector<Candidate>& out)
      : database_(database), provenance_(provenance), text_(text), out_(out) {}

  void search(std::string_view text, Range bounds, unsigned depth) {
    if (depth == 0 || bounds.empty()) return;
    std::vector<EncodedRun> seen;
    constexpr std::uint64_t kPart = 4096;
    for (std::uint64_t at = bounds.begin; at < bounds.end; at += kPart) {
      Range part{at, std::min(bounds.end, at + kPart)};
      std::vector<FoundRun> runs;
      find_runs(text, bounds, {&part, 1}, runs);
      for (const FoundRun& found : runs) {
        if (std::ranges::find(seen, found.run) != seen.end()) continue;
        seen.push_back(found.run);
        if (!path_.empty() && !path_.back().is_changed(found.core)) continue;
        look_at(text, found.run, depth);
      }
    }
  }

 private:
  void look_at(std::string_view outer, const EncodedRun& run, unsigned depth) {
    runs_.push_back(run);
    path_.push_back(decode(outer, run, kLongestDecoded));
    std::string text(path_.back().text());
    Range decoded = path_.back().decoded();
    auto packed =
        run.encoding == Encoding::kBase64
            ? packed_encoding(text.substr(decoded.begin, decoded.size()))
            : std::nullopt;
    if (!packed) {
      match(text, decoded);
      search(text, decoded, depth - 1);
    } else if (depth > 1) {
      look_at(text, {*packed, decoded, {0, text.size()}}, depth - 1);
    }
    path_.pop_back();
    runs_.pop_back();
  }

  void match(std::string_view text, Range decoded) {
    std::vector<Candidate> found;
    for (std::size_t i = 0; i < database_.rules().size(); ++i) {
      extract(database_.impl().compiled(i), i, text, {0, text.size()}, found);
    }
    for (const Candidate& one : found) {
      if (!decoded.contains(one.secret)) continue;
      if (!path_.back().is_changed(one.match)) continue;
      Candidate outside = one;
      for (std::size_t i = path_.size(); i-- > 0;) {
        outside.steps.insert(outside.steps.begin(),
                             {runs_[i], outside.match, outside.secret});
        outside.match = path_[i].original(outside.match);
        outside.secret = path_[i].original(outside.secret);
      }
      Surroundings around{text_, outside.match};
      outside.reason = judge_at(
          database_, one.rule, judge_content(database_, one, text, {}, &around),
          provenance_);
      out_.push_back(std::move(outside));
    }
  }

  const RuleDatabase& database_;
  const Provenance& provenance_;
  std::string_view text_;
  std::vector<Candidate>& out_;
  // From the text to the one at hand.
  std::vector<EncodedRun> runs_;
  std::vector<DecodedText> path_;
};

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
  ReferenceDecoder(database, provenance, text, candidates)
      .search(text, {0, text.size()}, kDefaultDecodeDepth);
  settle_overlaps(database, candidates);
  std::vector<Sighting> out;
  for (const Candidate& candidate : candidates) {
    if (candidate.reason == Reason::kReported) {
      std::uint64_t size = candidate.steps.empty()
                               ? candidate.secret.size()
                               : candidate.steps.back().secret.size();
      std::uint64_t begin = candidate.secret.begin;
      out.push_back(
          {database.rules()[candidate.rule].id, {begin, begin + size}});
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
