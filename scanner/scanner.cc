// SPDX-License-Identifier: Apache-2.0
//
// Triggers first. One pass of Hyperscan over the bytes tells where any rule's
// trigger ends; nearly always nowhere, and that is all the work. Else, for each
// rule that was woken, the expression runs over *islands*: round a hit that
// ends at t, every match that contains the trigger lies in
// [t - longest, t + longest); stretches that overlap are joined. Because each
// match of the rule contains a trigger, and two islands share no byte, the
// matches found island by island are those found in the whole text.
//
//   text      ....token....................token.token.......
//   hits           ^                           ^     ^
//   islands   [--------)              [-------------------)
//
// A match that was longer than the rule allows is cut off by its island's edge;
// then the island grows until the match ends by itself, and the next one starts
// no earlier than there, as in the whole text.
#include "scanner/scanner.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <optional>
#include <utility>

#include <hs.h>

#include "scanner/compiled_rules.h"
#include "scanner/extraction.h"
#include "scanner/report.h"
#include "scanner/utf16.h"

namespace stanch {
namespace {

struct Hit {
  std::uint32_t rule = 0;
  std::uint64_t end = 0;

  auto operator<=>(const Hit&) const = default;
};

struct HitCollector {
  const std::vector<std::vector<std::uint32_t>>& woken_by;
  std::vector<Hit>& hits;
  std::uint64_t offset;
};

int collect_hit(unsigned id, unsigned long long, unsigned long long to,
                unsigned, void* context) {
  auto& collector = *static_cast<HitCollector*>(context);
  for (std::uint32_t rule : collector.woken_by[id]) {
    collector.hits.push_back({rule, collector.offset + to});
  }
  return 0;
}

// The text that is matched, and the way back to the bytes that were lent.
struct View {
  const Blob& blob;
  std::optional<Utf16Text> transcoded;

  std::string_view text() const {
    return transcoded ? transcoded->text() : blob.bytes;
  }
  Range original(Range range) const {
    return transcoded ? transcoded->original(range) : range;
  }
  // Whether a match is this blob's to report.
  bool wants(Range match) const {
    Range place = original(match);
    if (blob.owned &&
        (place.begin < blob.owned->begin || place.begin >= blob.owned->end)) {
      return false;
    }
    return !blob.fresh || touches_any(*blob.fresh, place);
  }
};

}  // namespace

struct Scanner::Impl {
  const RuleDatabase& database;
  ScanOptions options;
  RejectionObserver observer;
  hs_scratch_t* scratch = nullptr;
  std::vector<Hit> hits;
  std::vector<Candidate> candidates;

