// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as the file of a loose object, and as what is stored_stream in one:
// what is read has the size that its head says.
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/stored_stream.h"
#include "fuzz/target.h"
#include "odb/loose.h"

namespace stanch {
namespace {

constexpr std::uint64_t kLongest = 1 << 16;

void check(std::string_view bytes) {
  static Inflater inflater;
  auto raw = parse_loose(bytes, kLongest, inflater);
  if (raw) require(raw->bytes.size() <= kLongest);
  auto object = parse_loose(stored_stream(bytes), kLongest, inflater);
  if (!object) return;
  // The head, with its NUL, and then the object and nothing else.
  std::size_t nul = bytes.find('\0');
  require(nul != bytes.npos);
  require(bytes.substr(nul + 1) == object->bytes);
  require(bytes.starts_with(to_string(object->type)));
}

}  // namespace

void check_any(std::string_view bytes) {
  if (bytes.size() > 0xffff) return;
  check(bytes);
}

}  // namespace stanch
