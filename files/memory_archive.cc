// SPDX-License-Identifier: Apache-2.0
//
// A zip is read by the directory at its end, as programs do that open one, and
// each entry is held against the head that stands before its bytes. Whatever is
// not as it is in nearly all (more than 4 GiB, encryption, another compression,
// bytes before or behind, names in two ways) is left to libarchive.
#include "files/memory_archive.h"

#include <libdeflate.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <climits>
#include <new>
#include <string>

namespace stanch {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t kEndSize = 22, kEntrySize = 46, kHeadSize = 30;
constexpr std::size_t kLongestComment = 65'535;

// A little-endian number of Bytes bytes; the caller has seen that it is there.
template <std::size_t Bytes>
std::uint32_t number(std::string_view from, std::size_t at) {
  std::uint32_t out = 0;
  for (std::size_t i = Bytes; i > 0; --i) {
    out = out << 8 | static_cast<unsigned char>(from[at + i - 1]);
  }
  return out;
}

// Where the record at the end of a zip stands, with nothing behind its comment.
std::optional<std::size_t> end_record(std::string_view zip) {
  std::size_t least =
      zip.size() - std::min(zip.size(), kEndSize + kLongestComment);
  std::size_t at = zip.rfind("PK\x05\x06"sv);
  if (at == zip.npos || at < least || zip.size() - at < kEndSize) {
    return std::nullopt;
  }
  if (at + kEndSize + number<2>(zip, at + 20) != zip.size()) {
    return std::nullopt;
  }
  return at;
}

// Whether the extra fields of an entry change what its other ones mean: sizes
// of ZIP64, encryption of AES, a second name.
bool is_extended(std::string_view extra) {
  while (extra.size() >= 4) {
    std::uint32_t id = number<2>(extra, 0), size = number<2>(extra, 2);
    if (id == 0x0001 || id == 0x9901 || id == 0x7075) return true;
    extra.remove_prefix(std::min<std::size_t>(extra.size(), size + 4));
  }
  return false;
}

// What zlib can make of bytes that libdeflate refuses, until the damage.
std::size_t inflate_some(std::string_view deflated, char* out,
                         std::size_t size) {
  z_stream stream = {};
  if (::inflateInit2(&stream, -MAX_WBITS) != Z_OK) return 0;
  // zlib promises not to write there.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(deflated.data()));
  stream.avail_in = static_cast<uInt>(deflated.size());
  stream.next_out = reinterpret_cast<Bytef*>(out);
  stream.avail_out = static_cast<uInt>(size);
  ::inflate(&stream, Z_SYNC_FLUSH);
  ::inflateEnd(&stream);
  return size - stream.avail_out;
}

}  // namespace

void MemoryArchive::Free::operator()(
    libdeflate_decompressor* decompressor) const {
  ::libdeflate_free_decompressor(decompressor);
}

std::optional<MemoryArchive> MemoryArchive::open(std::string_view bytes,
                                                 ArchiveKind kind) {
  MemoryArchive out;
  out.decompressor_.reset(::libdeflate_alloc_decompressor());
  if (!out.decompressor_) throw std::bad_alloc();
  bool is_usual = false;
  if (kind == ArchiveKind::kZip) is_usual = out.open_zip(bytes);
  if (kind == ArchiveKind::kCompressed && bytes.starts_with("\x1f\x8b")) {
    is_usual = out.open_gzip(bytes);
  }
  if (!is_usual) return std::nullopt;
  return out;
}

bool MemoryArchive::open_zip(std::string_view zip) {
  auto end = end_record(zip);
  if (!end) return false;
  // Numbers of disks, which is one; of entries here and in all; the directory.
  std::uint32_t entries = number<2>(zip, *end + 10);
  std::uint32_t length = number<4>(zip, *end + 12);
  std::uint32_t from = number<4>(zip, *end + 16);
  if (number<4>(zip, *end + 4) != 0 || number<2>(zip, *end + 8) != entries ||
      std::uint64_t{from} + length != *end) {
    return false;
  }
  std::string_view directory = zip.substr(from, length);
  std::string_view files = zip.substr(0, from);
  // By where they stand, as another reader meets them.
  std::vector<std::pair<std::uint32_t, Member>> found;
  for (; entries > 0; --entries) {
    if (directory.size() < kEntrySize) return false;
    std::size_t size = kEntrySize + number<2>(directory, 28) +
                       number<2>(directory, 30) + number<2>(directory, 32);
    if (directory.size() < size) return false;
    auto member = zip_member(files, directory.substr(0, size));
    if (!member) return false;
    found.emplace_back(number<4>(directory, 42), *member);
    directory.remove_prefix(size);
  }
  if (!directory.empty()) return false;
  std::ranges::stable_sort(found, {}, &decltype(found)::value_type::first);
  for (auto& [offset, member] : found) {
    room_size_ = std::max(room_size_, member.is_deflated ? member.size : 0);
    members_.push_back(member);
  }
  return true;
}

