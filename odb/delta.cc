// SPDX-License-Identifier: Apache-2.0
//
// A delta is two sizes and a row of instructions (gitformat-pack(5)):
//
//   base size, result size      7 bits a byte, lowest first, 0x80: more follow
//   1xxxxxxx [offset] [size]    copy: each x is one byte that is present, four
//                               of the offset and three of the size (0: 64 KiB)
//   0nnnnnnn bytes              insert the n bytes that follow
//   00000000                    reserved
//
// It is taken apart and checked once; then it is applied without a check.
#include "odb/delta.h"

#include <cstring>

#include <fmt/format.h>

namespace stanch {
namespace {

constexpr std::uint32_t kDefaultCopy = 0x10000;

std::unexpected<Error> damaged(std::string reason) {
  return fail(ErrorKind::kUnreadable, "its delta " + std::move(reason));
}

class DeltaParser {
 public:
  DeltaParser(std::string_view bytes, Delta& out)
      : at_(reinterpret_cast<const std::uint8_t*>(bytes.data())),
        end_(at_ + bytes.size()),
        out_(out) {}

  // False where the number is cut or needs more than 64 bits.
  bool size(std::uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; at_ != end_ && shift < 64; shift += 7) {
      const std::uint64_t byte = *at_++;
      const std::uint64_t bits = byte & 0x7f;
      if (shift == 63 && bits > 1) return false;
      value |= bits << shift;
      if ((byte & 0x80) == 0) return true;
    }
    return false;
  }

  // Null, or what is wrong.
  const char* instructions() {
    std::uint64_t to = 0;
    const std::uint64_t result = out_.result_size;
    while (at_ != end_) {
      const std::uint8_t code = *at_++;
      std::uint64_t size = code;
      if ((code & 0x80) != 0) {
        std::uint64_t from = 0;
        if (!copy(code, from, size)) return "is cut";
        if (from > out_.base_size || size > out_.base_size - from) {
          return "copies from outside its base";
        }
        if (size > result - to) return "gives more than it says";
        add_copy(from, to, size);
      } else {
        if (code == 0) return "has a reserved instruction";
        if (size > static_cast<std::size_t>(end_ - at_)) return "is cut";
        if (size > result - to) return "gives more than it says";
        add_insert(to, size);
        at_ += size;
      }
      to += size;
    }
    return to == result ? nullptr : "gives less than it says";
  }

 private:
  bool copy(std::uint8_t code, std::uint64_t& from, std::uint64_t& size) {
    std::uint32_t parts[7];
    for (unsigned i = 0; i < 7; ++i) {
      const bool present = (code >> i & 1) != 0;
      if (present && at_ == end_) return false;
      parts[i] = present ? *at_++ : 0;
    }
    from = parts[0] | parts[1] << 8 | parts[2] << 16 | parts[3] << 24;
    size = parts[4] | parts[5] << 8 | parts[6] << 16;
    if (size == 0) size = kDefaultCopy;
    return true;
  }

  void add_copy(std::uint64_t from, std::uint64_t to, std::uint64_t size) {
    if (!out_.copies.empty()) {
      Copy& last = out_.copies.back();
      if (last.from + last.size == from && last.to + last.size == to) {
        last.size += size;
        return;
      }
    }
    out_.copies.push_back({from, to, size});
  }

  void add_insert(std::uint64_t to, std::uint64_t size) {
    out_.inserts.push_back(
        {to, {reinterpret_cast<const char*>(at_), static_cast<size_t>(size)}});
  }

  const std::uint8_t* at_;
  const std::uint8_t* end_;
  Delta& out_;
};

}  // namespace

Result<void> parse_delta(std::string_view bytes, std::uint64_t base_size,
                         std::uint64_t limit, Delta& out) {
  out.copies.clear();
  out.inserts.clear();
  DeltaParser parser(bytes, out);
  if (!parser.size(out.base_size) || !parser.size(out.result_size)) {
    return damaged("is cut");
  }
  if (out.base_size != base_size) {
    return damaged(fmt::format("is for a base of {} bytes, and its base has {}",
                               out.base_size, base_size));
  }
  if (out.result_size > limit) {
    return damaged(fmt::format("gives {} bytes, more than the limit of {}",
                               out.result_size, limit));
  }
  if (const char* wrong = parser.instructions()) return damaged(wrong);
  return {};
}

Result<std::uint64_t> delta_result_size(std::string_view start) {
  Delta unused;
  DeltaParser parser(start, unused);
  std::uint64_t base = 0, result = 0;
  if (!parser.size(base) || !parser.size(result)) return damaged("is cut");
  return result;
}

void apply_delta(const Delta& delta, std::string_view base, char* result) {
  for (const Copy& copy : delta.copies) {
    std::memcpy(result + copy.to, base.data() + copy.from, copy.size);
  }
  for (const Delta::Insert& insert : delta.inserts) {
    std::memcpy(result + insert.to, insert.bytes.data(), insert.bytes.size());
  }
}

}  // namespace stanch
