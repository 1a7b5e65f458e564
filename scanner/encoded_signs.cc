// SPDX-License-Identifier: Apache-2.0
#include "scanner/encoded_signs.h"

#include <algorithm>
#include <array>
#include <bit>

#include "scanner/byte_masks.h"
#include "scanner/digits.h"
#include "scanner/escapes.h"

namespace stanch {
namespace {

// The bits of the bytes before `end` in a mask of those from `at` on.
std::uint64_t first_bits(std::uint64_t end, std::uint64_t at) {
  if (end <= at) return 0;
  if (end - at >= kMaskedBytes) return ~std::uint64_t{0};
  return (std::uint64_t{1} << (end - at)) - 1;
}

// Of the bytes from `at` on, those of [at, end) only.
ByteMasks masks_at(LookAtBytes look, std::string_view text, std::uint64_t at,
                   std::uint64_t end) {
  ByteMasks masks;
  if (text.size() - at >= kMaskedBytes) {
    masks = look(text.data() + at);
  } else {
    std::array<char, kMaskedBytes> copy{};
    std::copy(text.begin() + at, text.end(), copy.begin());
    masks = look(copy.data());
  }
  const std::uint64_t wanted = first_bits(end, at);
  return {masks.digits & wanted, masks.leads & wanted, masks.newlines & wanted};
}

// Where the first kLongStretch bits in a row of a mask are set, all of them in
// it; 64 where there are none.
unsigned long_row(std::uint64_t mask) {
  static_assert(kLongStretch == 20);
  mask &= mask >> 1;
  mask &= mask >> 2;
  mask &= mask >> 4;
  mask &= mask >> 8;  // 16 in a row
  mask &= mask >> 4;
  return static_cast<unsigned>(std::countr_zero(mask));
}

// Whether what stands behind a lead can follow it. `at` is followed by a byte.
bool is_lead(std::string_view text, std::uint64_t at) {
  const char second = text[at + 1];
  const char third = at + 2 < text.size() ? text[at + 2] : '\0';
  switch (text[at]) {
    case '%':
      return second >= '2' && second <= '7' && hex_value(third) >= 0;
    case '=':
      return second == '\n' || (second == '\r' && third == '\n') ||
             (second == '3' && third == 'D');
    case '\\':
      if (second == '\\' || second == '/') return third == '\\';
      return (second == 'u' || second == 'x') &&
             (third == '{' || hex_value(third) >= 0);
    default:
      break;
  }
  // &#34; &#x22; &quot; &apos; &lt; &gt; &equals; &colon; and so on.
  constexpr std::string_view kPairs[] = {"qu", "ap", "lt", "gt", "eq",
                                         "co", "so", "lo", "pl"};
  if (second == '#')
    return third == 'x' || third == 'X' || hex_value(third) >= 0;
  return std::ranges::any_of(kPairs, [&](std::string_view pair) {
    return pair[0] == second && pair[1] == third;
  });
}

// Finds the signs of one range of changes after the other.
class SignFinder {
 public:
  SignFinder(std::string_view text, Range bounds, EncodedSigns& out)
      : text_(text), bounds_(bounds), out_(out) {}

  void look_at(const Range& changed);

 private:
  void add_digits(std::uint64_t at, std::uint64_t mask);
  void add_leads(std::uint64_t at, std::uint64_t mask);
  void add_line_end(std::uint64_t newline);

