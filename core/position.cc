// SPDX-License-Identifier: Apache-2.0
#include "core/position.h"

#include <algorithm>
#include <cassert>

namespace stanch {

Position advance(Position start, std::string_view text) {
  auto lines = std::ranges::count(text, '\n');
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
