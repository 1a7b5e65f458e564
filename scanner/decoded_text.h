// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/range.h"
#include "scanner/encoding.h"

namespace stanch {

// How bytes of a decoded text stand in the text that it was decoded from:
// from here on, each `out` bytes for `in` bytes there.
struct TextPiece {
  enum class Kind : std::uint8_t {
    kLiteral,  // as they are
    kBase64,   // 3 for 4, the first of them in the first two digits
    kUnits,    // `out` for `in`: escape sequences of one length, hex, UTF-16
    kPacked,   // all for all: what is compressed has no finer place
  };
  std::uint32_t begin = 0;   // in the decoded text
  std::uint32_t source = 0;  // in the other
  Kind kind = Kind::kLiteral;
  std::uint8_t out = 1;
  std::uint8_t in = 1;
};

// What decode() makes of an EncodedRun, in its place: what stands before the
// run, the decoded bytes, what stands after it. Owns its bytes.
class DecodedText {
 public:
  // Of text that begins at `source` in the other text.
  explicit DecodedText(std::uint64_t source) : end_(source) {}

  std::string_view text() const { return text_; }
  // The part of text() that was decoded.
  Range decoded() const { return decoded_; }

  // The least stretch of the other text in which this one of text() stands.
  // Both are not empty.
  Range original(Range range) const;
  // The stretch of text() that holds what stood there in the other text, as
  // far as it is there at all; perhaps a few bytes more. May be empty.
  Range shown(Range source) const;
  // Whether its bytes stand otherwise in the other text. Not empty.
  bool is_changed(Range range) const;
  // Where every byte is, in order.
  std::vector<Range> changed() const;

  // Each appends: bytes as they stand in the other text, `in` bytes of it that
  // stand for `bytes`, and what stands for nothing.
  void literal(std::string_view bytes);
  void unit(std::string_view bytes, std::size_t in);
  void base64_bytes(std::string_view bytes, std::size_t in);
  void packed(std::string_view bytes, std::size_t in);
  void skip(std::size_t in) { end_ += in; }
  void skip_to(std::uint64_t source) { end_ = source; }

  void begin_decoded() { decoded_.begin = text_.size(); }
  void end_decoded() { decoded_.end = text_.size(); }

 private:
  void append(std::string_view bytes, std::size_t in, TextPiece piece);
  const TextPiece& piece_at(std::uint64_t offset) const;
  std::uint64_t source_end(const TextPiece& piece) const;

  std::string text_;
  Range decoded_;
  std::vector<TextPiece> pieces_;
  std::uint64_t end_;  // in the other text
};

}  // namespace stanch