  void find_hits(const View& view);
  void scan_stretch(std::string_view text, Range stretch);
  void extract_islands(std::string_view text);
  std::uint64_t extract_island(std::uint32_t rule, std::string_view text,
                               Range island);
  void tell_rejections(std::string_view text) const;
};

Scanner::Scanner(const RuleDatabase& database, ScanOptions options)
    : impl_(new Impl{database, options, {}, nullptr, {}, {}}) {
  for (const TriggerSet& set : database.impl().triggers) {
    // Makes the scratch large enough for each of them.
    if (hs_alloc_scratch(set.database.get(), &impl_->scratch) != HS_SUCCESS) {
      std::abort();  // out of memory: nothing to go on with
    }
  }
}

Scanner::~Scanner() { hs_free_scratch(impl_->scratch); }

void Scanner::observe_rejections(RejectionObserver observer) {
  impl_->observer = std::move(observer);
}

void Scanner::Impl::scan_stretch(std::string_view text, Range stretch) {
  auto piece = text.substr(stretch.begin, stretch.size());
  assert(piece.size() <= UINT32_MAX);
  for (const TriggerSet& set : database.impl().triggers) {
    HitCollector collector{set.woken_by, hits, stretch.begin};
    auto status = hs_scan(set.database.get(), piece.data(),
                          static_cast<unsigned>(piece.size()), 0, scratch,
                          collect_hit, &collector);
    if (status != HS_SUCCESS) std::abort();  // a database that is not ours
  }
}

// Where only some bytes are fresh, triggers are sought as far round them as a
// match that touches them, and one that overlaps that match, can reach.
void Scanner::Impl::find_hits(const View& view) {
  hits.clear();
  std::string_view text = view.text();
  if (!view.blob.fresh || view.transcoded) {
    scan_stretch(text, {0, text.size()});
    return;
  }
  std::uint64_t reach = 2 * database.longest_match();
  std::vector<Range> stretches;
  for (const Range& fresh : *view.blob.fresh) {
    stretches.push_back(
        {fresh.begin - std::min(fresh.begin, reach),
         std::min<std::uint64_t>(text.size(), fresh.end + reach)});
  }
  for (const Range& stretch : merged(std::move(stretches))) {
    scan_stretch(text, stretch);
  }
}

// Where the last match ends, or the island's begin.
std::uint64_t Scanner::Impl::extract_island(std::uint32_t rule,
                                            std::string_view text,
                                            Range island) {
  const CompiledRule& compiled = database.impl().compiled(rule);
  std::size_t first = candidates.size();
  std::uint64_t size = island.size();
  for (;;) {
    extract(compiled, rule, text, island, candidates);
    if (candidates.size() == first) return island.begin;
    std::uint64_t end = candidates.back().match.end;
    if (end < island.end || end == text.size()) return end;
    candidates.resize(first);
    size *= 2;
    island.end = std::min<std::uint64_t>(text.size(), island.begin + size);
  }
}

void Scanner::Impl::extract_islands(std::string_view text) {
  std::ranges::sort(hits);
  std::size_t i = 0;
  std::uint64_t searched = 0;
  while (i < hits.size()) {
    std::uint32_t rule = hits[i].rule;
    if (i > 0 && hits[i - 1].rule != rule) searched = 0;
    // One more than the longest match: what reaches an island's edge is longer.
    std::uint64_t reach = database.rules()[rule].max_length + 1;
    auto begin = hits[i].end - std::min(hits[i].end, reach);
    auto end = hits[i].end + reach;
    for (++i; i < hits.size() && hits[i].rule == rule &&
              hits[i].end - std::min(hits[i].end, reach) <= end;
         ++i) {
      end = hits[i].end + reach;
    }
    begin = std::max(begin, searched);
    end = std::min<std::uint64_t>(end, text.size());
    if (begin < end) searched = extract_island(rule, text, {begin, end});
  }
}

void Scanner::Impl::tell_rejections(std::string_view text) const {
  if (!observer) return;
  for (const Candidate& c : candidates) {
    if (c.reason == Reason::kReported) continue;
    observer(database.rules()[c.rule],
             text.substr(c.secret.begin, c.secret.size()), c.reason);
  }
}

void Scanner::scan(const Blob& blob, std::vector<Finding>& out) {
  Impl& self = *impl_;
  View view{blob, {}};
  auto order = detect_utf16(blob.bytes);
  if (order) view.transcoded.emplace(blob.bytes, *order);
  std::string_view text = view.text();

  self.find_hits(view);
  if (self.hits.empty()) return;
  self.candidates.clear();
  self.extract_islands(text);
  JudgeOptions options{self.options.fingerprint_key,
                       self.options.honour_comments};
  for (Candidate& candidate : self.candidates) {
    candidate.reason =
        judge(self.database, candidate, text, blob.provenance, options);
  }
  settle_overlaps(self.database, self.candidates);
  self.tell_rejections(text);

  Report report(self.database, text, self.candidates,
                self.options.fingerprint_key);
  PositionCursor cursor(text, blob.start);
  for (const Candidate& candidate : self.candidates) {
    if (candidate.reason != Reason::kReported || !view.wants(candidate.match)) {
      continue;
    }
    Finding finding = report.finding(candidate);
    finding.place.provenance = blob.provenance;
    finding.place.offset = blob.offset + view.original(candidate.secret).begin;
    finding.place.start = cursor.at(candidate.secret.begin);
    // The next secret may start before this one's end, so not by the cursor.
    finding.place.end = advance(
        finding.place.start,
        text.substr(candidate.secret.begin, candidate.secret.size() - 1));
    if (order) {
      finding.decoded.push_back(*order == Utf16::kLittleEndian ? "utf-16le"
                                                               : "utf-16be");
    }
    out.push_back(std::move(finding));
  }
}

}  // namespace stanch