// None where the entry is not usual, or not what stands before its bytes.
std::optional<MemoryArchive::Member> MemoryArchive::zip_member(
    std::string_view zip, std::string_view entry) {
  constexpr std::uint32_t kUnusualFlags = 1 | 1 << 5 | 1 << 6 | 1 << 13;
  constexpr std::uint32_t kStored = 0, kDeflated = 8;
  std::uint32_t flags = number<2>(entry, 8), method = number<2>(entry, 10);
  std::uint32_t packed = number<4>(entry, 20), size = number<4>(entry, 24);
  std::size_t name = number<2>(entry, 28), at = number<4>(entry, 42);
  Member out{.path = entry.substr(kEntrySize, name),
             .size = size,
             .crc = number<4>(entry, 16),
             .is_deflated = method == kDeflated};
  // By "made by" who stores the mode of Unix in the upper half.
  std::uint32_t system = number<1>(entry, 5);
  if (system == 3 || system == 19) out.mode = number<2>(entry, 40);
  bool is_usual =
      entry.starts_with("PK\x01\x02") && (flags & kUnusualFlags) == 0 &&
      (method == kDeflated || (method == kStored && packed == size)) &&
      size <= kLargest && number<2>(entry, 34) == 0 &&
      !is_extended(entry.substr(kEntrySize + name, number<2>(entry, 30))) &&
      out.path.find_first_of("\0\\"sv) == out.path.npos &&
      !(out.path.ends_with('/') && size > 0);
  if (!is_usual || at > zip.size() || zip.size() - at < kHeadSize) {
    return std::nullopt;
  }
  std::string_view head = zip.substr(at);
  std::size_t before = kHeadSize + number<2>(head, 26) + number<2>(head, 28);
  if (!head.starts_with("PK\x03\x04") || number<2>(head, 8) != method ||
      number<2>(head, 26) != name || head.size() < before ||
      head.size() - before < packed ||
      head.substr(kHeadSize, name) != out.path ||
      is_extended(head.substr(kHeadSize + name, number<2>(head, 28)))) {
    return std::nullopt;
  }
  out.stored = head.substr(before, packed);
  return out;
}

// The size of what is in it stands in its last four bytes, where it is one file
// and not several, one after the other.
bool MemoryArchive::open_gzip(std::string_view gzip) {
  if (gzip.size() < 18) return false;
  std::size_t size = number<4>(gzip, gzip.size() - 4), used = 0, made = 0;
  if (size > kLargest || size / 1032 > gzip.size()) return false;
  room_size_ = std::max<std::size_t>(size, 1);
  room_ = std::make_unique_for_overwrite<char[]>(room_size_);
  auto result = ::libdeflate_gzip_decompress_ex(
      decompressor_.get(), gzip.data(), gzip.size(), room_.get(), size, &used,
      &made);
  if (result != LIBDEFLATE_SUCCESS || used != gzip.size() || made != size) {
    return false;
  }
  std::string_view bytes(room_.get(), size);
  members_.push_back({.stored = bytes,
                      .size = size,
                      .crc = ::libdeflate_crc32(0, bytes.data(), size)});
  return true;
}

bool MemoryArchive::next(ArchiveMember& member) {
  if (next_ == members_.size()) return false;
  const Member& from = members_[next_++];
  member = {};
  member.path = from.path;
  member.mode = from.mode & ALLPERMS;
  if (from.path.ends_with('/')) {
    member.type = ArchiveMember::Type::kFolder;
  } else if (S_ISLNK(from.mode) && from.size <= PATH_MAX) {
    member.type = ArchiveMember::Type::kSymlink;
    member.link = unpack().bytes;
  }
  return true;
}

MemoryArchive::Unpacked MemoryArchive::unpack() {
  const Member& from = members_[next_ - 1];
  std::string_view bytes = from.stored;
  if (from.is_deflated) {
    if (!room_) room_ = std::make_unique_for_overwrite<char[]>(room_size_ + 1);
    auto result = ::libdeflate_deflate_decompress(
        decompressor_.get(), from.stored.data(), from.stored.size(),
        room_.get(), from.size, nullptr);
    if (result == LIBDEFLATE_SUCCESS) {
      bytes = {room_.get(), from.size};
    } else {
      return {{room_.get(), inflate_some(from.stored, room_.get(), from.size)},
              true};
    }
  }
  return {bytes, ::libdeflate_crc32(0, bytes.data(), bytes.size()) != from.crc};
}

}  // namespace stanch
