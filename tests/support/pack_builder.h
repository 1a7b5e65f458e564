// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "odb/object.h"
#include "odb/object_store.h"

namespace stanch {

// One instruction of a delta, and a whole one.
std::string delta_copy(std::uint32_t from, std::uint32_t size);
std::string delta_insert(std::string_view bytes);  // 1 to 127 of them
std::string delta_of(std::uint64_t base_size, std::uint64_t result_size,
                     const std::string& instructions);

// A zlib stream; `stored` does not compress, which is quick.
std::string deflated(std::string_view bytes, bool stored = false);

// Builds a pack and its index byte by byte, right ones and wrong ones, as git
// never would.
class PackBuilder {
 public:
  explicit PackBuilder(HashKind kind = HashKind::kSha1) : kind_(kind) {}

  // Each adds an entry and answers its number. `says` is the size that its head
  // gives, where that is not the true one.
  std::size_t whole(ObjectType type, std::string_view bytes,
                    std::optional<std::uint64_t> says = std::nullopt);
  std::size_t delta_on(std::size_t base, std::string_view delta,
                       const ObjectId& id);
  std::size_t delta_on(const ObjectId& base, std::string_view delta,
                       const ObjectId& id);
  // A head of this type and size, and whatever follows it.
  std::size_t raw(unsigned type, std::uint64_t size, std::string_view rest,
                  const ObjectId& id);

  struct Entry {
    ObjectId id;
    std::uint64_t offset = 0;
    std::string bytes;
  };
  // May be changed: the index leads to the offset, the name is the id.
  std::vector<Entry>& entries() { return entries_; }

  std::string pack() const;
  std::string index() const { return index_of(pack()); }
  std::string index_of(std::string_view pack) const;

  // Writes both into "<objects>/pack" and answers the path of the pack.
  std::string write(const std::string& objects) const;
  // A store of this pack alone, opened in memory that it does not own: this
  // object keeps it.
  ObjectStore store(StoreOptions options = {});

 private:
  std::size_t add(std::string bytes, const ObjectId& id);

  HashKind kind_;
  std::vector<Entry> entries_;
  std::uint64_t end_ = 12;
  std::string kept_pack_;
  std::string kept_index_;
};

// A multi-pack index of these packs ("pack-1.idx"); each object is ascribed to
// the first that has it. Offsets from 2 GiB, or from `large_from`, go into the
// table of large ones.
std::string multi_pack_index_of(
    const std::vector<std::pair<std::string, PackBuilder*>>& packs,
    HashKind kind = HashKind::kSha1,
    std::uint64_t large_from = std::uint64_t{1} << 31);

// An id that nothing else has.
ObjectId made_up_id(std::uint8_t number, HashKind kind = HashKind::kSha1);

}  // namespace stanch
