// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "core/result.h"
#include "odb/mapped_file.h"
#include "odb/object_id.h"

namespace stanch {

// The names of a pack's objects, or of many packs', sorted, with the table that
// says where those of each first byte end. Borrows the bytes.
class IdTable {
 public:
  static constexpr std::size_t kFanoutBytes = std::size_t{256} * 4;

  IdTable() = default;
  // `fanout` is 256 numbers, `ids` as many names as the last one says. False
  // where the fanout goes down.
  static bool is_fanout(const std::uint8_t* fanout);
  IdTable(const std::uint8_t* fanout, const std::uint8_t* ids, HashKind kind);

  std::uint32_t size() const { return size_; }
  HashKind kind() const { return kind_; }
  const std::uint8_t* raw(std::uint32_t row) const {
    return ids_ + std::size_t{row} * id_size(kind_);
  }
  ObjectId id(std::uint32_t row) const { return ObjectId(raw(row), kind_); }
  std::optional<std::uint32_t> find(const ObjectId& id) const;
  // The rows whose names are not less than `low` and begin as it does in the
  // first `digits` hexadecimal digits.
  std::pair<std::uint32_t, std::uint32_t> starting_with(
      const ObjectId& low, std::size_t digits) const;

 private:
  const std::uint8_t* fanout_ = nullptr;
  const std::uint8_t* ids_ = nullptr;
  std::uint32_t size_ = 0;
  HashKind kind_ = HashKind::kSha1;
};

// An .idx file (gitformat-pack(5), "Version 2 pack-*.idx files"). Owns its
// mapping. Rows are in the order of the names. Immutable.
class PackIndex {
 public:
  // kUnreadable: what is wrong with it, without its path.
  static Result<PackIndex> open(const std::string& path, HashKind kind);
  static Result<PackIndex> parse(MappedFile file, HashKind kind);

  const IdTable& ids() const { return ids_; }
  // Where the row's entry starts; not checked against the pack. Nothing where
  // the table of large offsets has no such line.
  std::optional<std::uint64_t> offset(std::uint32_t row) const;
  // The hash at the end of the pack that this is the index of.
  ObjectId pack_checksum() const;
  const MappedFile& file() const { return file_; }

 private:
  MappedFile file_;
  IdTable ids_;
  const std::uint8_t* offsets_ = nullptr;
  const std::uint8_t* large_ = nullptr;
  std::uint64_t large_count_ = 0;
};

}  // namespace stanch
