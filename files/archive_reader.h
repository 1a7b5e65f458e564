// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/byte_stream.h"
#include "files/archive_kind.h"
#include "files/archive_limits.h"

namespace stanch {

// One entry of an archive. Nothing of it is ever made on the disk: paths are
// labels, whatever they say.
struct ArchiveMember {
  enum class Type { kFile, kFolder, kSymlink, kHardLink, kOther };

  std::string path;  // as stored, any bytes; empty for the one file in a .gz
  Type type = Type::kFile;
  std::string link;   // where a link leads
  unsigned mode = 0;  // permissions
  std::int64_t user = 0, group = 0;
  bool is_encrypted = false;
  std::vector<std::pair<std::string, std::string>> xattrs;
};

// Reads an archive member by member, in bounded memory and, where the format
// allows it, without seeking. What read() gives are the bytes of the member
// that next() gave last; holes of sparse files are left out. For one thread.
class ArchiveReader final : public ByteStream {
 public:
  // `stream` stands at the first byte of an archive of that kind; borrowed, as
  // is `use`. `is_outer`: the bytes that are read of it count as stored.
  ArchiveReader(ByteStream& stream, ArchiveKind kind,
                const ArchiveLimits& limits, ArchiveUse& use, bool is_outer);
  ~ArchiveReader() override;
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;

  // False at the end. After an error there is nothing more. What is left of
  // the member before is passed by.
  Result<bool> next(ArchiveMember& member);

  // After an error of a member's bytes the next member may still be read.
  Result<std::size_t> read(std::span<char> room) override;

  // Whether an error so far was the archive's own fault: nobody could read what
  // is missing. False where a limit, the stream or a format that this program
  // does not know was in the way.
  bool is_damaged() const;

  // All of the member, where the archive lies in memory and is of a usual kind
  // (files/memory_archive.h); asked instead of read(), once.
  std::optional<std::string_view> memory() override;

  // After next() said that there is no more: what was read of the stream behind
  // the archive's end, perhaps with the zeros that are that end.
  std::string_view rest() const;

  // Where the entry that next() gave begins, its heads too, in bytes from the
  // archive's start; only of archives that are not compressed.
  std::uint64_t entry_offset() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stanch
