// SPDX-License-Identifier: Apache-2.0
//
// Identifiers, paths, hashes and keys consist of the digits of base64, too. So
// a run is first asked whether 16 bytes in a row of it may stand for ASCII at
// all, from whichever of them on: every first, second and third digit of 4 has
// a bit that is zero then, and that leaves one run in fifty. In the lines of
// its chain that hold such runs decoding is tried at the begin, and after each
// byte that also separates words (a path may end in base64). It goes on while
// what comes out is text, over the ends of lines. What begins as compressed
// data or UTF-16 does is taken to the end of its chain.
#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "rules/run.h"
#include "scanner/base64.h"
#include "scanner/digit_chain.h"
#include "scanner/digits.h"
#include "scanner/encoded_runs.h"
#include "scanner/encoded_signs.h"
#include "scanner/long_runs.h"
#include "scanner/utf8.h"

namespace stanch {
namespace {

// Fewer decoded bytes are text by chance too often.
constexpr std::uint64_t kShortestDecoded = 12;
// So many digits of base64 stand for them; all on the line of the first, so
// what a line begins does not depend on the next one.
constexpr std::uint64_t kShortestStart = 16;

// Fewer digits are not looked at.
constexpr std::uint64_t kShortestLooked = 20;

// How much is shown before and after a run, in bytes.
constexpr std::uint64_t kShownBefore = 160;
constexpr std::uint64_t kShownAfter = 24;
constexpr std::uint64_t kMostDigitsShown = 100;
static_assert(kShownBefore < kChainReachBefore);
static_assert(kShownAfter < kChainReachAfter);

// The name before a value: what stands before it on its line, or where it is
// the first of its line, on the line above. Not more than one other long
// stretch of digits, and none that is very long, so that of many values in a
// row each is read but twice.
std::uint64_t shown_from(std::string_view text, std::uint64_t begin) {
  std::uint64_t least = begin - std::min(begin, kShownBefore);
  std::uint64_t at = begin;
  std::uint64_t digits = 0;
  bool has_long = false, is_first = true, has_newline = false;
  for (; at > least; --at) {
    char c = text[at - 1];
    if (c == '\n') {
      if (has_newline || !is_first) return at;
      has_newline = true;
    } else if (!std::string_view(" \t\r\"'").contains(c)) {
      is_first = false;
    }
    digits = base64_value(c) >= 0 ? digits + 1 : 0;
    if (digits == kMostDigitsShown) return at - 1 + digits;
    if (digits != kShortestLooked) continue;
    if (has_long) return at - 1 + digits;
    has_long = true;
  }
  return at;
}

std::uint64_t shown_to(std::string_view text, std::uint64_t end) {
  std::uint64_t most = std::min<std::uint64_t>(text.size(), end + kShownAfter);
  auto newline = text.substr(end, most - end).find('\n');
  return newline == std::string_view::npos ? most : end + newline;
}

// A run shows compressed data whose stretch begins not further before it.
constexpr std::uint64_t kPackedReach = 64;
static_assert(kPackedReach + kShortestRun <= kDigitReach);

// gzip begins with H4sI, and zlib with eA, eF, eJ or eN.
bool may_begin_packed(std::string_view text) {
  return text.starts_with("H4sI") ||
         (text.starts_with('e') && text.size() > 1 &&
          std::string_view("AFJN").contains(text[1]));
}

// Whether a line holds a run that may stand for something.
bool is_promising_line(std::string_view text, Range line) {
  if (line.size() < kShortestLooked) return false;
  text = text.substr(0, line.end);
  bool is_packed = may_begin_packed(text.substr(line.begin));
  std::uint64_t at = line.begin;
  while ((at = next_run(text, at, line.end)) < line.end) {
    if (is_packed && at - line.begin <= kPackedReach) return true;
    const std::uint64_t end = after_run(text, at, line.end);
    if (may_hold_text(text, {at, end})) return true;
    at = end;
  }
  return false;
}

// The runs of one chain.
class ChainReader {
 public:
  // `reach`: what it depends on that this is the chain, and what its lines are.
  ChainReader(std::string_view text, Range bounds,
              const std::vector<Range>& lines, Range reach,
              std::vector<FoundRun>& out)
      : text_(text), bounds_(bounds), lines_(lines), reach_(reach), out_(out) {}

