// SPDX-License-Identifier: Apache-2.0
#include "scanner/wide_text.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "scanner/utf8.h"

namespace stanch {
namespace {

using enum WideEncoding;

constexpr std::size_t kSample = 4096;
constexpr std::size_t kShortest = 8;

std::size_t unit_size(WideEncoding encoding) {
  return encoding == kUtf16Le || encoding == kUtf16Be ? 2 : 4;
}

std::string_view mark_of(WideEncoding encoding) {
  switch (encoding) {
    case kUtf16Le:
      return "\xff\xfe";
    case kUtf16Be:
      return "\xfe\xff";
    case kUtf32Le:
      return {"\xff\xfe\0\0", 4};
    case kUtf32Be:
      return {"\0\0\xfe\xff", 4};
  }
  return {};
}

std::uint32_t unit_at(std::string_view bytes, std::size_t at,
                      WideEncoding encoding) {
  std::size_t size = unit_size(encoding);
  bool is_little = encoding == kUtf16Le || encoding == kUtf32Le;
  std::uint32_t unit = 0;
  for (std::size_t i = 0; i < size; ++i) {
    std::size_t next = is_little ? size - 1 - i : i;
    unit = unit << 8 | static_cast<unsigned char>(bytes[at + next]);
  }
  return unit;
}

}  // namespace

std::string_view to_string(WideEncoding encoding) {
  constexpr std::array<std::string_view, 4> kNames = {"utf-16le", "utf-16be",
                                                      "utf-32le", "utf-32be"};
  return kNames[static_cast<std::size_t>(encoding)];
}

std::optional<WideEncoding> detect_wide(std::string_view bytes) {
  // The marks of UTF-32 first: one of them begins as one of UTF-16 does.
  for (WideEncoding encoding : {kUtf32Le, kUtf32Be, kUtf16Le, kUtf16Be}) {
    if (bytes.starts_with(mark_of(encoding))) return encoding;
  }
  // Text holds no zero byte: the usual case, decided by the first bytes.
  std::string_view sample = bytes.substr(0, kSample);
  if (sample.size() < kShortest || !sample.substr(0, 64).contains('\0')) {
    return std::nullopt;
  }
  std::array<std::size_t, 4> zeros{};
  for (std::size_t i = 0; i < sample.size(); ++i) {
    zeros[i & 3] += sample[i] == '\0';
  }
  // Which of four bytes in a row are zero, the first one lowest.
  std::size_t most = sample.size() / 4;
  unsigned mostly = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    if (zeros[i] * 10 >= most * 7) {
      mostly |= 1u << i;
    } else if (zeros[i] * 50 > most) {
      return std::nullopt;
    }
  }
  switch (mostly) {
    case 0b1010:
      return kUtf16Le;
    case 0b0101:
      return kUtf16Be;
    case 0b1110:
      return kUtf32Le;
    case 0b0111:
      return kUtf32Be;
    default:
      return std::nullopt;
  }
}

WideCharacter read_wide(std::string_view bytes, WideEncoding encoding) {
  std::uint32_t first = unit_at(bytes, 0, encoding);
  if (unit_size(encoding) == 4) return {first, 4};
  if (first < 0xd800 || first >= 0xdc00 || bytes.size() < 4) return {first, 2};
  std::uint32_t low = unit_at(bytes, 2, encoding);
  if (low < 0xdc00 || low >= 0xe000) return {first, 2};
  return {0x10000 + ((first & 0x3ff) << 10 | (low & 0x3ff)), 4};
}

WideText::WideText(std::string_view bytes, WideEncoding encoding)
    : unit_(unit_size(encoding)) {
  if (bytes.starts_with(mark_of(encoding))) mark_ = mark_of(encoding).size();
  text_.reserve(bytes.size() / unit_);
  for (std::size_t i = mark_; i + unit_ <= bytes.size();) {
    WideCharacter character = read_wide(bytes.substr(i), encoding);
    std::array<char, 4> utf8{};
    text_.append(utf8.data(), put_utf8(character.point, utf8));
    i += character.size;
  }
}

Range WideText::original(Range range) const {
  return {original(range.begin), original(range.end)};
}

std::uint64_t WideText::original(std::uint64_t offset) const {
  assert(offset <= text_.size());
  std::uint64_t units = 0;
  for (unsigned char byte : std::string_view(text_).substr(0, offset)) {
    if ((byte & 0xc0) != 0x80) ++units;       // a character begins
    if (byte >= 0xf0 && unit_ == 2) ++units;  // and is a surrogate pair
  }
  return mark_ + units * unit_;
}

}  // namespace stanch
