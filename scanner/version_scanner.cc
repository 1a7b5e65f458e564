// SPDX-License-Identifier: Apache-2.0
//
// A version of a text is its base with some stretches copied, and bytes put
// between them. A spot of the base that lies in one copied stretch, with all
// that was read to judge it, is a spot of the new text with the same verdict.
// Everything else is *dirty*: what was put in, the seams where two copies meet,
// and what is left of spots that were cut.
//
//   base     ..........[ spot 1 ]........[ spot 2 ]...........
//                                            |
//   copies   <------------------------------->   <------------->
//   text     ..........[ spot 1 ]........[ sp]xxx[2 ]...........
//   dirty                                [----------]
//
// A trigger is at most `widest` bytes long and looks at one byte on either
// side. One that ends at t and is not the base's has some of [t - widest - 1,
// t] in a dirty range or across a seam, so the triggers run from `widest` + 1
// bytes before each dirty range to `widest` + 1 bytes after it, and hits that
// end before the range are the base's. The same holds of hits in runs, which
// depend on some bytes behind their end, too. Each new hit is searched and
// judged on the whole text, which gives the bytes that it depends on: a new
// spot. Where that shares bytes with a spot that was taken over, the latter is
// dirty too and all starts again; a text is short of spots, so it rarely does.
//
// What a text encodes needs no trigger: runs (scanner/encoded_runs.h) that a
// dirty range may have made are decoded and searched. Each is a spot, and so is
// each chain of digits that was looked at, whether it yields something or not:
// one of which anything changes is met again.
#include "scanner/version_scanner.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/secret.h"
#include "rules/run.h"
#include "scanner/compiled_rules.h"
#include "scanner/decoded_search.h"
#include "scanner/encoded_runs.h"
#include "scanner/hits.h"
#include "scanner/islands.h"
#include "scanner/wide_text.h"

namespace stanch {
namespace {

// A shorter stretch is scanned anew: its seams, with what triggers need round
// them, would cover it anyway.
constexpr std::uint64_t kShortCopy = 128;

Range range_of(const Spot& spot) { return {spot.begin, spot.end}; }

// A match with what is said of it, and where it begins in the text; its places
// are the text's, too.
struct JudgedMatch {
  std::uint64_t begin = 0;
  Verdict::Match match;
};

// Adds a range that begins after those that are there; joins what touches.
void add_range(std::vector<Range>& ranges, const Range& range) {
  if (ranges.empty() || range.begin > ranges.back().end) {
    ranges.push_back(range);
  } else {
    ranges.back().end = std::max(ranges.back().end, range.end);
  }
}

}  // namespace

struct VersionScanner::Impl {
  const RuleDatabase& database;
  JudgeOptions judging;
  VerdictTable& verdicts;
  HitFinder finder;
  DecodedSearch decoded;
  // What a hit depends on before its end, and one byte to look at.
  std::uint64_t trigger_reach;
  std::uint64_t run_reach;
  std::uint64_t bytes_read = 0;

  // Of the text at hand; kept for their memory.
  std::vector<Range> dirty;  // may be empty ranges: seams
  Spots taken_over;
  std::vector<Range> near;
  std::vector<Range> stretches;
  std::vector<Hit> hits;
  std::vector<Candidate> candidates;
  std::vector<DecodedMatch> decoded_matches;
  std::vector<Range> extents;
  std::vector<JudgedMatch> matches;

  Impl(const RuleDatabase& the_database, const ScanOptions& options,
       VerdictTable& the_verdicts)
      : database(the_database),
        judging{options.fingerprint_key, options.honour_comments},
        verdicts(the_verdicts),
        finder(database),
        decoded(database, finder, judging, options.decode_depth),
        trigger_reach(database.widest_trigger()),
        run_reach(database.run_reach() + 1) {
    if (options.decode_depth > 0) {
      run_reach = std::max(run_reach, kDigitReach + kShortestRun + 1);
    }
    if (trigger_reach < SIZE_MAX) ++trigger_reach;
  }

