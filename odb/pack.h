// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/range.h"
#include "core/result.h"
#include "odb/entry_table.h"
#include "odb/mapped_file.h"
#include "odb/multi_pack_index.h"
#include "odb/object.h"
#include "odb/object_id.h"
#include "odb/pack_index.h"

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

// What stands beside a .pack file.
struct PackTraits {
  bool promisor = false;
  bool cruft = false;
};

// One pack (version 2) and its index (version 2, or its part of a multi-pack
// index), mapped. Entries are numbered in the order of their offsets. Nothing
// in the files is trusted: each offset, count and size is checked before use.
// Immutable; any thread.
class Pack {
 public:
  // With an index of its own. `path` stands in what is said of objects; the
  // error is what is wrong with the pack, without its path.
  static Result<Pack> open(MappedFile file, const std::string& path,
                           PackIndex index, PackTraits traits = {});
  // As pack `number` of an index of many, which must outlive it. What that
  // ascribes to another pack is not among the entries, though it may be here,
  // and be the base of one that is: see head_at().
  static Result<Pack> open(MappedFile file, const std::string& path,
                           const MultiPackIndex& index, std::uint32_t number,
                           PackTraits traits = {});

  const std::string& path() const { return path_; }  // of the .pack
  // The hash at the end of the pack, which names what it holds.
  ObjectId checksum() const;
  // It came from a promisor remote; it holds only unreachable objects.
  bool is_promisor() const { return traits_.promisor; }
  bool is_cruft() const { return traits_.cruft; }
  // Where pack and index do not fit together, and objects that the index leads
  // nowhere: they are no entries. At most a hundred are listed one by one.
  const std::vector<StoreProblem>& problems() const { return problems_; }

  std::uint32_t entries() const { return table_.size(); }
  std::uint64_t offset(std::uint32_t entry) const {
    return table_.offset(entry);
  }
  // Has the processor fetch where an entry begins, which will soon be asked
  // for.
  void prefetch(std::uint32_t entry) const {
    __builtin_prefetch(file_.bytes().data() + table_.offset(entry));
  }
  // Head and deflated bytes.
  std::uint64_t stored_size(std::uint32_t entry) const {
    return table_.end(entry) - table_.offset(entry);
  }
  ObjectId id(std::uint32_t entry) const { return ids_.id(table_.row(entry)); }
  // The entry that starts there, if one does.
  std::optional<std::uint32_t> entry_at(std::uint64_t offset) const {
    return table_.entry_at(offset);
  }
  std::optional<std::uint32_t> find(const ObjectId& id) const;
  // Adds the ids that begin with the first `digits` hexadecimal digits of
  // `low`, at most `limit` of them.
  void starting_with(const ObjectId& low, std::size_t digits, std::size_t limit,
                     std::vector<ObjectId>& out) const;

  // kUnreadable names the entry's object and says what is wrong. The size is
  // one that its deflated bytes can have.
  Result<EntryHead> head(std::uint32_t entry) const;
  // The deflated bytes of an entry: all that could belong to it, up to where
  // the next entry starts.
  std::string_view deflated(std::uint32_t entry, const EntryHead& head) const {
    return file_.bytes().substr(head.data, table_.end(entry) - head.data);
  }

  // The same of what starts at an offset, which the index need not know.
  Result<EntryHead> head_at(std::uint64_t offset) const;
  std::string_view deflated_at(std::uint64_t offset,
                               const EntryHead& head) const {
    return file_.bytes().substr(head.data,
                                table_.end_after(offset) - head.data);
  }

  // "object <id>", or "the entry at offset N" where the index knows none.
  std::string name_at(std::uint64_t offset) const;
  // "object <id> in '<pack>' is damaged: <why>", for what starts there.
  Error damaged(std::uint64_t offset, std::string_view why) const;

  // Gives the memory of the entries [begin, end) back (MappedFile::forget).
  void forget(std::uint32_t begin, std::uint32_t end) const;
  const MappedFile& file() const { return file_; }
  // Of the index, which many packs may share.
  const MappedFile& index_file() const {
    return index_ ? index_->file() : shared_->file();
  }

 private:
  Result<void> check();
  // The pack's offset of a row, where it has one that can be.
  std::optional<std::uint64_t> offset_of_row(std::uint32_t row) const;
  void make_table(
      std::uint32_t count,
      const std::function<EntryTable::Entry(std::uint32_t)>& entry_of);
  // Where entries can start, and must have ended.
  Range bounds() const;
  Result<EntryHead> head_between(std::uint64_t offset, std::uint64_t end) const;

  MappedFile file_;
  std::string path_;
  std::optional<PackIndex> index_;
  const MultiPackIndex* shared_ = nullptr;
  std::uint32_t number_ = 0;  // in shared_
  IdTable ids_;
  EntryTable table_;
  PackTraits traits_;
  std::vector<StoreProblem> problems_;
};

}  // namespace stanch
