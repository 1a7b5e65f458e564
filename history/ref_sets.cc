// SPDX-License-Identifier: Apache-2.0
#include "history/ref_sets.h"

#include <algorithm>
#include <utility>

namespace stanch {

std::uint32_t RefSets::add(std::vector<std::uint32_t> refs) {
  std::ranges::sort(refs);
  auto twice = std::ranges::unique(refs);
  refs.erase(twice.begin(), twice.end());
  auto [place, is_new] = places_.try_emplace(
      std::move(refs), static_cast<std::uint32_t>(sets_.size()));
  if (is_new) sets_.push_back(&place->first);
  return place->second;
}

std::uint32_t RefSets::join(std::uint32_t a, std::uint32_t b) {
  if (a == b || b == 0) return a;
  if (a == 0) return b;
  std::vector<std::uint32_t> refs = *sets_[a];
  std::ranges::copy(*sets_[b], std::back_inserter(refs));
  return add(std::move(refs));
}

std::vector<std::vector<std::uint32_t>> RefSets::take() {
  std::vector<std::vector<std::uint32_t>> out;
  for (const auto* set : sets_) out.push_back(*set);
  return out;
}

std::vector<std::uint32_t> refs_with_marks(
    const SharedMaps& maps, std::span<const SharedMaps::Map> of_refs,
    std::uint32_t marks, RefSets& sets) {
  // Refs with the same marks are one group.
  std::map<SharedMaps::Map, std::vector<std::uint32_t>> groups;
  for (std::uint32_t ref = 0; ref < of_refs.size(); ++ref) {
    groups[of_refs[ref]].push_back(ref);
  }
  std::vector<std::vector<const std::vector<std::uint32_t>*>> with(marks);
  for (const auto& [map, refs] : groups) {
    maps.each(map, [&](std::uint64_t mark, std::uint32_t) {
      if (mark < marks) with[mark].push_back(&refs);
    });
  }
  // Marks of the same groups are of the same refs.
  std::map<std::vector<const std::vector<std::uint32_t>*>, std::uint32_t> known;
  std::vector<std::uint32_t> out;
  for (auto& mark_groups : with) {
    auto [place, is_new] = known.try_emplace(std::move(mark_groups), 0);
    if (is_new) {
      std::vector<std::uint32_t> refs;
      for (const auto* group : place->first) {
        std::ranges::copy(*group, std::back_inserter(refs));
      }
      place->second = sets.add(std::move(refs));
    }
    out.push_back(place->second);
  }
  return out;
}

}  // namespace stanch
