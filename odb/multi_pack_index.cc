// SPDX-License-Identifier: Apache-2.0
//
//   "MIDX", version, hash, number of chunks, number of base files, of packs
//   (name of chunk, where it starts)*, and 0, where the last one ends
//   PNAM   names of the packs' indexes, each ended by NUL
//   OIDF   256 numbers: how many names start with a byte up to this one
//   OIDL   names, sorted
//   OOFF   (pack, offset) for each; 0x80000000: the rest is a line of
//   LOFF   64-bit offsets
//   hash of all this
//
// Other chunks (the order for bitmaps) are passed over.
#include "odb/multi_pack_index.h"

#include "odb/big_endian.h"

namespace stanch {
namespace {

constexpr std::size_t kHead = 12;
constexpr std::size_t kRow = 12;  // of the table of chunks
constexpr std::uint32_t kLargePlace = 0x80000000;

std::unexpected<Error> damaged_multi_pack(const char* why) {
  return fail(ErrorKind::kUnreadable,
              std::string("a damaged multi-pack index: ") + why);
}

// The chunks of a file whose table was found sound.
struct Chunks {
  std::string_view names, fanout, ids, places, large;
};

// Null, or what is wrong with the table.
const char* find_chunks(std::string_view bytes, std::size_t width,
                        Chunks& out) {
  const auto count = static_cast<std::uint8_t>(bytes[6]);
  const std::size_t first = kHead + (std::size_t{count} + 1) * kRow;
  if (bytes.size() < first + width) return "it is cut";
  const std::uint64_t end = bytes.size() - width;
  std::uint64_t at = first;
  for (std::size_t i = 0; i < count; ++i) {
    const char* row = bytes.data() + kHead + i * kRow;
    const std::uint64_t begin = big_endian64(row + 4);
    const std::uint64_t next = big_endian64(row + kRow + 4);
    if (begin < at || next < begin || next > end) {
      return "a chunk lies outside of it";
    }
    at = begin;
    std::string_view chunk = bytes.substr(begin, next - begin);
    std::string_view name(row, 4);
    if (name == "PNAM") out.names = chunk;
    if (name == "OIDF") out.fanout = chunk;
    if (name == "OIDL") out.ids = chunk;
    if (name == "OOFF") out.places = chunk;
    if (name == "LOFF") out.large = chunk;
  }
  return nullptr;
}

// At most `count` names; fewer where the chunk is short.
std::vector<std::string> split_names(std::string_view chunk,
                                     std::uint32_t count) {
  std::vector<std::string> out;
  while (out.size() < count) {
    const std::size_t end = chunk.find('\0');
    if (end == std::string_view::npos || end == 0) break;
    out.emplace_back(chunk.substr(0, end));
    chunk.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

Result<MultiPackIndex> MultiPackIndex::parse(MappedFile file, HashKind kind) {
  const std::string_view bytes = file.bytes();
  if (bytes.size() < kHead || !bytes.starts_with("MIDX")) {
    return damaged_multi_pack("it does not start as one");
  }
  if (bytes[4] != 1 && bytes[4] != 2) {
    return damaged_multi_pack("its version is neither 1 nor 2");
  }
  if (bytes[5] != (kind == HashKind::kSha1 ? 1 : 2)) {
    return damaged_multi_pack("its hash is not the repository's");
  }
  Chunks chunks;
  if (const char* why = find_chunks(bytes, id_size(kind), chunks)) {
    return damaged_multi_pack(why);
  }
  auto start = [](std::string_view chunk) {
    return reinterpret_cast<const std::uint8_t*>(chunk.data());
  };
  if (chunks.fanout.size() != IdTable::kFanoutBytes ||
      !IdTable::is_fanout(start(chunks.fanout))) {
    return damaged_multi_pack("its fanout table is wrong");
  }
  MultiPackIndex index;
  index.ids_ = IdTable(start(chunks.fanout), start(chunks.ids), kind);
  const std::uint64_t count = index.ids_.size();
  if (chunks.ids.size() < count * id_size(kind)) {
    return damaged_multi_pack("its table of names is cut");
  }
  if (chunks.places.size() < count * 8) {
    return damaged_multi_pack("its table of offsets is cut");
  }
  const std::uint32_t packs = big_endian32(bytes.data() + 8);
  index.packs_ = split_names(chunks.names, packs);
  if (index.packs_.size() != packs) {
    return damaged_multi_pack("its table of packs is cut");
  }
  index.places_ = start(chunks.places);
  index.large_ = start(chunks.large);
  index.large_count_ = chunks.large.size() / 8;
  index.file_ = std::move(file);
  index.sort_rows();
  return index;
}

void MultiPackIndex::sort_rows() {
  const std::size_t packs = packs_.size();
  begins_.assign(packs + 2, 0);
  auto pack_of = [&](std::uint32_t row) {
    auto found = place(row);
    return found ? found->pack : packs;
  };
  for (std::uint32_t row = 0; row < ids_.size(); ++row) {
    ++begins_[pack_of(row) + 1];
  }
  for (std::size_t k = 1; k < begins_.size(); ++k) begins_[k] += begins_[k - 1];
  rows_.resize(ids_.size());
  std::vector<std::uint32_t> next = begins_;
  for (std::uint32_t row = 0; row < ids_.size(); ++row) {
    rows_[next[pack_of(row)]++] = row;
  }
}

std::span<const std::uint32_t> MultiPackIndex::rows_of(
    std::uint32_t pack) const {
  return std::span(rows_).subspan(begins_[pack],
                                  begins_[pack + 1] - begins_[pack]);
}

std::optional<MultiPackIndex::Place> MultiPackIndex::place(
    std::uint32_t row) const {
  const std::uint8_t* line = places_ + std::size_t{row} * 8;
  Place place{big_endian32(line), big_endian32(line + 4)};
  if (place.pack >= packs_.size()) return std::nullopt;
  // Without a table of large offsets all 32 bits are the offset.
  if ((place.offset & kLargePlace) == 0 || large_count_ == 0) return place;
  place.offset &= ~std::uint64_t{kLargePlace};
  if (place.offset >= large_count_) return std::nullopt;
  place.offset = big_endian64(large_ + place.offset * 8);
  return place;
}

}  // namespace stanch
