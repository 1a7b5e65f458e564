// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "odb/base_cache.h"
#include "odb/delta.h"
#include "odb/inflate.h"
#include "odb/object_store.h"

namespace stanch {

// Reads what stands at a place in a pack, by its chain of deltas, with a cache
// of bases. One a thread; borrows the store. Errors name the object that was
// asked for and the one that is to blame.
class ChainReader {
 public:
  using Key = BaseCache::Key;

  ChainReader(const ObjectStore& store, std::size_t cache_bytes)
      : store_(store), cache_(cache_bytes) {}

  Result<StoredObject> read(const Key& asked);
  Result<ObjectInfo> info(const Key& asked);

  // A loose object, whole. kUnreadable: "object <id> is missing", or damaged.
  Result<StoredObject> read_loose_object(const ObjectId& id);

 private:
  struct Step {  // a delta on the way down
    Key key;
    EntryHead head;
  };
  // Where a chain ends: in a pack, or in a loose object.
  struct Bottom {
    Key key;
    std::optional<ObjectId> loose;
  };

  const Pack& pack(const Key& key) const { return store_.packs()[key.pack]; }
  std::unexpected<Error> blame(const Key& asked, const Error& error) const;

  // Walks down from `asked`, filling steps_, to the first object that needs no
  // base: it is whole, or in the cache.
  Result<Bottom> walk_down(const Key& asked);
  Bottom base_of(const Key& key, const EntryHead& head) const;
  Result<StoredObject> read_whole(const Key& key);
  Result<StoredObject> apply(const Step& step, const StoredObject& base);

  const ObjectStore& store_;
  BaseCache cache_;
  Inflater inflater_;
  Delta delta_;
  std::string delta_bytes_;
  std::vector<Step> steps_;
};

}  // namespace stanch
