// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace stanch {

// What can be opened to be read inside.
enum class ArchiveKind : std::uint8_t {
  kNone,
  kTar,
  kZip,
  kSevenZip,
  kRar,
  kCpio,
  kAr,  // of a Debian package
  kIso,
  kCab,
  kRpm,
  kCompressed,  // gzip, bzip2, xz, zstd, lz4, lzip or compress; one member
  kPdf,         // whose streams may be deflated
  kPyc,         // compiled Python, whose strings stand among letters
};

// Tells an archive by the bytes it begins with, never by its name. To know an
// ISO 9660 image 32,774 bytes are needed, for all others 512.
ArchiveKind archive_kind(std::string_view head);

// As a person calls it: "zip".
std::string_view to_string(ArchiveKind kind);

}  // namespace stanch
