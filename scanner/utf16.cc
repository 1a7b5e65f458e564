// SPDX-License-Identifier: Apache-2.0
#include "scanner/utf16.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "scanner/utf8.h"

namespace stanch {
namespace {

constexpr std::size_t kSample = 4096;
constexpr std::size_t kShortest = 8;

}  // namespace

std::optional<Utf16> detect_utf16(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  if (bytes.starts_with("\xff\xfe")) return Utf16::kLittleEndian;
  if (bytes.starts_with("\xfe\xff")) return Utf16::kBigEndian;
  // Text holds no zero byte: the usual case, decided by the first bytes.
  std::string_view sample = bytes.substr(0, kSample);
  if (sample.size() < kShortest || !sample.substr(0, 64).contains('\0')) {
    return std::nullopt;
  }
  std::size_t zeros[2] = {0, 0};
  for (std::size_t i = 0; i < sample.size(); ++i) {
    zeros[i & 1] += sample[i] == '\0';
  }
  std::size_t most = sample.size() / 2;
  auto mostly = [&](std::size_t n) { return n * 10 >= most * 7; };
  auto hardly = [&](std::size_t n) { return n * 50 <= most; };
  if (mostly(zeros[1]) && hardly(zeros[0])) return Utf16::kLittleEndian;
  if (mostly(zeros[0]) && hardly(zeros[1])) return Utf16::kBigEndian;
  return std::nullopt;
}

Utf16Character read_utf16(std::string_view bytes, Utf16 order) {
  auto unit = [&](std::size_t i) {
    auto first = static_cast<unsigned char>(bytes[i]);
    auto second = static_cast<unsigned char>(bytes[i + 1]);
    return order == Utf16::kLittleEndian
               ? static_cast<std::uint32_t>(first | second << 8)
               : static_cast<std::uint32_t>(first << 8 | second);
  };
  std::uint32_t high = unit(0);
  if (high < 0xd800 || high >= 0xdc00 || bytes.size() < 4) return {high, 2};
  std::uint32_t low = unit(2);
  if (low < 0xdc00 || low >= 0xe000) return {high, 2};
  return {0x10000 + ((high & 0x3ff) << 10 | (low & 0x3ff)), 4};
}

Utf16Text::Utf16Text(std::string_view bytes, Utf16 order) {
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) mark_ = 2;
  text_.reserve(bytes.size() / 2);
  for (std::size_t i = mark_; i + 1 < bytes.size();) {
    Utf16Character character = read_utf16(bytes.substr(i), order);
    std::array<char, 4> utf8{};
    text_.append(utf8.data(), put_utf8(character.point, utf8));
    i += character.size;
  }
}

Range Utf16Text::original(Range range) const {
  return {original(range.begin), original(range.end)};
}

std::uint64_t Utf16Text::original(std::uint64_t offset) const {
  assert(offset <= text_.size());
  std::uint64_t units = 0;
  for (unsigned char byte : std::string_view(text_).substr(0, offset)) {
    if ((byte & 0xc0) != 0x80) ++units;  // a character begins
    if (byte >= 0xf0) ++units;           // and is a surrogate pair
  }
  return mark_ + units * 2;
}

}  // namespace stanch