  const LookAtBytes look_ = look_at_bytes();
  std::string_view text_;
  Range bounds_;
  EncodedSigns& out_;
  std::uint64_t held_ = 0;  // digits in a row before the mask
};

void SignFinder::add_digits(std::uint64_t at, std::uint64_t mask) {
  const auto more = static_cast<unsigned>(std::countr_one(mask));
  if (held_ + more >= kLongStretch) {
    out_.digits.push_back(at - held_);
    if (more == kMaskedBytes) {
      held_ = kLongStretch;
      return;
    }
    mask &= ~std::uint64_t{0} << more;
  }
  held_ = static_cast<unsigned>(std::countl_one(mask));
  for (;;) {
    const unsigned row = long_row(mask);
    if (row == kMaskedBytes) return;
    out_.digits.push_back(at + row);
    const unsigned end =
        row + static_cast<unsigned>(std::countr_one(mask >> row));
    if (end >= kMaskedBytes) return;
    mask &= ~std::uint64_t{0} << end;
  }
}

void SignFinder::add_leads(std::uint64_t at, std::uint64_t mask) {
  for (; mask != 0; mask &= mask - 1) {
    const std::uint64_t lead =
        at + static_cast<unsigned>(std::countr_zero(mask));
    if (lead + 1 < text_.size() && is_lead(text_, lead)) {
      out_.leads.push_back(lead);
    }
  }
}

// A change may make a line as long as one is that was broken.
void SignFinder::add_line_end(std::uint64_t newline) {
  std::uint64_t end = newline;
  if (end > bounds_.begin && text_[end - 1] == '\r') --end;
  if (end > bounds_.begin && text_[end - 1] == '=') {
    out_.leads.push_back(end - 1);
  }
}

void SignFinder::look_at(const Range& changed) {
  // A row that touches or adjoins the range is as long in here.
  const std::uint64_t begin = std::max(
      bounds_.begin, changed.begin - std::min(changed.begin, kLongStretch));
  const std::uint64_t end = std::min(bounds_.end, changed.end + kLongStretch);
  const std::uint64_t first_lead =
      changed.begin - std::min(changed.begin, kLongestEscape);
  // The line on which the range ends may end as one that was broken.
  const std::uint64_t last =
      std::min(bounds_.end, changed.end + kLongestBroken + 2);
  bool has_line_end = false;
  held_ = 0;
  for (std::uint64_t at = begin; at < end || (at < last && !has_line_end);
       at += kMaskedBytes) {
    const ByteMasks masks = masks_at(look_, text_, at, bounds_.end);
    add_digits(at, masks.digits & first_bits(end, at));
    add_leads(at, masks.leads & ~first_bits(first_lead, at) &
                      first_bits(changed.end + 1, at));
    const std::uint64_t newlines =
        masks.newlines & ~first_bits(changed.end, at) & first_bits(last, at);
    if (newlines == 0 || has_line_end) continue;
    add_line_end(at + static_cast<unsigned>(std::countr_zero(newlines)));
    has_line_end = true;
  }
}

}  // namespace

void find_signs(std::string_view text, Range bounds,
                std::span<const Range> changed, EncodedSigns& out) {
  out.digits.clear();
  out.leads.clear();
  SignFinder finder(text, bounds, out);
  for (const Range& range : changed) finder.look_at(range);
}

std::uint64_t find_escape_lead(std::string_view text, Range within) {
  const LookAtBytes look = look_at_bytes();
  // The last byte of a text leads nothing.
  const std::uint64_t end =
      std::min<std::uint64_t>(within.end, text.size() - 1);
  for (std::uint64_t at = within.begin; at < end; at += kMaskedBytes) {
    for (std::uint64_t mask = masks_at(look, text, at, end).leads; mask != 0;
         mask &= mask - 1) {
      const std::uint64_t lead =
          at + static_cast<unsigned>(std::countr_zero(mask));
      if (is_lead(text, lead)) return lead;
    }
  }
  return within.end;
}

namespace {

// What a digit of base64 may be, bits of kDigitKinds.
enum DigitKind : std::uint16_t {
  kDigit = 1,
  // As the first, second or third digit of a group whose bytes are ASCII.
  kFirst = 2,
  kSecond = 4,
  kThird = 8,
  kHexFirst = 16,  // as the first of two that are a byte of ASCII
  kHexSecond = 32,
  // The first two digits of gzip (H4sI) and of zlib (eA, eF, eJ and eN).
  kPackedFirst = 64,
  kPackedSecond = 128,
  kSeparator = 256,  // words may begin after it
};

constexpr auto kDigitKinds = [] {
  std::array<std::uint16_t, 256> kinds{};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const int value = kBase64Values[i];
    if (value < 0) continue;
    unsigned kind = kDigit;
    if ((value & 0b100000) == 0) kind |= kFirst;
    if ((value & 0b001000) == 0) kind |= kSecond;
    if ((value & 0b000010) == 0) kind |= kThird;
    if (kHexValues[i] >= 0) kind |= kHexSecond;
    if (kHexValues[i] >= 0 && kHexValues[i] < 8) kind |= kHexFirst;
    const auto c = static_cast<char>(i);
    if (c == 'H' || c == 'e') kind |= kPackedFirst;
    if (std::string_view("4AFJN").contains(c)) kind |= kPackedSecond;
    if (std::string_view("/-_+x").contains(c)) kind |= kSeparator;
    kinds[i] = static_cast<std::uint16_t>(kind);
  }
  return kinds;
}();

}  // namespace

Stretch read_stretch(std::string_view text, Range within) {
  constexpr unsigned kGroups = 0x1111;     // 4 groups of 4 digits
  constexpr unsigned kPairs = 0x555555;    // 12 pairs
  unsigned groups = 0, pairs = 0;          // those that may be ASCII, by place
  unsigned before = 0, last = kSeparator;  // what the two bytes before are
  bool may_hold = false;
  std::uint64_t at = within.begin;
  for (; at < within.end; ++at) {
    const unsigned kind = kDigitKinds[static_cast<unsigned char>(text[at])];
    if (kind == 0) break;
    const bool is_group =
        (before & kFirst) != 0 && (last & kSecond) != 0 && (kind & kThird) != 0;
    groups = groups << 1 | static_cast<unsigned>(is_group);
    const bool is_pair = (last & kHexFirst) != 0 && (kind & kHexSecond) != 0;
    pairs = pairs << 1 | static_cast<unsigned>(is_pair);
    const bool is_packed = (before & kSeparator) != 0 &&
                           (last & kPackedFirst) != 0 &&
                           (kind & kPackedSecond) != 0;
    may_hold = may_hold || is_packed || (groups & kGroups) == kGroups ||
               (pairs & kPairs) == kPairs;
    before = last;
    last = kind;
  }
  return {at, may_hold && at - within.begin >= kLongStretch};
}

}  // namespace stanch
