// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/copy.h"
#include "core/result.h"

namespace stanch {

// A delta (gitformat-pack(5), "Deltified representation"), taken apart. Views
// into the delta's bytes.
struct Delta {
  std::uint64_t base_size = 0;
  std::uint64_t result_size = 0;
  // The stretches taken over from the base, in the order of the result, none
  // empty. Neighbours that are neighbours in the base too are one.
  std::vector<Copy> copies;
  // What stands between them, in the order of the result: inserts[k] goes to
  // result offset inserts[k].to. None empty.
  struct Insert {
    std::uint64_t to = 0;
    std::string_view bytes;
  };
  std::vector<Insert> inserts;
};

// Takes `bytes` apart into `out`, whose memory is reused. Everything is
// checked: a copy outside the base, sizes that do not add up, a reserved or cut
// instruction, a result longer than `limit`. kUnreadable says which.
Result<void> parse_delta(std::string_view bytes, std::uint64_t base_size,
                         std::uint64_t limit, Delta& out);

// The size of the result, from the first bytes of a delta: so many hold it.
inline constexpr std::size_t kLongestDeltaSizes = 20;
Result<std::uint64_t> delta_result_size(std::string_view start);

// Writes result_size bytes to `result`. `base` is base_size bytes long.
void apply_delta(const Delta& delta, std::string_view base, char* result);

}  // namespace stanch
