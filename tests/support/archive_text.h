// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stanch {

// One entry of an archive that a test makes.
struct EntryText {
  std::string path;
  std::string text;
  std::string symlink;     // where it leads; then there is no text
  std::string hardlink;    // the same
  std::uint64_t hole = 0;  // bytes of nothing before the text
  std::vector<std::pair<std::string, std::string>> xattrs;
  unsigned mode = 0644;
  bool is_folder = false;
};

enum class ArchiveForm { kTar, kZip, kSevenZip, kCpio, kAr, kIso };

// An archive in memory, written by libarchive. With a password a zip is
// encrypted.
std::string archive_text(ArchiveForm form, const std::vector<EntryText>& all,
                         const std::string& password = {});

enum class Packing { kPlain, kGzip, kGzipMembers, kZstd, kBzip2, kXz, kLz4 };
inline constexpr Packing kPackings[] = {Packing::kPlain,       Packing::kGzip,
                                        Packing::kGzipMembers, Packing::kZstd,
                                        Packing::kBzip2,       Packing::kXz};

// The bytes compressed; kGzipMembers is as eStargz does it, many members.
std::string packed(std::string_view bytes, Packing packing);

}  // namespace stanch
