// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "odb/layout.h"
#include "odb/object.h"
#include "odb/object_id.h"
#include "odb/pack.h"

namespace stanch {

struct StoreOptions {
  // An object that is longer, inflated, is not read: its size is an error.
  std::uint64_t longest_object = std::uint64_t{2} << 30;
  // Also compute the checksum at the end of each pack and index.
  bool verify_packs = false;
};

// An object in a file of its own.
struct LooseObject {
  ObjectId id;
  std::uint32_t folder = 0;  // index into Layout::object_dirs
};

// All objects of a repository: packs (of every object folder, by their own
// index, with a multi-pack index where a pack's own is missing), and loose
// ones. Files are mapped, so what another process deletes meanwhile stays
// readable. Immutable; const members may be called from any thread.
class ObjectStore {
 public:
  // What cannot be opened becomes a problem and the rest is read. An error only
  // where no object folder can be read at all.
  static Result<ObjectStore> open(Layout layout, StoreOptions options = {});
  // Of these packs alone; the object folders of the layout are not listed.
  static ObjectStore of(std::vector<Pack> packs, Layout layout,
                        StoreOptions options = {});

  ObjectStore(ObjectStore&&) noexcept;
  ObjectStore& operator=(ObjectStore&&) noexcept;
  ~ObjectStore();

  const Layout& layout() const;
  const StoreOptions& options() const;
  std::span<const Pack> packs() const;
  std::span<const LooseObject> loose() const;  // each once, none that is packed
  // What of the store could not be read: a pack, an index, a folder, an object
  // that an index leads nowhere. Sorted by path.
  std::span<const StoreProblem> problems() const;

  struct Place {
    std::uint32_t pack = 0;
    std::uint32_t entry = 0;
  };
  // Where a packed object is; nothing where it is in no pack.
  std::optional<Place> find(const ObjectId& id) const;
  bool contains(const ObjectId& id) const;
  // Ids that begin with these hexadecimal digits (at least 4), sorted, at most
  // `limit` of them.
  std::vector<ObjectId> starting_with(std::string_view digits,
                                      std::size_t limit = 2) const;

  // Whether packs came or went since this was opened: a gc, a repack or a
  // fetch.
  bool is_outdated() const;

 private:
  struct Impl;
  explicit ObjectStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Reads single objects, by their chain of deltas, with a cache of bases. One a
// thread; borrows the store.
class ObjectReader {
 public:
  explicit ObjectReader(const ObjectStore& store,
                        std::size_t cache_bytes = std::size_t{32} << 20);
  ~ObjectReader();
  ObjectReader(const ObjectReader&) = delete;
  ObjectReader& operator=(const ObjectReader&) = delete;

  // kUnreadable, naming the object: it is missing ("object <id> is missing"),
  // or damaged, or too long. A pack or loose file that vanished since the store
  // was opened (git gc) is looked for again in what is there now.
  Result<StoredObject> read(const ObjectId& id);
  // The same, and kUnreadable where it is of another type.
  Result<std::string> read(const ObjectId& id, ObjectType type);
  Result<ObjectInfo> info(const ObjectId& id);

  // The entry of a pack, by its own chain, whatever else the store holds under
  // its name.
  Result<StoredObject> read(ObjectStore::Place place);
  Result<ObjectInfo> info(ObjectStore::Place place);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stanch
