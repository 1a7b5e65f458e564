// SPDX-License-Identifier: Apache-2.0
#include "scanner/encoded_runs.h"

#include <algorithm>

#include "scanner/encoded_signs.h"
#include "scanner/long_runs.h"
#include "scanner/utf8.h"

namespace stanch {
namespace {

constexpr std::string_view kGzipHead = "\x1f\x8b\x08";
// The windows of 32 KiB that every compressor writes, at each level.
constexpr std::string_view kZlibHeads[] = {
    {"x\x01", 2}, "x\x5e", "x\x9c", "x\xda"};

// Letters of ASCII and zeros by turns, after a byte order mark or without.
bool is_wide(std::string_view bytes, std::size_t zero, std::string_view mark) {
  std::size_t from = bytes.starts_with(mark) ? 2 : 0;
  if (from == 0 && bytes.size() >= 8) bytes = bytes.substr(0, 8);
  for (std::size_t i = from; i < bytes.size(); ++i) {
    bool is_zero = i % 2 == zero;
    if (is_zero ? bytes[i] != '\0' : !TextCheck{}.accepts(bytes[i])) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool may_be_packed(std::string_view bytes) {
  return bytes.starts_with(kGzipHead) ||
         std::ranges::any_of(
             kZlibHeads,
             [&](std::string_view head) { return bytes.starts_with(head); }) ||
         is_wide(bytes, 1, "\xff\xfe") || is_wide(bytes, 0, "\xfe\xff");
}

std::optional<Encoding> packed_encoding(std::string_view bytes) {
  bytes = bytes.substr(0, 9);
  if (bytes.size() < 9 || !may_be_packed(bytes)) return std::nullopt;
  if (bytes.starts_with(kGzipHead)) return Encoding::kGzip;
  if (bytes[0] == 'x') {
    return bytes[1] == '\0' ? Encoding::kUtf16Le : Encoding::kZlib;
  }
  return is_wide(bytes, 1, "\xff\xfe") ? Encoding::kUtf16Le
                                       : Encoding::kUtf16Be;
}

bool depends_on(const Range& read, std::span<const Range> changed) {
  auto next = std::ranges::lower_bound(changed, read.begin, {}, &Range::end);
  return next != changed.end() && next->begin <= read.end;
}

void find_runs(std::string_view text, Range bounds,
               std::span<const Range> changed, std::vector<FoundRun>& out) {
  std::vector<Range> long_runs;
  for (const Range& range : changed) {
    find_long_runs(text, bounds, {range.begin, range.end + kDigitReach},
                   long_runs);
  }
  find_digit_runs(text, bounds, long_runs, changed, out, nullptr);
  find_escape_runs(text, bounds, changed, out);
}

void find_nested_runs(std::string_view text, Range bounds,
                      std::span<const Range> decoded,
                      std::vector<FoundRun>& out) {
  std::vector<Range> long_runs;
  find_long_runs(text, bounds, bounds, long_runs);
  find_digit_runs(text, bounds, long_runs, {&bounds, 1}, out, nullptr);
  std::vector<std::uint64_t> leads;
  for (const Range& range : decoded) add_escape_leads(text, range, leads);
  find_escape_runs(text, bounds, leads, {&bounds, 1}, out);
}

}  // namespace stanch
