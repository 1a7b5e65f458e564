// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "odb/object.h"
#include "odb/object_id.h"

namespace stanch {

// What the head of a pack's entry says.
struct EntryHead {
  enum class Kind : std::uint8_t { kWhole, kOffsetDelta, kRefDelta };
  Kind kind = Kind::kWhole;
  ObjectType type = ObjectType::kBlob;  // kWhole only
  std::uint64_t size = 0;  // inflated: of the object, or of the delta
  std::uint64_t base = 0;  // kOffsetDelta: where the base's entry starts
  ObjectId base_id;        // kRefDelta
  std::uint64_t data = 0;  // offset of the deflated bytes
};

// One pack (version 2) and its index (version 2, or its part of a multi-pack
// index), mapped. Entries are numbered in the order of their offsets. Nothing
// in the files is trusted: each offset, count and size is checked before use.
// Immutable; any thread.
class Pack {
 public:
  Pack(Pack&&) noexcept;
  Pack& operator=(Pack&&) noexcept;
  ~Pack();

  const std::string& path() const;  // of the .pack
  // The hash at the end of the pack, which names what it holds.
  ObjectId checksum() const;
  // It came from a promisor remote; it holds only unreachable objects.
  bool is_promisor() const;
  bool is_cruft() const;

  std::uint32_t entries() const;
  std::uint64_t offset(std::uint32_t entry) const;
  ObjectId id(std::uint32_t entry) const;
  // The entry that starts there, if one does.
  std::optional<std::uint32_t> entry_at(std::uint64_t offset) const;
  std::optional<std::uint32_t> find(const ObjectId& id) const;

  // kUnreadable names the entry's object and says what is wrong.
  Result<EntryHead> head(std::uint32_t entry) const;
  // The deflated bytes of an entry: all that could belong to it, up to where
  // the next entry starts.
  std::string_view deflated(std::uint32_t entry, const EntryHead& head) const;

  struct Impl;
  explicit Pack(std::unique_ptr<Impl> impl);
  const Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace stanch
