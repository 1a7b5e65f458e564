// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as the file of a loose object, and as what is deflated in one: what
// is read has the size that its head says.
#include <cstdint>
#include <string>
#include <string_view>

#include <zlib.h>

#include "fuzz/target.h"
#include "odb/loose.h"

namespace stanch {
namespace {

constexpr std::uint64_t kLongest = 1 << 16;

// A zlib stream of one stored block (RFC 1950 and 1951), as zlib's own start is
// slow; up to 64 KiB.
std::string deflated(std::string_view bytes) {
  const auto size = static_cast<unsigned>(bytes.size());
  std::string out = "\x78\x01\x01";
  for (unsigned part : {size, size >> 8, ~size, ~size >> 8}) {
    out += static_cast<char>(part);
  }
  out += bytes;
  auto sum = static_cast<std::uint32_t>(
      adler32(1, reinterpret_cast<const Bytef*>(bytes.data()), size));
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += static_cast<char>(sum >> shift);
  }
  return out;
}

void check(std::string_view bytes) {
  static Inflater inflater;
  auto raw = parse_loose(bytes, kLongest, inflater);
  if (raw) require(raw->bytes.size() <= kLongest);
  auto object = parse_loose(deflated(bytes), kLongest, inflater);
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