  void read();

 private:
  // A digit of the chain. Past the last one: line is lines_.size().
  struct Place {
    std::size_t line = 0;
    std::uint64_t at = 0;
  };

  Place begin_of_line(std::size_t line) const;
  Place next_start(Place from) const;
  bool read_at(Place& place);
  bool read_hex(Place& place);
  bool read_text(Place& place);
  bool is_packed(Place place) const;
  std::array<char, 3> group(std::uint64_t at) const;
  void emit(Encoding encoding, std::uint64_t begin, std::uint64_t end);

  std::string_view text_;
  Range bounds_;
  const std::vector<Range>& lines_;
  Range reach_;
  std::vector<FoundRun>& out_;
};

void ChainReader::emit(Encoding encoding, std::uint64_t begin,
                       std::uint64_t end) {
  for (int i = 0; encoding == Encoding::kBase64 && i < 2; ++i) {
    if (end < bounds_.end && text_[end] == '=') ++end;
  }
  FoundRun found;
  found.core = {begin, end};
  found.run = {
      encoding, found.core, {shown_from(text_, begin), shown_to(text_, end)}};
  found.read = {std::min(found.run.view.begin, reach_.begin),
                std::max(found.run.view.end, reach_.end)};
  out_.push_back(found);
}

// Digits that separate words as well.
constexpr auto kSeparates = [] {
  std::array<bool, 256> separates{};
  for (unsigned char c : {'/', '-', '_', '+', 'x'}) separates[c] = true;
  return separates;
}();

ChainReader::Place ChainReader::begin_of_line(std::size_t line) const {
  return {line, line < lines_.size() ? lines_[line].begin : 0};
}

// Where decoding is tried next after `from`.
ChainReader::Place ChainReader::next_start(Place from) const {
  for (std::uint64_t at = from.at; at + 1 < lines_[from.line].end; ++at) {
    if (!kSeparates[static_cast<unsigned char>(text_[at])]) continue;
    bool is_letter = text_[at] == 'x' && (at == 0 || text_[at - 1] != '0');
    if (!is_letter) return {from.line, at + 1};
  }
  return begin_of_line(from.line + 1);
}

// The bytes of the group of 4 digits at `at`.
std::array<char, 3> ChainReader::group(std::uint64_t at) const {
  std::uint32_t bits = 0;
  for (int i = 0; i < 4; ++i) {
    bits = bits << 6 | static_cast<std::uint32_t>(base64_value(text_[at + i]));
  }
  return {static_cast<char>(bits >> 16), static_cast<char>(bits >> 8),
          static_cast<char>(bits)};
}

bool ChainReader::is_packed(Place place) const {
  std::uint64_t end = lines_[place.line].end;
  std::string head;
  for (std::uint64_t at = place.at; at + 4 <= end && head.size() < 9; at += 4) {
    auto bytes = group(at);
    head.append(bytes.data(), bytes.size());
    if (!may_be_packed(head)) return false;
  }
  return packed_encoding(head).has_value();
}

// Reads on while groups of 4 digits are text. Moves `place` past what was read.
bool ChainReader::read_text(Place& place) {
  TextCheck check;
  Place at = place;
  std::uint64_t bytes = 0;
  auto accept = [&](std::span<const char> decoded, std::uint64_t digits) {
    if (!std::ranges::all_of(decoded,
                             [&](char c) { return check.accepts(c); })) {
      return false;
    }
    bytes += decoded.size();
    at.at += digits;
    return true;
  };
  for (;;) {
    std::uint64_t end = lines_[at.line].end;
    while (at.at + 4 <= end && at.at - place.at < kLongestRun &&
           accept(group(at.at), 4)) {
    }
    std::uint64_t rest = end - at.at;
    if (rest == 2 || rest == 3) {
      auto last = decode_base64(text_.substr(at.at, rest));
      accept(*last, rest);
    }
    bool goes_on = rest == 0 && at.line + 1 < lines_.size() &&
                   at.at - place.at < kLongestRun;
    if (!goes_on) break;
    at = {at.line + 1, lines_[at.line + 1].begin};
  }
  if (bytes < kShortestDecoded) return false;
  emit(Encoding::kBase64, place.at, at.at);
  place = at;
  return true;
}

bool ChainReader::read_hex(Place& place) {
  TextCheck check;
  std::uint64_t at = place.at;
  std::uint64_t last = std::min(lines_[place.line].end, place.at + kLongestRun);
  for (; at + 2 <= last; at += 2) {
    int high = hex_value(text_[at]), low = hex_value(text_[at + 1]);
    if (high < 0 || low < 0) break;
    if (!check.accepts(static_cast<char>(high << 4 | low))) break;
  }
  if ((at - place.at) / 2 < kShortestDecoded) return false;
  emit(Encoding::kHex, place.at, at);
  place.at = at;
  return true;
}

// Whether a first byte may begin what packed_encoding() knows.
bool may_begin_packed(char first, char second) {
  return first == '\x1f' || first == 'x' || first == '\0' || second == '\0' ||
         first == '\xff' || first == '\xfe';
}

// The first group of digits turns nearly all away.
bool ChainReader::read_at(Place& place) {
  auto first = group(place.at);
  if (may_begin_packed(first[0], first[1]) && is_packed(place)) {
    std::uint64_t end = std::min(lines_.back().end, place.at + kLongestRun);
    emit(Encoding::kBase64, place.at, end);
    place = {lines_.size(), 0};
    return true;
  }
  if (read_hex(place)) return true;
  TextCheck check;
  return check.accepts(first[0]) && check.accepts(first[1]) &&
         check.accepts(first[2]) && read_text(place);
}

void ChainReader::read() {
  std::size_t judged = lines_.size();
  bool is_promising = false;
  for (Place place{0, lines_.front().begin}; place.line < lines_.size();) {
    const Range& line = lines_[place.line];
    if (judged != place.line) {
      judged = place.line;
      is_promising = is_promising_line(text_, line);
    }
    if (!is_promising) {
      place = begin_of_line(place.line + 1);
      continue;
    }
    std::uint64_t from = place.at;
    bool was_read = line.end - from >= kShortestStart && read_at(place);
    if (place.line == lines_.size()) return;
    // One that was cut goes on where it was cut.
    if (!was_read || place.at - from < kLongestRun) place = next_start(place);
  }
}

// The run of which a stretch may have cut off both ends.
Range whole_run(std::string_view text, Range bounds, Range run) {
  run.begin = std::max(run.begin, bounds.begin);
  while (run.begin > bounds.begin && is_run_byte(text[run.begin - 1])) {
    --run.begin;
  }
  if (run.end < bounds.end && is_run_byte(text[run.end])) {
    run.end = after_run(text, run.end, bounds.end);
  }
  return run;
}

}  // namespace

void find_digit_runs(std::string_view text, Range bounds,
                     std::span<const Range> runs,
                     std::span<const Range> changed, std::vector<FoundRun>& out,
                     std::vector<Range>* read) {
  DigitChains chains(text, bounds);
  std::vector<Range> lines;
  std::uint64_t known = bounds.begin;  // before it all runs are done with
  for (const Range& run : runs) {
    if (run.end <= known) continue;
    const Range whole = whole_run(text, bounds, run);
    known = whole.end;
    // Whether compressed data may begin in the run, or not far before.
    const std::uint64_t begin = chains.stretch_near(whole.begin, kPackedReach);
    const bool is_packed = may_begin_packed(text.substr(begin));
    if (!is_packed && !may_hold_text(text, whole)) continue;
    if (!depends_on({begin, whole.end}, changed)) continue;
    chains.lines(chains.begin_of(whole.begin), lines);
    std::uint64_t first = lines.front().begin, last = lines.back().end;
    Range reach{first - std::min(first, kChainReachBefore),
                std::min<std::uint64_t>(text.size(), last + kChainReachAfter)};
    if (read != nullptr) read->push_back(reach);
    ChainReader(text, bounds, lines, reach, out).read();
    known = std::max(known, last);
  }
}

}  // namespace stanch
