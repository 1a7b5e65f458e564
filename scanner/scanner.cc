// SPDX-License-Identifier: Apache-2.0
//
// Triggers first. One pass of Hyperscan over the bytes tells where any rule's
// trigger ends; nearly always nowhere, and that is all the work. Else the rules
// that were woken run round their hits (scanner/islands.h), and what matches is
// judged on the whole text. What stands encoded in it is found without triggers
// (scanner/decoded_search.h) and competes with what stands there as it is.
#include "scanner/scanner.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "scanner/compiled_rules.h"
#include "scanner/confidence.h"
#include "scanner/hits.h"
#include "scanner/islands.h"
#include "scanner/joining.h"
#include "scanner/report.h"
#include "scanner/wide_text.h"

namespace stanch {
namespace {

// The text that is matched, and the way back to the bytes that were lent.
struct View {
  const Blob& blob;
  std::optional<WideText> transcoded;

  std::string_view text() const {
    return transcoded ? transcoded->text() : blob.bytes;
  }
  Range original(Range range) const {
    return transcoded ? transcoded->original(range) : range;
  }
  // Whether a match is this blob's to report: of what is fresh in it, a piece
  // of it is enough.
  bool wants(Range match, const Joined& joined) const {
    if (match.empty()) return blob.fresh ? !blob.fresh->empty() : is_first();
    Range place = original(match);
    if (blob.owned &&
        (place.begin < blob.owned->begin || place.begin >= blob.owned->end)) {
      return false;
    }
    if (!blob.fresh || touches_any(*blob.fresh, place)) return true;
    return std::ranges::any_of(joined.pieces, [&](const Joined::Piece& piece) {
      return touches_any(*blob.fresh, original(piece.secret));
    });
  }
  // Whether the blob begins where the text does.
  bool is_first() const {
    return blob.offset + (blob.owned ? blob.owned->begin : 0) == 0;
  }
};

// Where a match begins whose byte `known` stands at `at`, in a text that begins
// at `start`.
Position begin_of(std::string_view text, Range match, std::uint64_t known,
                  Position at, Position start) {
  auto between = text.substr(match.begin, known - match.begin);
  auto lines = std::ranges::count(between, '\n');
  if (lines == 0) return {at.line, at.column - between.size()};
  auto newline = text.substr(0, match.begin).rfind('\n');
  std::uint64_t column =
      newline == text.npos ? start.column + match.begin : match.begin - newline;
  return {at.line - lines, column};
}

// A byte of a text whose position is known.
struct Known {
  std::uint64_t offset;
  Position position;
};

Position position_of(std::string_view text, std::uint64_t offset,
                     const Known& known) {
  if (offset >= known.offset) {
    return advance(known.position,
                   text.substr(known.offset, offset - known.offset));
  }
  return begin_of(text, {offset, known.offset}, known.offset, known.position,
                  {});
}

void add_parts(const Joined& joined, std::string_view text, const Known& known,
               std::string_view key, const Rule& rule, Finding& finding) {
  for (const Joined::Piece& piece : joined.pieces) {
    const RulePart& part = rule.parts[piece.part];
    finding.parts.push_back(
        {.name = part.name,
         .rule_id = part.rule,
         .secret =
             Secret(text.substr(piece.secret.begin, piece.secret.size()), key),
         .start = position_of(text, piece.secret.begin, known)});
  }
  if (joined.whole) finding.severity = rule.joined_severity;
}

}  // namespace

struct Scanner::Impl {
  const RuleDatabase& database;
  ScanOptions options;
  RejectionObserver observer;
  JudgeOptions judging;
  HitFinder finder;
  DecodedSearch decoded;
  std::vector<Range> stretches;
  std::vector<Hit> hits;
  std::vector<Candidate> candidates;
  std::vector<DecodedMatch> decoded_matches;

  Impl(const RuleDatabase& the_database, const ScanOptions& the_options)
      : database(the_database),
        options(the_options),
        judging{options.fingerprint_key, options.honour_comments},
        finder(database),
        decoded(database, finder, judging, options.decode_depth) {}

