// SPDX-License-Identifier: Apache-2.0
#include "core/position.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace stanch {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101;

// One in each byte that is '\n', nothing in the others.
std::uint64_t line_ends(std::uint64_t word) {
  constexpr std::uint64_t kLow = 0x7f * kOnes;
  std::uint64_t other = word ^ ('\n' * kOnes);
  return (~(((other & kLow) + kLow) | other) >> 7) & kOnes;
}

// Eight bytes at once: every byte of a long text is asked.
std::uint64_t count_lines(std::string_view text) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  constexpr std::size_t kMost = 255;  // words whose counts fit into a byte
  constexpr std::uint64_t kEven = 0x00ff00ff00ff00ff;
  std::uint64_t out = 0;
  while (text.size() >= kWord) {
    std::size_t words = std::min(text.size() / kWord, kMost);
    std::uint64_t counts = 0;
    for (std::size_t i = 0; i < words; ++i) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + i * kWord, kWord);
      counts += line_ends(word);
    }
    // Bytes to pairs, then all four pairs into the highest.
    counts = (counts & kEven) + (counts >> 8 & kEven);
    out += counts * 0x0001000100010001 >> 48;
    text.remove_prefix(words * kWord);
  }
  return out + static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

}  // namespace

Position advance(Position start, std::string_view text) {
  auto lines = count_lines(text);
  if (lines == 0) return {start.line, start.column + text.size()};
  return {start.line + lines, text.size() - text.rfind('\n')};
}

Position PositionCursor::at(std::size_t offset) {
  assert(offset >= offset_ && offset <= text_.size());
  position_ = advance(position_, text_.substr(offset_, offset - offset_));
  offset_ = offset;
  return position_;
}

}  // namespace stanch
