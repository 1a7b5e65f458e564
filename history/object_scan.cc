// SPDX-License-Identifier: Apache-2.0
#include "history/object_scan.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <ranges>
#include <string_view>
#include <utility>

#include "history/message.h"
#include "odb/delta_walk.h"

namespace stanch {
namespace {

// What one thread scans with and what it has found.
struct Worker {
  Worker(const ObjectStore& store, const RuleDatabase& database,
         VerdictTable& verdicts, const ScanOptions& options)
      : scanner(database, options, verdicts),
        reader(store, 0),
        commits(store.layout().hash) {}

  VersionScanner scanner;
  ObjectReader reader;
  CommitHeads commits;
  std::vector<FlaggedObject> flagged;
  std::vector<ObjectId> scanned;
  std::vector<std::string> problems;
  std::vector<Skipped> skipped;
  std::uint64_t blobs = 0;
  std::uint64_t bytes = 0;
};

// What is remembered of an object until its deltas are done.
struct Memory {
  bool is_scanned = false;  // false: nothing is known of it
  Spots spots;
};

class ObjectScan : public WalkVisitor<Memory> {
 public:
  ObjectScan(const ObjectStore& store, std::span<const DeltaForest> forests,
             const RuleDatabase& database, VerdictTable& verdicts,
             TaskPool& pool, MemoryBudget& budget,
             const ObjectScanOptions& options)
      : store_(store),
        forests_(forests),
        database_(database),
        verdicts_(verdicts),
        pool_(pool),
        budget_(budget),
        options_(options),
        workers_(pool.workers()) {}

  ObjectScanResult run();

  bool wants(ObjectType type) const override {
    return type != ObjectType::kTree;
  }
  bool needs(std::uint32_t pack, std::uint32_t entry) const override {
    return needed_[pack].empty() || needed_[pack][entry];
  }
  Memory visit(unsigned number, const WalkStep<Memory>& step) override;
  void problem(unsigned number, std::string message) override {
    worker(number).problems.push_back(std::move(message));
  }

 private:
  Worker& worker(unsigned number) {
    auto& worker = workers_[number];
    if (!worker) {
      worker =
          std::make_unique<Worker>(store_, database_, verdicts_, options_.scan);
    }
    return *worker;
  }

  // The spots in the texts of an archive, wherever in them.
  Spots scan_archive(Worker& worker, const ObjectId& id,
                     std::string_view bytes);
  void scan_loose(unsigned number, std::size_t first, std::size_t last);
  void flag(Worker& worker, const ObjectId& id, ObjectType type,
            const Spots& spots);
  bool is_first_copy(const WalkStep<Memory>& step) const;
  void count(std::uint64_t stored);
  void announce();
  void open_packs(ObjectScanResult& result);

