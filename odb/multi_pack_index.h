// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "odb/pack_index.h"

namespace stanch {

// A multi-pack-index file (gitformat-pack(5), "multi-pack-index (MIDX) files"),
// or one layer of a chain of them. It names each object once, however many
// packs hold it. Owns its mapping. Immutable.
class MultiPackIndex {
 public:
  // kUnreadable: what is wrong with it, without its path.
  static Result<MultiPackIndex> parse(MappedFile file, HashKind kind);

  const IdTable& ids() const { return ids_; }
  // "pack-<hash>.idx", numbered as in pack().
  const std::vector<std::string>& packs() const { return packs_; }

  struct Place {
    std::uint32_t pack = 0;    // below packs().size()
    std::uint64_t offset = 0;  // not checked against the pack
  };
  // Nothing where it leads nowhere.
  std::optional<Place> place(std::uint32_t row) const;
  // The rows whose object is ascribed to a pack, in their order.
  std::span<const std::uint32_t> rows_of(std::uint32_t pack) const;
  // Those that lead nowhere.
  std::span<const std::uint32_t> strays() const {
    return rows_of(static_cast<std::uint32_t>(packs_.size()));
  }
  const MappedFile& file() const { return file_; }

 private:
  void sort_rows();

  MappedFile file_;
  IdTable ids_;
  std::vector<std::string> packs_;
  const std::uint8_t* places_ = nullptr;
  const std::uint8_t* large_ = nullptr;
  std::uint64_t large_count_ = 0;
  // Of pack k: [begins_[k], begins_[k + 1]) of rows_; the last are strays.
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> rows_;
};

}  // namespace stanch
