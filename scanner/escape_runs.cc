// SPDX-License-Identifier: Apache-2.0
//
// Most escape sequences hide nothing from a rule: a space in an address, an
// accent in a text. Those that *matter* stand for what credentials and their
// surroundings are made of. Those of one encoding that stand near each other on
// a line form a *cluster*, which is decoded with what stands round it. Whether
// one matters is told from the bytes next to it, so the cluster of one is the
// same from wherever it is met.
//
// Where three or four encodings stand mixed, their clusters would show the same
// text so many times. Nobody writes so; only the first two of the list count.
#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "scanner/encoded_runs.h"
#include "scanner/encoded_signs.h"
#include "scanner/escapes.h"

namespace stanch {
namespace {

// The widest gap in a cluster, and what is shown before and after it, in bytes.
constexpr std::uint64_t kWidestGap = 128;
constexpr std::uint64_t kShownBeforeCluster = 128;
constexpr std::uint64_t kShownAfterCluster = 160;
// How far before and after a cluster's marks the bytes lie that decide about
// it.
constexpr std::uint64_t kReachBefore =
    kWidestGap + kLongestBroken + kLongestEscape + kCrowd;
constexpr std::uint64_t kReachAfter = kShownAfterCluster + kLongestEscape;
static_assert(kReachBefore > kShownBeforeCluster);
static_assert(kReachAfter > kWidestGap + kLongestEscape);

// One that is written round another comes first.
constexpr std::array kEscapes = {Encoding::kEntity, Encoding::kBackslash,
                                 Encoding::kPercent,
                                 Encoding::kQuotedPrintable};

// What each begins with: a mark is told by its lead.
constexpr std::string_view kEscapeLeads = "&\\%=";

std::size_t index_of(Encoding encoding) {
  return static_cast<std::size_t>(std::ranges::find(kEscapes, encoding) -
                                  kEscapes.begin());
}

// An escape sequence that matters.
struct Mark {
  Encoding encoding = Encoding::kPercent;
  Range range;
};

class Escapes {
 public:
  Escapes(std::string_view text, Range bounds) : text_(text), bounds_(bounds) {}

  // The one that begins at `at`, if any does.
  std::optional<Mark> mark_at(std::uint64_t at) const;
  // The first of an encoding from `at` on.
  std::optional<Mark> next(std::uint64_t at, std::uint64_t end,
                           Encoding encoding) const;
  // Where the first of the cluster begins that `mark` belongs to.
  std::uint64_t cluster_begin(Mark mark) const;
  // Whether a cluster goes on over what stands between two of its marks.
  bool joins(std::uint64_t end, std::uint64_t begin) const;
  FoundRun run_of(Encoding encoding, Range cluster) const;

 private:
  bool ends_broken_line(std::uint64_t at) const;
  // A mark, crowded or not.
  std::optional<Mark> sequence_at(std::uint64_t at) const;
  // Whether those of two encodings before this one in the list stand within
  // kCrowd bytes before it.
  bool is_crowded(const Mark& mark) const;