  const ObjectStore& store_;
  std::span<const DeltaForest> forests_;  // by pack
  const RuleDatabase& database_;
  VerdictTable& verdicts_;
  TaskPool& pool_;
  MemoryBudget& budget_;
  const ObjectScanOptions& options_;
  std::vector<std::unique_ptr<Worker>> workers_;
  // By pack: which entries are needed (empty: all); the walk, null where the
  // whole pack is known.
  std::vector<std::vector<bool>> needed_;
  std::vector<std::unique_ptr<DeltaWalk<Memory>>> walks_;
};

void ObjectScan::count(std::uint64_t stored) {
  if (options_.progress == nullptr) return;
  options_.progress->objects.fetch_add(1, std::memory_order_relaxed);
  options_.progress->stored.fetch_add(stored, std::memory_order_relaxed);
}

void ObjectScan::flag(Worker& worker, const ObjectId& id, ObjectType type,
                      const Spots& spots) {
  if (options_.remember) worker.scanned.push_back(id);
  FlaggedObject flagged{id, type, {}};
  for (const Spot& spot : spots) {
    if (spot.verdict == kNothingFound) continue;
    flagged.places.push_back({spot.begin, spot.verdict});
  }
  if (flagged.places.empty()) return;
  worker.flagged.push_back(std::move(flagged));
  if (options_.progress != nullptr) {
    options_.progress->flagged.fetch_add(1, std::memory_order_relaxed);
  }
}

// An object may be in several packs: one of them counts.
bool ObjectScan::is_first_copy(const WalkStep<Memory>& step) const {
  if (store_.packs().size() == 1) return true;
  auto place = store_.find(store_.packs()[step.pack].id(step.entry));
  return !place || (place->pack == step.pack && place->entry == step.entry);
}

Spots ObjectScan::scan_archive(Worker& worker, const ObjectId& id,
                               std::string_view bytes) {
  Spots all, spots;
  Provenance provenance{"object", "object " + hex(id), {}};
  read_archive(
      bytes, provenance, options_.archives,
      [&](const Blob& blob) {
        worker.scanner.scan(blob.bytes, {}, {}, spots);
        std::ranges::copy(spots, std::back_inserter(all));
      },
      [&](Skipped skipped) { worker.skipped.push_back(std::move(skipped)); });
  return all;
}

Memory ObjectScan::visit(unsigned number, const WalkStep<Memory>& step) {
  Worker& worker = this->worker(number);
  const Pack& pack = store_.packs()[step.pack];
  // Looked up only where it is needed: the index lies elsewhere in memory.
  auto id = [&] { return pack.id(step.entry); };
  count(pack.stored_size(step.entry));
  if (options_.is_known && options_.is_known(id())) return {};

  Memory memory;
  if (step.type == ObjectType::kBlob &&
      is_archive(step.bytes, options_.archives)) {
    // Its next version is scanned whole: what they share is compressed.
    if (!is_first_copy(step)) return memory;
    ++worker.blobs;
    worker.bytes += step.bytes.size();
    flag(worker, id(), step.type, scan_archive(worker, id(), step.bytes));
    return memory;
  }
  if (step.type == ObjectType::kBlob) {
    ScannedText base;
    std::span<const Copy> copies;
    if (step.base_state != nullptr && step.base_state->is_scanned &&
        !options_.exhaustive) {
      base = {step.base.size(), step.base_state->spots};
      copies = step.copies;
    }
    worker.scanner.scan(step.bytes, base, copies, memory.spots);
    memory.is_scanned = true;
  } else {
    if (step.type == ObjectType::kCommit) worker.commits.add(id(), step.bytes);
    worker.scanner.scan(message_of(step.bytes), {}, {}, memory.spots);
  }
  if (is_first_copy(step)) {
    ++worker.blobs;
    worker.bytes += step.bytes.size();
    if (options_.remember || !memory.spots.empty()) {
      flag(worker, id(), step.type, memory.spots);
    }
  }
  return memory;
}

// The objects in files of their own, from `first` on; who is idle takes half.
void ObjectScan::scan_loose(unsigned number, std::size_t first,
                            std::size_t last) {
  Worker& worker = this->worker(number);
  Spots spots;
  for (; first < last && !pool_.stopped(); ++first) {
    if (last - first > 1 && pool_.is_hungry()) {
      std::size_t middle = first + (last - first) / 2;
      pool_.spawn(number, [this, middle, last](unsigned on) {
        scan_loose(on, middle, last);
      });
      last = middle;
    }
    const ObjectId& id = store_.loose()[first].id;
    count(0);
    if (options_.is_known && options_.is_known(id)) continue;
    auto object = worker.reader.read(id);
    if (!object) {
      problem(number, std::move(object.error().message));
      continue;
    }
    if (object->type == ObjectType::kTree) continue;
    std::string_view text = object->bytes;
    if (object->type == ObjectType::kCommit) worker.commits.add(id, text);
    if (object->type != ObjectType::kBlob) {
      worker.scanner.scan(message_of(text), {}, {}, spots);
    } else if (is_archive(text, options_.archives)) {
      spots = scan_archive(worker, id, text);
    } else {
      worker.scanner.scan(text, {}, {}, spots);
    }
    ++worker.blobs;
    worker.bytes += object->bytes.size();
    flag(worker, id, object->type, spots);
  }
}

// Says how much there is to do.
void ObjectScan::announce() {
  if (options_.progress == nullptr) return;
  std::uint64_t objects = store_.loose().size(), stored = 0;
  for (std::uint32_t i = 0; i < forests_.size(); ++i) {
    if (!walks_[i]) continue;
    const Pack& pack = store_.packs()[i];
    for (std::uint32_t entry = 0; entry < pack.entries(); ++entry) {
      if (!wants(forests_[i].type(entry))) continue;
      ++objects;
      stored += pack.stored_size(entry);
    }
  }
  options_.progress->stored_total = stored;
  options_.progress->objects_total = objects;
}

// Which entries are not known, or have one that is not below them.
std::vector<bool> needed_entries(
    const Pack& pack, const DeltaForest& forest,
    const std::function<bool(const ObjectId&)>& is_known) {
  std::vector<bool> needed(pack.entries());
  std::vector<std::uint32_t> order(forest.roots().begin(),
                                   forest.roots().end());
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::ranges::copy(forest.children(order[i]), std::back_inserter(order));
  }
  for (std::uint32_t entry : order | std::views::reverse) {
    needed[entry] =
        !is_known(pack.id(entry)) ||
        std::ranges::any_of(forest.children(entry),
                            [&](std::uint32_t child) { return needed[child]; });
  }
  return needed;
}

void ObjectScan::open_packs(ObjectScanResult& result) {
  auto packs = static_cast<std::uint32_t>(forests_.size());
  needed_.resize(packs);
  walks_.resize(packs);
  for (std::uint32_t i = 0; i < packs; ++i) {
    const Pack& pack = store_.packs()[i];
    if (options_.is_known_pack && options_.is_known_pack(pack.checksum())) {
      continue;
    }
    if (options_.is_known) {
      needed_[i] = needed_entries(pack, forests_[i], options_.is_known);
    }
    walks_[i] = std::make_unique<DeltaWalk<Memory>>(store_, i, forests_[i],
                                                    *this, pool_, budget_);
    for (const StoreProblem& problem : forests_[i].problems()) {
      result.problems.push_back("object " + problem.path + ": " +
                                problem.reason);
    }
  }
}

ObjectScanResult ObjectScan::run() {
  ObjectScanResult result;
  open_packs(result);
  announce();
  pool_.run([this](unsigned number) {
    for (auto& walk : walks_) {
      if (walk) walk->run(number);
    }
    scan_loose(number, 0, store_.loose().size());
  });
  for (auto& worker : workers_) {
    if (!worker) continue;
    std::ranges::move(worker->flagged, std::back_inserter(result.flagged));
    std::ranges::move(worker->problems, std::back_inserter(result.problems));
    std::ranges::move(worker->skipped, std::back_inserter(result.skipped));
    std::ranges::move(worker->scanned, std::back_inserter(result.scanned));
    result.commits.push_back(std::move(worker->commits));
    result.blobs += worker->blobs;
    result.bytes += worker->bytes;
    result.bytes_read += worker->scanner.bytes_read();
  }
  std::ranges::sort(result.flagged, {}, &FlaggedObject::id);
  std::ranges::sort(result.problems);
  return result;
}

}  // namespace

ObjectScanResult scan_objects(const ObjectStore& store,
                              std::span<const DeltaForest> forests,
                              const RuleDatabase& database,
                              VerdictTable& verdicts, TaskPool& pool,
                              MemoryBudget& budget,
                              const ObjectScanOptions& options) {
  return ObjectScan(store, forests, database, verdicts, pool, budget, options)
      .run();
}

}  // namespace stanch
