// SPDX-License-Identifier: Apache-2.0
#include "history/read_commits.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/parallel.h"
#include "odb/delta_walk.h"

namespace stanch {
namespace {

// Loose objects that a thread takes at once.
constexpr std::size_t kCommitBatch = 64;

class CommitReader : public WalkVisitor<Nothing> {
 public:
  CommitReader(const ObjectStore& store, TaskPool& pool)
      : store_(store),
        pool_(pool),
        heads_(pool.workers(), CommitHeads(store.layout().hash)),
        problems_(pool.workers()) {}

  bool wants(ObjectType type) const override {
    return type == ObjectType::kCommit;
  }
  Nothing visit(unsigned worker, const WalkStep<Nothing>& step) override {
    heads_[worker].add(store_.packs()[step.pack].id(step.entry), step.bytes);
    return {};
  }
  void problem(unsigned worker, std::string message) override {
    problems_[worker].push_back(std::move(message));
  }

  CommitTable read(std::span<const DeltaForest> forests, MemoryBudget& budget,
                   std::vector<std::string>& problems) {
    std::vector<std::unique_ptr<DeltaWalk<Nothing>>> walks;
    for (std::uint32_t pack = 0; pack < forests.size(); ++pack) {
      walks.push_back(std::make_unique<DeltaWalk<Nothing>>(
          store_, pack, forests[pack], *this, pool_, budget));
    }
    pool_.run([&](unsigned worker) {
      for (auto& walk : walks) walk->run(worker);
    });
    in_parallel(pool_, store_.loose().size(), kCommitBatch,
                [&](unsigned worker, std::size_t begin, std::size_t end) {
                  read_loose(worker, begin, end);
                });
    for (auto& part : problems_) {
      std::ranges::move(part, std::back_inserter(problems));
    }
    std::ranges::sort(problems);
    return CommitTable::join(std::move(heads_), store_.layout().hash);
  }

 private:
  void read_loose(unsigned worker, std::size_t begin, std::size_t end) {
    ObjectReader reader(store_, 0);
    for (std::size_t i = begin; i < end; ++i) {
      const ObjectId& id = store_.loose()[i].id;
      auto info = reader.info(id);
      if (info && info->type != ObjectType::kCommit) continue;
      auto bytes = reader.read(id, ObjectType::kCommit);
      if (bytes) {
        heads_[worker].add(id, *bytes);
      } else {
        problem(worker, std::move(bytes.error().message));
      }
    }
  }

  const ObjectStore& store_;
  TaskPool& pool_;
  std::vector<CommitHeads> heads_;
  std::vector<std::vector<std::string>> problems_;
};

}  // namespace

CommitTable read_commits(const ObjectStore& store,
                         std::span<const DeltaForest> forests, TaskPool& pool,
                         MemoryBudget& budget,
                         std::vector<std::string>& problems) {
  return CommitReader(store, pool).read(forests, budget, problems);
}

}  // namespace stanch
