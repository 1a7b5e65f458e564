// SPDX-License-Identifier: Apache-2.0
#include "history/tree_numbers.h"

#include <bit>
#include <cstring>
#include <utility>

#include "core/parallel.h"

namespace stanch {
namespace {

// Ids that a thread reads at once.
constexpr std::size_t kIdBatch = 4096;

// Ids are as good as random.
std::size_t slot(const std::uint8_t* id) {
  std::uint64_t begin = 0;
  std::memcpy(&begin, id, sizeof begin);
  return begin;
}

}  // namespace

TreeNumbers::TreeNumbers(const ObjectStore& store,
                         std::span<const DeltaForest> forests,
                         std::span<const ObjectId> loose, TaskPool& pool)
    : ids_(store.layout().hash) {
  for (std::size_t i = 0; i < forests.size(); ++i) {
    add_pack(store.packs()[i], forests[i], pool);
  }
  packed_ = size();
  for (const ObjectId& id : loose) {
    ids_.add(id);
    bases_.push_back(kNoTree);
    ends_.push_back(size() + 1);
  }
  index();
}

void TreeNumbers::add_pack(const Pack& pack, const DeltaForest& forest,
                           TaskPool& pool) {
  auto& numbers = by_entry_.emplace_back(pack.entries(), kNoTree);
  std::vector<std::uint32_t> entries;
  std::vector<std::pair<std::uint32_t, TreeNumber>> waiting;  // entry, base
  for (std::uint32_t root : forest.roots()) {
    if (forest.type(root) != ObjectType::kTree) continue;
    waiting.emplace_back(root, kNoTree);
    while (!waiting.empty()) {
      const auto [entry, base] = waiting.back();
      waiting.pop_back();
      const TreeNumber number = size();
      numbers[entry] = number;
      entries.push_back(entry);
      bases_.push_back(base);
      ends_.push_back(number + forest.weight(entry));
      for (std::uint32_t child : forest.children(entry)) {
        waiting.emplace_back(child, number);
      }
    }
  }
  // Ids lie about in the index of the pack.
  const std::size_t before = ids_.size();
  ids_.resize(before + entries.size());
  in_parallel(pool, entries.size(), kIdBatch,
              [&](unsigned, std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i) {
                  ids_.set(before + i, pack.id(entries[i]));
                }
              });
}

void TreeNumbers::index() {
  slots_.assign(std::bit_ceil(std::size_t{size()} * 2 + 1), kNoTree);
  const std::size_t mask = slots_.size() - 1;
  for (TreeNumber tree = 0; tree < size(); ++tree) {
    const ObjectId id = ids_[tree];
    std::size_t at = slot(id.data()) & mask;
    while (slots_[at] != kNoTree && !ids_.is(slots_[at], id.data())) {
      at = (at + 1) & mask;
    }
    if (slots_[at] == kNoTree) slots_[at] = tree;
  }
}

TreeNumber TreeNumbers::find(const std::uint8_t* id) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = slot(id) & mask;
  while (slots_[at] != kNoTree && !ids_.is(slots_[at], id)) {
    at = (at + 1) & mask;
  }
  return slots_[at];
}

}  // namespace stanch
