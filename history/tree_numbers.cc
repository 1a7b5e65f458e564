// SPDX-License-Identifier: Apache-2.0
#include "history/tree_numbers.h"

#include <algorithm>
#include <bit>
#include <ranges>
#include <utility>

namespace stanch {

TreeNumbers::TreeNumbers(const ObjectStore& store, const Survey& survey)
    : ids_(store.layout().hash) {
  for (std::uint32_t pack = 0; pack < store.packs().size(); ++pack) {
    add_pack(store, survey, pack);
  }
  for (std::size_t i = 0; i < survey.loose.size(); ++i) {
    if (survey.loose[i] != ObjectType::kTree) continue;
    ids_.add(store.loose()[i].id);
    bases_.push_back(kNoTree);
    ends_.push_back(size() + 1);
  }
  index();
}

void TreeNumbers::add_pack(const ObjectStore& store, const Survey& survey,
                           std::uint32_t pack) {
  const DeltaForest& forest = survey.forests[pack];
  std::vector<std::pair<std::uint32_t, TreeNumber>> waiting;  // entry, base
  for (std::uint32_t root : forest.roots()) {
    if (forest.type(root) != ObjectType::kTree) continue;
    waiting.emplace_back(root, kNoTree);
    while (!waiting.empty()) {
      const auto [entry, base] = waiting.back();
      waiting.pop_back();
      const TreeNumber number = size();
      ids_.add(store.packs()[pack].id(entry));
      places_.push_back({pack, entry});
      bases_.push_back(base);
      ends_.push_back(number + forest.weight(entry));
      // The last to be put there is the first to be numbered.
      for (std::uint32_t child : forest.children(entry) | std::views::reverse) {
        waiting.emplace_back(child, number);
      }
    }
  }
}

void TreeNumbers::index() {
  slots_.assign(std::bit_ceil(std::size_t{size()} * 2 + 1), kNoTree);
  const std::size_t mask = slots_.size() - 1;
  for (TreeNumber tree = 0; tree < size(); ++tree) {
    const ObjectId id = ids_[tree];
    std::size_t at = id.prefix() & mask;
    while (slots_[at] != kNoTree && ids_[slots_[at]] != id) {
      at = (at + 1) & mask;
    }
    if (slots_[at] == kNoTree) slots_[at] = tree;
  }
}

TreeNumber TreeNumbers::find(const ObjectId& id) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = id.prefix() & mask;
  while (slots_[at] != kNoTree && ids_[slots_[at]] != id) at = (at + 1) & mask;
  return slots_[at];
}

std::optional<ObjectStore::Place> TreeNumbers::place(TreeNumber tree) const {
  if (tree >= places_.size()) return std::nullopt;
  return places_[tree];
}

}  // namespace stanch
