// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a delta on a base: what is taken apart covers the result without
// gap or overlap, copies from inside the base, and is applied within bounds.
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/target.h"
#include "odb/delta.h"

namespace stanch {
namespace {

constexpr std::uint64_t kLimit = 1 << 20;

void check(const Delta& delta, std::string_view base) {
  std::uint64_t at = 0;
  auto copy = delta.copies.begin();
  auto insert = delta.inserts.begin();
  while (at < delta.result_size) {
    if (copy != delta.copies.end() && copy->to == at) {
      require(copy->size > 0 && copy->from + copy->size <= base.size());
      at += copy++->size;
    } else {
      require(insert != delta.inserts.end() && insert->to == at);
      require(!insert->bytes.empty());
      at += insert++->bytes.size();
    }
  }
  require(at == delta.result_size && copy == delta.copies.end() &&
          insert == delta.inserts.end());
  std::string result(delta.result_size, '\0');
  apply_delta(delta, base, result.data());
}

}  // namespace

void check_any(std::string_view bytes) {
  if (bytes.empty()) return;
  std::size_t base_size = std::min<std::size_t>(
      static_cast<std::uint8_t>(bytes[0]), bytes.size() - 1);
  std::string_view base = bytes.substr(1, base_size);
  Delta delta;
  if (parse_delta(bytes.substr(1 + base_size), base.size(), kLimit, delta)) {
    check(delta, base);
  }
}

}  // namespace stanch
