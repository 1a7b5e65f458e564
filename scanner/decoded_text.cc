// SPDX-License-Identifier: Apache-2.0
#include "scanner/decoded_text.h"

#include <algorithm>

namespace stanch {

using Kind = TextPiece::Kind;

// Grows the last piece where what comes is more of its kind.
void DecodedText::append(std::string_view bytes, std::size_t in,
                         TextPiece piece) {
  piece.begin = static_cast<std::uint32_t>(text_.size());
  piece.source = static_cast<std::uint32_t>(end_);
  text_ += bytes;
  end_ += in;
  if (!pieces_.empty() && piece.kind != Kind::kPacked) {
    const TextPiece& last = pieces_.back();
    std::uint64_t units = (piece.begin - last.begin) / last.out;
    bool adjoins = last.source + units * last.in == piece.source &&
                   units * last.out == piece.begin - last.begin;
    if (last.kind == piece.kind && last.out == piece.out &&
        last.in == piece.in && adjoins) {
      return;
    }
  }
  pieces_.push_back(piece);
}

void DecodedText::literal(std::string_view bytes) {
  if (!bytes.empty()) append(bytes, bytes.size(), {});
}

void DecodedText::unit(std::string_view bytes, std::size_t in) {
  append(bytes, in,
         {.kind = Kind::kUnits,
          .out = static_cast<std::uint8_t>(bytes.size()),
          .in = static_cast<std::uint8_t>(in)});
}

void DecodedText::base64_bytes(std::string_view bytes, std::size_t in) {
  append(bytes, in, {.kind = Kind::kBase64, .out = 3, .in = 4});
}

void DecodedText::packed(std::string_view bytes, std::size_t in) {
  append(bytes, in, {.kind = Kind::kPacked});
}

const TextPiece& DecodedText::piece_at(std::uint64_t offset) const {
  return *std::prev(
      std::ranges::upper_bound(pieces_, offset, {}, &TextPiece::begin));
}

// Where the piece ends in the other text: what is skipped after it belongs to
// none.
std::uint64_t DecodedText::source_end(const TextPiece& piece) const {
  return &piece == &pieces_.back() ? end_ : (&piece)[1].source;
}

Range DecodedText::original(Range range) const {
  const TextPiece& first = piece_at(range.begin);
  std::uint64_t into = range.begin - first.begin;
  std::uint64_t begin = first.source;
  if (first.kind != Kind::kPacked) {
    begin += into / first.out * first.in;
    if (first.kind == Kind::kBase64) begin += into % 3;
  }
  const TextPiece& last = piece_at(range.end - 1);
  into = range.end - 1 - last.begin;
  std::uint64_t end = source_end(last);
  if (last.kind == Kind::kBase64) {
    end = std::min(end, last.source + into / 3 * 4 + into % 3 + 2);
  } else if (last.kind != Kind::kPacked) {
    end = std::min(end, last.source + (into / last.out + 1) * last.in);
  }
  return {begin, end};
}

Range DecodedText::shown(Range source) const {
  auto place = [&](std::uint64_t offset, bool is_end) -> std::uint64_t {
    auto next =
        std::ranges::upper_bound(pieces_, offset, {}, &TextPiece::source);
    if (next == pieces_.begin()) return 0;
    const TextPiece& piece = *std::prev(next);
    std::uint64_t limit = next == pieces_.end() ? text_.size() : next->begin;
    if (piece.kind == Kind::kPacked) return is_end ? limit : piece.begin;
    std::uint64_t into = offset - piece.source + (is_end ? piece.in - 1 : 0);
    return std::min(limit, piece.begin + into / piece.in * piece.out);
  };
  return {place(source.begin, false), place(source.end, true)};
}

std::vector<Range> DecodedText::changed() const {
  std::vector<Range> out;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (pieces_[i].kind == Kind::kLiteral) continue;
    const std::uint64_t begin = pieces_[i].begin;
    const std::uint64_t end =
        i + 1 < pieces_.size() ? pieces_[i + 1].begin : text_.size();
    if (!out.empty() && out.back().end == begin) {
      out.back().end = end;
    } else {
      out.push_back({begin, end});
    }
  }
  return out;
}

// Between two literal pieces something stood that stands for nothing.
bool DecodedText::is_changed(Range range) const {
  const TextPiece& first = piece_at(range.begin);
  return first.kind != Kind::kLiteral || &piece_at(range.end - 1) != &first;
}

}  // namespace stanch
