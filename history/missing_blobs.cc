// SPDX-License-Identifier: Apache-2.0
#include "history/missing_blobs.h"

#include <string_view>
#include <unordered_set>
#include <vector>

#include "git/tree_entry.h"
#include "odb/delta_walk.h"

namespace stanch {
namespace {

class MissingBlobs : public WalkVisitor<Nothing> {
 public:
  MissingBlobs(const ObjectStore& store, unsigned workers)
      : store_(store), missing_(workers) {}

  bool wants(ObjectType type) const override {
    return type == ObjectType::kTree;
  }
  Nothing visit(unsigned worker, const WalkStep<Nothing>& step) override {
    add(worker, step.bytes);
    return {};
  }
  // The scan of the objects named it.
  void problem(unsigned, std::string) override {}

  void add(unsigned worker, std::string_view tree) {
    TreeEntry entry;
    while (take_entry(tree, store_.layout().hash, entry)) {
      if (!entry.is_file() || missing_[worker].contains(entry.id)) continue;
      if (!store_.contains(entry.id)) missing_[worker].insert(entry.id);
    }
  }

  std::uint64_t count() {
    std::unordered_set<ObjectId> all;
    for (auto& part : missing_) all.merge(part);
    return all.size();
  }

 private:
  const ObjectStore& store_;
  std::vector<std::unordered_set<ObjectId>> missing_;
};

}  // namespace

std::uint64_t count_missing_blobs(const ObjectStore& store,
                                  std::span<const DeltaForest> forests,
                                  TaskPool& pool, MemoryBudget& budget) {
  MissingBlobs visitor(store, pool.workers());
  for (std::uint32_t pack = 0; pack < forests.size(); ++pack) {
    DeltaWalk<Nothing> walk(store, pack, forests[pack], visitor, pool, budget);
    pool.run([&](unsigned worker) { walk.run(worker); });
  }
  ObjectReader reader(store, 0);
  for (const LooseObject& loose : store.loose()) {
    auto tree = reader.read(loose.id, ObjectType::kTree);
    if (tree) visitor.add(0, *tree);
  }
  return visitor.count();
}

}  // namespace stanch
