// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "files/archive_kind.h"
#include "files/archive_reader.h"

struct libdeflate_decompressor;

namespace stanch {

// A zip or gzip file that lies in memory, and of the usual kind: its members
// are stored or deflated, and so small that each can be in memory too. That is
// nearly every jar, package and document, and three times as fast as a stream.
// For one thread.
class MemoryArchive {
 public:
  // Members of more bytes are for a stream.
  static constexpr std::size_t kLargest = std::size_t{8} << 20;

  // Borrows `bytes`. None where there is anything in it that is not usual, or
  // that does not fit together: another reader may know what to do.
  // Format: PKWARE's APPNOTE.TXT 6.3.10; RFC 1952.
  static std::optional<MemoryArchive> open(std::string_view bytes,
                                           ArchiveKind kind);

  // False at the end. Members come in the order of their bytes.
  bool next(ArchiveMember& member);

  // How many bytes the member has that next() gave last.
  std::size_t size() const { return members_[next_ - 1].size; }

  // Those bytes, lent until the next call. `is_damaged`: those that came before
  // the damage, or all and their checksum is wrong.
  struct Unpacked {
    std::string_view bytes;
    bool is_damaged = false;
  };
  Unpacked unpack();

 private:
  struct Member {
    std::string_view path = {};
    std::string_view stored = {};  // its bytes, packed or not
    std::size_t size = 0;          // of what is unpacked
    std::uint32_t crc = 0;         // CRC-32 of that
    unsigned mode = 0;             // of Unix, with the type; 0: not said
    bool is_deflated = false;
  };
  struct Free {
    void operator()(libdeflate_decompressor* decompressor) const;
  };

  MemoryArchive() = default;

  bool open_zip(std::string_view zip);
  bool open_gzip(std::string_view gzip);
  static std::optional<Member> zip_member(std::string_view zip,
                                          std::string_view entry);

  std::vector<Member> members_;
  std::size_t next_ = 0;  // member
  std::unique_ptr<libdeflate_decompressor, Free> decompressor_;
  std::unique_ptr<char[]> room_;
  std::size_t room_size_ = 0;
};

}  // namespace stanch
