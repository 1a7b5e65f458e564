// SPDX-License-Identifier: Apache-2.0
//
// A file is one object. Each begins with a byte that says what it is; one of
// several parts is followed by them, and so on inside of them. What is still to
// come lies on a stack of counts:
//
//   code ──▶ numbers, 8 objects, a number, 1 or 2 objects
//   tuple ─▶ as many objects as it says
#include "files/pyc_strings.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace stanch {
namespace {

// How files of some versions look, by the number that they begin with.
struct PycLayout {
  std::uint32_t from, to;  // numbers, both counted in
  std::size_t head;        // bytes before the first object
  unsigned numbers;        // that a code object begins with
  unsigned tables;         // objects that it ends with
};

constexpr std::array kLayouts = {
    PycLayout{62'121, 62'299, 8, 4, 1},  // 2.5 to 2.7
    PycLayout{3'000, 3'199, 8, 5, 1},    // 3.0 to 3.2
    PycLayout{3'200, 3'389, 12, 5, 1},   // to 3.6: the source's size as well
    PycLayout{3'390, 3'399, 16, 5, 1},   // 3.7: flags (PEP 552)
    PycLayout{3'400, 3'449, 16, 6, 1},   // to 3.10: positional arguments
    PycLayout{3'450, 3'999, 16, 5, 2}};  // from 3.11 on

constexpr unsigned kObjectsOfCode = 8;
constexpr std::size_t kDeepest = 2000;  // as CPython's own reader
constexpr unsigned char kReferred = 0x80;

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t out = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    out = out << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return out;
}

const PycLayout* layout_of(std::string_view head) {
  if (head.size() < 4 || head[2] != '\r' || head[3] != '\n') return nullptr;
  std::uint32_t number = little_endian(head.substr(0, 2));
  auto found = std::ranges::find_if(kLayouts, [&](const PycLayout& layout) {
    return number >= layout.from && number <= layout.to;
  });
  if (found == kLayouts.end() || head.size() <= found->head) return nullptr;
  auto kind = static_cast<unsigned char>(head[found->head]);
  return (kind & ~kReferred) == 'c' ? &*found : nullptr;
}

class PycReader {
 public:
  PycReader(std::string_view objects, const PycLayout& layout)
      : left_(objects), layout_(layout) {}

  std::optional<std::string> run() {
    stack_.push_back({.count = 1});
    while (!stack_.empty()) {
      Todo& top = stack_.back();
      if (top.count == 0) {
        stack_.pop_back();
        continue;
      }
      --top.count;
      bool done = top.is_number ? pass(4) : read_object();
      if (!done || stack_.size() > kDeepest) return std::nullopt;
    }
    return std::move(out_);
  }

 private:
  struct Todo {
    std::uint64_t count = 0;
    bool is_number = false;  // else objects
  };

  bool pass(std::uint64_t bytes) {
    if (bytes > left_.size()) return false;
    left_.remove_prefix(bytes);
    return true;
  }
  std::optional<std::uint32_t> number(std::size_t bytes) {
    if (left_.size() < bytes) return std::nullopt;
    std::uint32_t out = little_endian(left_.substr(0, bytes));
    left_.remove_prefix(bytes);
    return out;
  }
  bool read_string(std::size_t bytes_of_size) {
    auto size = number(bytes_of_size);
    if (!size || *size > left_.size()) return false;
    out_.append(left_.substr(0, *size)) += '\n';
    return pass(*size);
  }
  bool read_objects(std::optional<std::uint32_t> count) {
    if (!count || *count > left_.size()) return false;
    stack_.push_back({.count = *count});
    return true;
  }
  bool read_code() {
    stack_.push_back({.count = layout_.tables});
    stack_.push_back({.count = 1, .is_number = true});
    stack_.push_back({.count = kObjectsOfCode});
    stack_.push_back({.count = layout_.numbers, .is_number = true});
    return true;
  }
  // Digits of 15 bits, so many as the number's absolute value.
  bool read_long() {
    auto digits = number(4);
    if (!digits) return false;
    auto count = static_cast<std::int64_t>(static_cast<std::int32_t>(*digits));
    return pass(2 * static_cast<std::uint64_t>(count < 0 ? -count : count));
  }

  bool read_object();

  std::string_view left_;
  const PycLayout& layout_;
  std::vector<Todo> stack_;
  std::string out_;
};

bool PycReader::read_object() {
  auto kind = number(1);
  if (!kind) return false;
  switch (*kind & ~std::uint32_t{kReferred}) {
    case 'N':  // None, False, True, StopIteration, Ellipsis
    case 'F':
    case 'T':
    case 'S':
    case '.':
      return true;
    case 'i':  // an int; what was there before, by its number
    case 'r':
    case 'R':
      return pass(4);
    case 'I':  // an int of 64 bits, a float
    case 'g':
      return pass(8);
    case 'y':  // a complex number
      return pass(16);
    case 'f':  // a float as text
      return read_string(1);
    case 'x':
      return read_string(1) && read_string(1);
    case 'l':
      return read_long();
    case 's':  // bytes and texts
    case 't':
    case 'u':
    case 'a':
    case 'A':
      return read_string(4);
    case 'z':
    case 'Z':
      return read_string(1);
    case ')':  // tuples, a list, sets
      return read_objects(number(1));
    case '(':
    case '[':
    case '<':
    case '>':
      return read_objects(number(4));
    case ':':  // a slice
      return read_objects(3);
    case 'c':
      return read_code();
    default:
      return false;
  }
}

}  // namespace

bool is_pyc(std::string_view head) { return layout_of(head) != nullptr; }

std::optional<std::string> pyc_strings(std::string_view file) {
  const PycLayout* layout = layout_of(file);
  if (layout == nullptr) return std::nullopt;
  return PycReader(file.substr(layout->head), *layout).run();
}

}  // namespace stanch
