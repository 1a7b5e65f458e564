// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/source.h"
#include "core/task_pool.h"
#include "history/archive_texts.h"
#include "history/commit_table.h"
#include "odb/buffer.h"
#include "odb/delta_forest.h"
#include "odb/object_store.h"
#include "scanner/verdicts.h"
#include "scanner/version_scanner.h"

namespace stanch {

// How far a scan is; written by its threads, read by whoever shows it.
struct ScanProgress {
  std::atomic<std::uint64_t> objects_total = 0;
  std::atomic<std::uint64_t> objects = 0;
  std::atomic<std::uint64_t> stored_total = 0;  // bytes, as they are stored
  std::atomic<std::uint64_t> stored = 0;
  std::atomic<std::uint64_t> flagged = 0;  // objects that hold a secret
};

// An object in which something was found. Of commits and tags the text is the
// message; offsets count from its first byte.
struct FlaggedObject {
  ObjectId id;
  ObjectType type = ObjectType::kBlob;
  struct Place {
    std::uint32_t offset = 0;
    VerdictId verdict = kNothingFound;
  };
  std::vector<Place> places;  // by offset; of an archive in no order
};

struct ObjectScanOptions {
  ScanOptions scan;
  // Scan every object whole: slower, and the same findings.
  bool exhaustive = false;
  ArchiveReading archives;
  // Objects, and packs by their checksum, that were scanned before (a state
  // file); both or none given.
  std::function<bool(const ObjectId&)> is_known;
  std::function<bool(const ObjectId&)> is_known_pack;
  bool remember = false;             // fill in ObjectScanResult::scanned
  ScanProgress* progress = nullptr;  // may be null; borrowed
};

struct ObjectScanResult {
  std::vector<FlaggedObject> flagged;  // by id
  std::vector<CommitHeads> commits;    // all commits that were read
  std::vector<ObjectId> scanned;       // in no order
  std::vector<std::string> problems;   // "what: reason", sorted
  std::vector<Skipped> skipped;        // in archives; in no order
  std::uint64_t blobs = 0;             // objects scanned: blobs, commits, tags
  std::uint64_t bytes = 0;             // their size, whole
  std::uint64_t bytes_read = 0;        // that went through the triggers
};

// Scans the texts of every object of the store, packed and loose, on the pool's
// threads. The result depends on the objects alone, but for the ids of
// verdicts. Memory: what the walk holds (odb/delta_walk.h) within the budget,
// some 24 bytes for each entry of the packs, and what was found.
// `forests` of all packs, in their order, or none: then no pack is walked.
ObjectScanResult scan_objects(const ObjectStore& store,
                              std::span<const DeltaForest> forests,
                              const RuleDatabase& database,
                              VerdictTable& verdicts, TaskPool& pool,
                              MemoryBudget& budget,
                              const ObjectScanOptions& options);

}  // namespace stanch
