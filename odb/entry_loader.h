// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "core/result.h"
#include "odb/buffer.h"
#include "odb/delta.h"
#include "odb/inflate.h"
#include "odb/object_store.h"
#include "odb/pack.h"

namespace stanch {

// Loads the entries of one pack, and now and then gives the pack's memory back,
// so that a large pack does not stay in it. One a thread; borrows the store.
class EntryLoader {
 public:
  EntryLoader(const ObjectStore& store, std::uint32_t pack,
              MemoryBudget& budget);

  // A whole object.
  Result<Buffer> load_whole(std::uint32_t entry);
  // A delta applied to its base. delta() then says what it did.
  Result<Buffer> load_on(std::uint32_t entry, std::string_view base);
  // Any entry, through its chain; the slow way.
  Result<Buffer> load(std::uint32_t entry);
  // An object that DeltaForest::has_outer_base() speaks of.
  Result<Buffer> load_outer(std::uint32_t entry);

  // What the last load_on() applied; until the next call.
  const Delta& delta() const { return delta_; }

  void give_back(Buffer buffer) { buffers_.give_back(std::move(buffer)); }

 private:
  Result<Buffer> inflate(std::uint32_t entry, const EntryHead& head);
  // Bounds how much of the pack lies in memory; [begin, begin + size) is next.
  void remember(std::uint64_t begin, std::uint64_t size);
  Error named(std::uint32_t entry, Error error) const;

  const ObjectStore& store_;
  const Pack& pack_;
  BufferPool buffers_;
  Inflater inflater_;
  Delta delta_;
  Buffer delta_bytes_;
  // Since memory was given back: how much of the pack came into it, and the
  // piece that came last.
  std::uint64_t touched_ = 0;
  std::uint64_t last_piece_ = UINT64_MAX;
};

}  // namespace stanch