  void find_hits(const View& view);
  void find_candidates(const View& view);
  void tell_rejections(Report& report) const;
};

Scanner::Scanner(const RuleDatabase& database, ScanOptions options)
    : impl_(std::make_unique<Impl>(database, options)) {}

Scanner::~Scanner() = default;

void Scanner::set_now(std::int64_t seconds) { impl_->options.now = seconds; }

void Scanner::observe_rejections(RejectionObserver observer) {
  impl_->observer = std::move(observer);
}

// Where only some bytes are fresh, triggers are sought as far round them as a
// match that touches them, and one that overlaps that match, can reach.
void Scanner::Impl::find_hits(const View& view) {
  hits.clear();
  stretches.clear();
  std::string_view text = view.text();
  if (!view.blob.fresh || view.transcoded || database.needs_whole_texts()) {
    stretches.push_back({0, text.size()});
  } else {
    std::uint64_t reach = 2 * database.longest_match();
    for (const Range& fresh : *view.blob.fresh) {
      stretches.push_back(
          {fresh.begin - std::min(fresh.begin, reach),
           std::min<std::uint64_t>(text.size(), fresh.end + reach)});
    }
    stretches = merged(std::move(stretches));
  }
  finder.find(text, stretches, hits);
}

// All matches, judged.
void Scanner::Impl::find_candidates(const View& view) {
  std::string_view text = view.text();
  const Provenance& provenance = view.blob.provenance;
  candidates.clear();
  decoded_matches.clear();
  find_hits(view);
  const UnboundRules& unbound = database.impl().unbound;
  if (!hits.empty() || !unbound.always.empty() || !unbound.files.empty()) {
    extract_islands(database, text, hits, candidates);
  }
  for (Candidate& candidate : candidates) {
    candidate.reason = judge(database, candidate, text, provenance, judging);
  }
  decoded.find(text, stretches, finder.runs(), decoded_matches);
  for (DecodedMatch& match : decoded_matches) {
    match.candidate.reason =
        judge_at(database, match.candidate.rule, match.content, provenance);
    candidates.push_back(std::move(match.candidate));
  }
  settle_overlaps(database, candidates);
}

void Scanner::Impl::tell_rejections(Report& report) const {
  if (!observer) return;
  for (const Candidate& c : candidates) {
    if (c.reason == Reason::kReported) continue;
    observer(database.rules()[c.rule], report.secret(c), c.reason);
  }
}

void Scanner::scan(const Blob& blob, std::vector<Finding>& out) {
  Impl& self = *impl_;
  View view{blob, {}};
  auto wide = detect_wide(blob.bytes);
  if (wide) view.transcoded.emplace(blob.bytes, *wide);
  std::string_view text = view.text();

  self.find_candidates(view);
  if (self.candidates.empty()) return;
  Report report(self.database, text, self.candidates,
                self.options.fingerprint_key);
  self.tell_rejections(report);
  const Joins joins = join_parts(self.database, text, self.candidates);
  PositionCursor cursor(text, blob.start);
  for (std::size_t i = 0; i < self.candidates.size(); ++i) {
    const Candidate& candidate = self.candidates[i];
    const Joined& joined = joins.joined[i];
    if (candidate.reason != Reason::kReported || joins.is_piece[i] ||
        !view.wants(candidate.match, joined)) {
      continue;
    }
    Finding finding = report.finding(candidate);
    finding.place.provenance = blob.provenance;
    finding.confidence = score({.rule = self.database.rules()[candidate.rule],
                                .value = finding.secret.reveal(),
                                .text = text,
                                .match = candidate.match,
                                .secret = candidate.secret,
                                .path = blob.provenance.path,
                                .now = self.options.now})
                             .level;
    if (candidate.match.empty()) {
      finding.match_before = "file detected: " + blob.provenance.path;
      finding.line_before = finding.line_after = {};
      finding.place.start = finding.place.end = {0, 0};
      finding.place.match_start = finding.place.match_end = {0, 0};
      out.push_back(std::move(finding));
      continue;
    }
    finding.place.offset = blob.offset + view.original(candidate.secret).begin;
    finding.place.start = cursor.at(candidate.secret.begin);
    // The next secret may start before this one's end, so not by the cursor.
    finding.place.end = advance(
        finding.place.start,
        text.substr(candidate.secret.begin, candidate.secret.size() - 1));
    finding.place.match_start =
        begin_of(text, candidate.match, candidate.secret.begin,
                 finding.place.start, blob.start);
    finding.place.match_end =
        advance(finding.place.match_start,
                text.substr(candidate.match.begin, candidate.match.size() - 1));
    add_parts(joined, text, {candidate.secret.begin, finding.place.start},
              self.options.fingerprint_key,
              self.database.rules()[candidate.rule], finding);
    if (wide) {
      finding.decoded.emplace(finding.decoded.begin(), to_string(*wide));
    }
    out.push_back(std::move(finding));
  }
}

}  // namespace stanch
