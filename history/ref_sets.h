// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "history/shared_maps.h"

namespace stanch {

// Sets of refs, each kept once: many secrets are in the history of the same
// refs. Refs are numbers; the first set is empty. One thread.
class RefSets {
 public:
  RefSets() { add({}); }

  // The place of a set, which need be neither sorted nor free of doubles.
  std::uint32_t add(std::vector<std::uint32_t> refs);
  // That of two sets' union.
  std::uint32_t join(std::uint32_t a, std::uint32_t b);

  std::vector<std::vector<std::uint32_t>> take();

 private:
  std::map<std::vector<std::uint32_t>, std::uint32_t> places_;
  std::vector<const std::vector<std::uint32_t>*> sets_;
};

// For each mark below `marks` the set of those refs that have it; `of_refs` are
// the marks of each ref.
std::vector<std::uint32_t> refs_with_marks(
    const SharedMaps& maps, std::span<const SharedMaps::Map> of_refs,
    std::uint32_t marks, RefSets& sets);

}  // namespace stanch