  void take_over(std::string_view text, const ScannedText& base,
                 std::span<const Copy> copies);
  void take_over(std::string_view text, const ScannedText& base,
                 const Copy& copy);
  void sort_dirty();
  // What finds hits in a stretch.
  using Find = void (HitFinder::*)(std::string_view, HitFinder::Stretches,
                                   std::vector<Hit>&);
  void find_hits(std::string_view text);
  // What a hit depends on: how much before its end and how much behind it.
  // `before`: how much before the first new one's end must be lent to `find`.
  struct Reach {
    std::uint64_t begin;
    std::uint64_t end;
    std::uint64_t before;
  };
  void find_hits(std::string_view text, Find find, const Reach& reach);
  bool is_known(const Hit& hit, std::uint64_t reach) const;
  void search(std::string_view text);
  bool give_up_overlapped();
  void judge_matches(std::string_view text);
  VerdictId judge_spot(Range spot, std::span<const JudgedMatch> inside);
  void scan_wide(std::string_view text, WideEncoding encoding, Spots& out);
};

VersionScanner::VersionScanner(const RuleDatabase& database,
                               const ScanOptions& options,
                               VerdictTable& verdicts)
    : impl_(std::make_unique<Impl>(database, options, verdicts)) {}

VersionScanner::~VersionScanner() = default;

std::uint64_t VersionScanner::bytes_read() const { return impl_->bytes_read; }

// The spots of the base that touch the copy: whole ones are taken over, what
// the copy has of others is dirty. A spot that was cut off by the base's edge
// must be at the same edge of the text.
void VersionScanner::Impl::take_over(std::string_view text,
                                     const ScannedText& base,
                                     const Copy& copy) {
  Range source{copy.from, copy.from + copy.size};
  auto moved = [&](std::uint64_t offset) {
    return offset - copy.from + copy.to;
  };
  auto spot =
      std::ranges::upper_bound(base.spots, source.begin, {}, &Spot::end);
  for (; spot != base.spots.end() && spot->begin < source.end; ++spot) {
    Range range = range_of(*spot);
    if (source.contains(range) &&
        (range.begin != 0 || moved(range.begin) == 0) &&
        (range.end != base.size || moved(range.end) == text.size())) {
      taken_over.push_back({static_cast<std::uint32_t>(moved(range.begin)),
                            static_cast<std::uint32_t>(moved(range.end)),
                            spot->verdict});
    } else {
      dirty.push_back({moved(std::max(range.begin, source.begin)),
                       moved(std::min(range.end, source.end))});
    }
  }
}

void VersionScanner::Impl::take_over(std::string_view text,
                                     const ScannedText& base,
                                     std::span<const Copy> copies) {
  dirty.clear();
  taken_over.clear();
  // A trigger without limit sees all.
  if (trigger_reach == SIZE_MAX) copies = {};
  std::uint64_t at = 0;
  bool ends_alike = false;
  for (const Copy& copy : copies) {
    if (copy.size < kShortCopy) continue;
    // An edge of the base that is no edge of the text is a seam as well.
    if (copy.to > 0 || copy.from > 0) dirty.push_back({at, copy.to});
    if (!base.spots.empty()) take_over(text, base, copy);
    at = copy.to + copy.size;
    ends_alike = at == text.size() && copy.from + copy.size == base.size;
  }
  if (!ends_alike) dirty.push_back({at, text.size()});
  // In order already, unless spots of the base made some.
  if (!std::ranges::is_sorted(dirty, {}, &Range::begin)) {
    std::ranges::sort(dirty, {}, &Range::begin);
  }
}

// Where it lies in a spot that was taken over, with all that it looks at, it is
// that spot's own.
bool VersionScanner::Impl::is_known(const Hit& hit, std::uint64_t reach) const {
  auto spot = std::ranges::lower_bound(taken_over, hit.end + 1, {}, &Spot::end);
  return spot != taken_over.end() && spot->begin + reach <= hit.end;
}

// The hits that may be new: those that end near a dirty range.
void VersionScanner::Impl::find_hits(std::string_view text) {
  hits.clear();
  find_hits(text, &HitFinder::find_triggers, {trigger_reach, 0, trigger_reach});
  if (run_reach > 1) {
    const std::uint64_t before =
        std::max<std::uint64_t>(kRunLooked + 1, database.widest_run_trigger());
    find_hits(text, &HitFinder::find_runs, {run_reach, kShortestRun, before});
  }
}

void VersionScanner::Impl::find_hits(std::string_view text, Find find,
                                     const Reach& reach) {
  near.clear();
  for (const Range& range : dirty) {
    const bool to_the_end = text.size() - range.end <= reach.begin;
    add_range(near, {range.begin - std::min(range.begin, reach.end),
                     to_the_end ? text.size() : range.end + reach.begin + 1});
  }
  stretches.clear();
  for (const Range& range : near) {
    add_range(stretches,
              {range.begin - std::min(range.begin, reach.before), range.end});
  }
  for (const Range& stretch : stretches) bytes_read += stretch.size();
  const std::size_t known = hits.size();
  (finder.*find)(text, stretches, hits);
  auto is_old = [&](const Hit& hit) {
    auto range = std::ranges::lower_bound(near, hit.end, {}, &Range::end);
    return range == near.end() || hit.end < range->begin ||
           is_known(hit, reach.begin);
  };
  hits.erase(std::remove_if(hits.begin() + known, hits.end(), is_old),
             hits.end());
}

// The matches round the hits, and the bytes that their verdicts depend on.
void VersionScanner::Impl::search(std::string_view text) {
  candidates.clear();
  extents.clear();
  extract_islands(database, text, hits, candidates, &extents);
  for (const Candidate& candidate : candidates) {
    extents.push_back(judged_bytes(text, candidate.match));
  }
  decoded_matches.clear();
  near.clear();
  for (const Range& range : dirty) add_range(near, range);
  decoded.find(text, near, finder.runs(), decoded_matches, &extents);
  for (const DecodedMatch& match : decoded_matches) {
    extents.push_back(match.read);
  }
  // Rules that require others see all of the text.
  if (database.impl().unbound.any_required &&
      (!candidates.empty() || !decoded_matches.empty())) {
    extents = {{0, text.size()}};
  }
  extents = merged(std::move(extents));
}

// Makes dirty what was taken over and shares bytes with what is new. False
// where nothing does.
bool VersionScanner::Impl::give_up_overlapped() {
  std::size_t before = dirty.size();
  std::erase_if(taken_over, [&](const Spot& spot) {
    bool overlapped = touches_any(extents, range_of(spot));
    if (overlapped) dirty.push_back(range_of(spot));
    return overlapped;
  });
  std::ranges::sort(dirty, {}, &Range::begin);
  return dirty.size() != before;
}

// What the text says of the matches that are reported or hide others.
void VersionScanner::Impl::judge_matches(std::string_view text) {
  matches.clear();
  for (const Candidate& candidate : candidates) {
    ContentVerdict content = judge_content(database, candidate, text, judging);
    if (!hides_others(content.reason)) continue;
    Fingerprint fingerprint;
    if (content.reason == Reason::kReported) {
      fingerprint =
          Secret(text.substr(candidate.secret.begin, candidate.secret.size()),
                 judging.fingerprint_key)
              .fingerprint();
    }
    matches.push_back(
        {candidate.match.begin,
         {candidate.rule, candidate.secret, std::move(content),
          std::move(fingerprint), candidate.start, candidate.only_component}});
  }
  for (DecodedMatch& found : decoded_matches) {
    if (!hides_others(found.content.reason)) continue;
    Candidate& candidate = found.candidate;
    matches.push_back(
        {candidate.match.begin,
         {candidate.rule, candidate.secret, std::move(found.content),
          std::move(found.fingerprint), candidate.start,
          candidate.only_component, std::move(candidate.steps)}});
  }
  std::ranges::stable_sort(matches, {}, &JudgedMatch::begin);
}

// The verdict of a spot, whose places count from its first byte.
VerdictId VersionScanner::Impl::judge_spot(
    Range spot, std::span<const JudgedMatch> inside) {
  Verdict verdict;
  bool found = false;
  auto moved = [&](Range range) {
    return Range{range.begin - spot.begin, range.end - spot.begin};
  };
  for (const JudgedMatch& judged : inside) {
    Verdict::Match match = judged.match;
    found = found || match.content.reason == Reason::kReported;
    match.secret = moved(match.secret);
    if (!match.steps.empty()) {
      EncodedRun& run = match.steps.front().run;
      run.range = moved(run.range);
      run.view = moved(run.view);
    }
    verdict.matches.push_back(std::move(match));
  }
  if (!found) return kNothingFound;
  std::ranges::stable_sort(verdict.matches, {}, [](const auto& match) {
    return std::tuple(match.secret.begin, match.secret.end, match.rule);
  });
  return verdicts.add(std::move(verdict));
}

// Wide text is scanned whole, and is one spot: no version takes it over.
void VersionScanner::Impl::scan_wide(std::string_view text,
                                     WideEncoding encoding, Spots& out) {
  WideText transcoded(text, encoding);
  std::string_view plain = transcoded.text();
  taken_over.clear();
  dirty = {{0, plain.size()}};
  find_hits(plain);
  search(plain);
  judge_matches(plain);
  for (JudgedMatch& judged : matches) {
    judged.match.secret = transcoded.original(judged.match.secret);
  }
  Range whole{0, text.size()};
  out.push_back(
      {0, static_cast<std::uint32_t>(text.size()), judge_spot(whole, matches)});
}

void VersionScanner::scan(std::string_view text, const ScannedText& base,
                          std::span<const Copy> copies, Spots& out) {
  Impl& self = *impl_;
  out.clear();
  if (auto encoding = detect_wide(text)) {
    self.scan_wide(text, *encoding, out);
    return;
  }
  self.take_over(text, base, copies);
  do {
    self.find_hits(text);
    self.search(text);
  } while (self.give_up_overlapped());

  self.judge_matches(text);
  auto old = self.taken_over.begin();
  auto match = self.matches.begin();
  for (const Range& extent : self.extents) {
    for (; old != self.taken_over.end() && old->begin < extent.begin; ++old) {
      out.push_back(*old);
    }
    auto first = match;
    while (match != self.matches.end() && match->begin < extent.end) ++match;
    out.push_back({static_cast<std::uint32_t>(extent.begin),
                   static_cast<std::uint32_t>(extent.end),
                   self.judge_spot(extent, {first, match})});
  }
  out.insert(out.end(), old, self.taken_over.end());
}

}  // namespace stanch