  std::string_view text_;
  Range bounds_;
};

// Whether the line that ends with the `=` at `at` is as long as one is that was
// broken there.
bool Escapes::ends_broken_line(std::uint64_t at) const {
  std::uint64_t begin =
      std::max(bounds_.begin, at - std::min(at, kLongestBroken));
  std::string_view before = text_.substr(begin, at - begin);
  auto newline = before.rfind('\n');
  std::uint64_t size =
      newline == before.npos ? before.size() : before.size() - newline - 1;
  return size + 1 >= kShortestBroken && size < kLongestBroken;
}

bool Escapes::is_crowded(const Mark& mark) const {
  const Range near{
      std::max(bounds_.begin,
               mark.range.begin - std::min(mark.range.begin, kCrowd)),
      mark.range.begin};
  auto occurs = [&](char lead) {
    for (std::uint64_t at = near.begin;; ++at) {
      at = find_escape_lead(text_, {at, near.end}, lead);
      if (at >= near.end) return false;
      if (sequence_at(at)) return true;
    }
  };
  const std::size_t index = index_of(mark.encoding);
  return index >= 2 &&
         std::ranges::count_if(kEscapeLeads.substr(0, index), occurs) >= 2;
}

std::optional<Mark> Escapes::mark_at(std::uint64_t at) const {
  auto mark = sequence_at(at);
  if (mark && is_crowded(*mark)) mark.reset();
  return mark;
}

std::optional<Mark> Escapes::sequence_at(std::uint64_t at) const {
  std::string_view text = text_.substr(
      at, std::min<std::uint64_t>(kLongestEscape, bounds_.end - at));
  auto mark = [&](Encoding encoding, std::uint64_t size) {
    return Mark{encoding, {at, at + size}};
  };
  auto graphic = [&](Encoding encoding) -> std::optional<Mark> {
    Escape escape = read_escape(text, encoding);
    if (!escape.is_graphic()) return std::nullopt;
    return mark(encoding, escape.size);
  };
  switch (text[0]) {
    case '%':
      return graphic(Encoding::kPercent);
    case '&':
      // Alone it splits the parameters of an address, escaped or not.
      if (text.starts_with("&amp;")) return std::nullopt;
      return graphic(Encoding::kEntity);
    case '=': {
      if (text.starts_with("=3D")) return mark(Encoding::kQuotedPrintable, 3);
      bool is_end = text.starts_with("=\n") || text.starts_with("=\r\n");
      if (!is_end || !ends_broken_line(at)) return std::nullopt;
      return mark(Encoding::kQuotedPrintable, text[1] == '\n' ? 2 : 3);
    }
    default:
      break;
  }
  // Rules know of one backslash before a quote.
  if (text.starts_with(R"(\\\")")) return mark(Encoding::kBackslash, 4);
  if (text.starts_with(R"(\/\/)") && at > bounds_.begin &&
      text_[at - 1] == ':') {
    return mark(Encoding::kBackslash, 4);
  }
  if (!text.starts_with("\\u") && !text.starts_with("\\x")) return std::nullopt;
  return graphic(Encoding::kBackslash);
}

std::optional<Mark> Escapes::next(std::uint64_t at, std::uint64_t end,
                                  Encoding encoding) const {
  const char lead = kEscapeLeads[index_of(encoding)];
  for (;; ++at) {
    at = find_escape_lead(text_, {at, end}, lead);
    if (at >= end) return std::nullopt;
    if (auto mark = mark_at(at)) return mark;
  }
}

bool Escapes::joins(std::uint64_t end, std::uint64_t begin) const {
  return begin <= end || (begin - end <= kWidestGap &&
                          !text_.substr(end, begin - end).contains('\n'));
}

std::uint64_t Escapes::cluster_begin(Mark mark) const {
  std::uint64_t first = mark.range.begin;
  std::uint64_t reach = kWidestGap + kLongestEscape;
  for (std::uint64_t at = first;
       at > bounds_.begin && first - (at - 1) <= reach;) {
    --at;
    if (!std::string_view("%&=\\").contains(text_[at])) continue;
    auto before = mark_at(at);
    if (!before || before->encoding != mark.encoding) continue;
    if (!joins(before->range.end, first)) break;
    first = at;
  }
  return first;
}

FoundRun Escapes::run_of(Encoding encoding, Range cluster) const {
  std::uint64_t begin =
      cluster.begin - std::min(cluster.begin, kShownBeforeCluster);
  auto before = text_.substr(begin, cluster.begin - begin).rfind('\n');
  if (before != std::string_view::npos) begin += before + 1;
  std::uint64_t end =
      std::min<std::uint64_t>(text_.size(), cluster.end + kShownAfterCluster);
  auto after = text_.substr(cluster.end, end - cluster.end).find('\n');
  if (after != std::string_view::npos) end = cluster.end + after;
  Range shown{begin, end};
  return {{encoding, shown, shown},
          {cluster.begin, cluster.begin + 1},
          {cluster.begin - std::min(cluster.begin, kReachBefore),
           std::min<std::uint64_t>(text_.size(), cluster.end + kReachAfter)}};
}

// The clusters of one encoding from that of `first` on, as far as they begin
// before `end`: more than one where they are cut. Where the last one ends.
std::uint64_t read_clusters(const Escapes& escapes, const Mark& first,
                            Range bounds, std::uint64_t end,
                            std::span<const Range> changed,
                            std::vector<FoundRun>& out) {
  std::uint64_t last = first.range.begin;
  Range cluster = first.range;
  for (;;) {
    std::uint64_t seen =
        std::max(end, std::min(bounds.end, cluster.end + kWidestGap + 1));
    auto mark = escapes.next(last + 1, seen, first.encoding);
    bool goes_on = mark && escapes.joins(cluster.end, mark->range.begin) &&
                   mark->range.end - cluster.begin <= kLongestCluster;
    if (goes_on) {
      cluster.end = std::max(cluster.end, mark->range.end);
    } else {
      FoundRun found = escapes.run_of(first.encoding, cluster);
      if (depends_on(found.read, changed)) out.push_back(found);
      if (!mark || mark->range.begin >= end) return cluster.end;
      cluster = mark->range;
    }
    last = mark->range.begin;
  }
}

}  // namespace

void find_escape_runs(std::string_view text, Range bounds,
                      std::span<const Range> changed,
                      std::vector<FoundRun>& out) {
  std::vector<std::uint64_t> leads;
  find_escape_leads(text, bounds, changed, leads);
  find_escape_runs(text, bounds, leads, changed, out);
}

void find_escape_runs(std::string_view text, Range bounds,
                      std::span<const std::uint64_t> leads,
                      std::span<const Range> changed,
                      std::vector<FoundRun>& out) {
  if (leads.empty()) return;
  Escapes escapes(text, bounds);
  // Before it all clusters of the encoding are known.
  std::array<std::uint64_t, kEscapes.size()> known{};
  for (std::uint64_t lead : leads) {
    auto mark = escapes.mark_at(lead);
    if (!mark) continue;
    std::uint64_t& until = known[index_of(mark->encoding)];
    if (lead < until) continue;
    // After a cluster that was cut the next one begins with its first mark.
    bool is_cut = until > 0 && escapes.joins(until, lead);
    mark = is_cut ? escapes.next(until, lead + 1, mark->encoding)
                  : escapes.mark_at(escapes.cluster_begin(*mark));
    until = read_clusters(escapes, *mark, bounds, lead + 1, changed, out);
  }
}

}  // namespace stanch
