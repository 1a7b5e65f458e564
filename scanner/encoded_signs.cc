// SPDX-License-Identifier: Apache-2.0
#include "scanner/encoded_signs.h"

#include <algorithm>
#include <array>
#include <bit>

#include "rules/run.h"
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

// The masks of the bytes from `at` on; zeros stand behind the text's end.
template <typename Masks>
Masks masks_at(Masks (*look)(const char*), std::string_view text,
               std::uint64_t at) {
  if (text.size() - at >= kMaskedBytes) return look(text.data() + at);
  std::array<char, kMaskedBytes> copy{};
  std::copy(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
            copy.begin());
  return look(copy.data());
}

// Whether what stands behind a lead can follow it.
bool is_lead(std::string_view text, std::uint64_t at) {
  if (at + 2 >= text.size()) {
    return text.substr(at) == "=\n";
  }
  const char second = text[at + 1], third = text[at + 2];
  switch (text[at]) {
    case '%':
      return second >= '2' && second <= '7' && hex_value(third) >= 0;
    case '=':
      return second == '\n' || (second == '\r' && third == '\n') ||
             (second == '3' && third == 'D');
    case '\\':
      // \\\" and \/\/
      if (second == '\\') return text.substr(at + 2).starts_with("\\\"");
      if (second == '/') return text.substr(at + 2).starts_with("\\/");
      return (second == 'u' || second == 'x') &&
             (third == '{' || hex_value(third) >= 0);
    default:
      break;
  }
  if (second == '#')
    return third == 'x' || third == 'X' || hex_value(third) >= 0;
  // &quot; &apos; &lt; &gt; &equals; &colon; &commat; &sol; &lowbar; &plus;
  constexpr std::string_view kPairs[] = {"qu", "ap", "lt", "gt", "eq",
                                         "co", "so", "lo", "pl"};
  return std::ranges::any_of(kPairs, [&](std::string_view pair) {
    return pair[0] == second && pair[1] == third;
  });
}

void add_leads(std::string_view text, std::uint64_t at, std::uint64_t mask,
               std::vector<std::uint64_t>& out) {
  for (; mask != 0; mask &= mask - 1) {
    const std::uint64_t lead =
        at + static_cast<unsigned>(std::countr_zero(mask));
    if (is_lead(text, lead)) out.push_back(lead);
  }
}

// A change may make a line as long as one is that was broken.
void add_line_end(std::string_view text, Range bounds, std::uint64_t newline,
                  std::vector<std::uint64_t>& out) {
  std::uint64_t end = newline;
  if (end > bounds.begin && text[end - 1] == '\r') --end;
  if (end > bounds.begin && text[end - 1] == '=') out.push_back(end - 1);
}

void find_leads_near(std::string_view text, Range bounds, const Range& changed,
                     std::vector<std::uint64_t>& out) {
  const auto look = byte_looks().leads;
  const std::uint64_t begin = std::max(
      bounds.begin, changed.begin - std::min(changed.begin, kLongestEscape));
  // Some bytes behind the range, and then the end of its line.
  const std::uint64_t end = std::min(bounds.end, changed.end + kCrowd + 1);
  const std::uint64_t last =
      std::min(bounds.end, changed.end + kLongestBroken + 2);
  bool has_line_end = false;
  for (std::uint64_t at = begin; at < end || (at < last && !has_line_end);
       at += kMaskedBytes) {
    const LeadMasks masks = masks_at(look, text, at);
    add_leads(text, at, masks.leads & first_bits(end, at), out);
    if (has_line_end || at + kMaskedBytes <= changed.end) continue;
    const std::uint64_t newlines =
        masks.newlines & first_bits(last, at) & ~first_bits(changed.end, at);
    if (newlines == 0) continue;
    add_line_end(text, bounds,
                 at + static_cast<unsigned>(std::countr_zero(newlines)), out);
    has_line_end = true;
  }
}

}  // namespace

bool may_hold_text(std::string_view text, Range run) {
  const auto look = byte_looks().digits;
  const std::uint64_t last = run.end - kShortestRun + 1;  // where 16 begin
  for (std::uint64_t at = run.begin; at < last;
       at += kMaskedBytes - kShortestRun + 1) {
    const DigitMasks masks = masks_at(look, text, at);
    const std::uint64_t group =
        masks.first & masks.second >> 1 & masks.third >> 2;
    const std::uint64_t groups = group & group >> 4 & group >> 8 & group >> 12;
    std::uint64_t pairs = masks.hex_first;
    pairs &= pairs >> 2;
    pairs &= pairs >> 4;
    pairs &= pairs >> 8;
    if (((groups | pairs) & first_bits(last, at)) != 0) return true;
  }
  return false;
}

void find_escape_leads(std::string_view text, Range bounds,
                       std::span<const Range> changed,
                       std::vector<std::uint64_t>& out) {
  for (const Range& range : changed) find_leads_near(text, bounds, range, out);
}

void add_escape_leads(std::string_view text, Range within,
                      std::vector<std::uint64_t>& out) {
  const auto look = byte_looks().leads;
  for (std::uint64_t at = within.begin; at < within.end; at += kMaskedBytes) {
    const std::uint64_t leads = masks_at(look, text, at).leads;
    add_leads(text, at, leads & first_bits(within.end, at), out);
  }
}

std::uint64_t find_escape_lead(std::string_view text, Range within, char lead) {
  const auto look = byte_looks().leads;
  for (std::uint64_t at = within.begin; at < within.end; at += kMaskedBytes) {
    std::uint64_t mask =
        masks_at(look, text, at).leads & first_bits(within.end, at);
    for (; mask != 0; mask &= mask - 1) {
      const std::uint64_t found =
          at + static_cast<unsigned>(std::countr_zero(mask));
      if (text[found] == lead && is_lead(text, found)) return found;
    }
  }
  return within.end;
}

}  // namespace stanch
