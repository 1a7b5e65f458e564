// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace stanch {

// A place in a text. Both count from 1; columns count bytes, lines end with
// '\n'.
struct Position {
  std::uint64_t line = 1;
  std::uint64_t column = 1;

  auto operator<=>(const Position&) const = default;
};

// The place one byte after `text`, when `text` starts at `start`.
Position advance(Position start, std::string_view text);

// Turns offsets into positions in one pass: each call must ask for an offset
// not smaller than the one before. The text is borrowed.
class PositionCursor {
 public:
  PositionCursor(std::string_view text, Position start)
      : text_(text), position_(start) {}

  Position at(std::size_t offset);

 private:
  std::string_view text_;
  std::size_t offset_ = 0;
  Position position_;
};

}  // namespace stanch
