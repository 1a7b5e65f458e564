// SPDX-License-Identifier: Apache-2.0
//
//   ff 't' 'O' 'c', version 2
//   fanout   256 numbers: how many names start with a byte up to this one
//   names    sorted
//   crc32    one number a name
//   offsets  one number a name; 0x80000000: the rest is a line of
//   large    64-bit offsets
//   hash of the pack, hash of all this
#include "odb/pack_index.h"

#include <algorithm>
#include <cstring>

#include "odb/big_endian.h"

namespace stanch {
namespace {

constexpr std::string_view kMagic{"\377tOc\0\0\0\2", 8};
constexpr std::uint32_t kLarge = 0x80000000;

// How many names start with a byte up to this one.
std::uint32_t names_upto(const std::uint8_t* fanout, std::size_t byte) {
  return big_endian32(fanout + byte * 4);
}

std::unexpected<Error> damaged_index(const char* why) {
  return fail(ErrorKind::kUnreadable, std::string("a damaged index: ") + why);
}

}  // namespace

bool IdTable::is_fanout(const std::uint8_t* fanout) {
  std::uint32_t before = 0;
  for (std::size_t i = 0; i < 256; ++i) {
    const std::uint32_t now = names_upto(fanout, i);
    if (now < before) return false;
    before = now;
  }
  return true;
}

IdTable::IdTable(const std::uint8_t* fanout, const std::uint8_t* ids,
                 HashKind kind)
    : fanout_(fanout), ids_(ids), size_(names_upto(fanout, 255)), kind_(kind) {}

std::optional<std::uint32_t> IdTable::find(const ObjectId& id) const {
  if (size_ == 0 || id.kind() != kind_) return std::nullopt;
  const std::size_t first = *id.data();
  std::uint32_t low = first == 0 ? 0 : names_upto(fanout_, first - 1);
  std::uint32_t high = names_upto(fanout_, first);
  const std::size_t width = id_size(kind_);
  // Names are spread evenly, so the first guess is near; what is left after a
  // few is halved.
  const std::uint64_t wanted = id.prefix() << 8 >> 32;
  std::uint64_t low_key = 0, high_key = 0xffffffff;
  for (int round = 0; low < high; ++round) {
    std::uint32_t middle = low + (high - low) / 2;
    if (round < 3 && high_key > low_key) {
      middle = low + static_cast<std::uint32_t>((high - low - 1) *
                                                (wanted - low_key) /
                                                (high_key - low_key));
    }
    const std::uint8_t* name = raw(middle);
    const int order = std::memcmp(id.data(), name, width);
    if (order == 0) return middle;
    const std::uint64_t key = big_endian64(name) << 8 >> 32;
    if (order < 0) {
      high = middle;
      high_key = std::clamp(key, wanted, high_key);
    } else {
      low = middle + 1;
      low_key = std::clamp(key, low_key, wanted);
    }
  }
  return std::nullopt;
}

std::pair<std::uint32_t, std::uint32_t> IdTable::starting_with(
    const ObjectId& low, std::size_t digits) const {
  if (size_ == 0 || low.kind() != kind_) return {0, 0};
  // -1, 0, 1: the row's name comes before, among, after those that are asked.
  auto compare = [&](std::uint32_t row) {
    const std::uint8_t* name = raw(row);
    if (int order = std::memcmp(name, low.data(), digits / 2); order != 0) {
      return order < 0 ? -1 : 1;
    }
    if (digits % 2 == 0) return 0;
    const int a = name[digits / 2] >> 4, b = low.data()[digits / 2] >> 4;
    return a < b ? -1 : a > b ? 1 : 0;
  };
  auto first_that = [&](auto is_past) {
    std::uint32_t begin = 0, end = size_;
    while (begin < end) {
      const std::uint32_t middle = begin + (end - begin) / 2;
      if (is_past(compare(middle))) {
        end = middle;
      } else {
        begin = middle + 1;
      }
    }
    return begin;
  };
  const std::uint32_t begin = first_that([](int order) { return order >= 0; });
  const std::uint32_t end = first_that([](int order) { return order > 0; });
  return {begin, std::max(begin, end)};
}

Result<PackIndex> PackIndex::open(const std::string& path, HashKind kind) {
  auto file = MappedFile::open(path);
  if (!file) return std::unexpected(file.error());
  return parse(std::move(*file), kind);
}

Result<PackIndex> PackIndex::parse(MappedFile file, HashKind kind) {
  const std::size_t width = id_size(kind);
  const std::size_t least = kMagic.size() + IdTable::kFanoutBytes + 2 * width;
  if (file.size() < least) return damaged_index("it is cut");
  if (!file.bytes().starts_with(kMagic)) {
    if (file.bytes().starts_with(kMagic.substr(0, 4))) {
      return damaged_index("its version is not 2");
    }
    return damaged_index("it does not start as one (version 1 is not read)");
  }
  const std::uint8_t* fanout = file.data() + kMagic.size();
  if (!IdTable::is_fanout(fanout)) {
    return damaged_index("its fanout table goes down");
  }
  const std::uint64_t count = names_upto(fanout, 255);
  // Names, checksums and offsets; the rest is large offsets.
  const std::uint64_t tables = count * (width + 8);
  if (tables > file.size() - least) return damaged_index("it is cut");
  const std::uint64_t rest = file.size() - least - tables;
  if (rest % 8 != 0) return damaged_index("its length is wrong");

  PackIndex index;
  index.ids_ = IdTable(fanout, fanout + IdTable::kFanoutBytes, kind);
  index.offsets_ = fanout + IdTable::kFanoutBytes + count * (width + 4);
  index.large_ = index.offsets_ + count * 4;
  index.large_count_ = rest / 8;
  index.file_ = std::move(file);
  return index;
}

std::optional<std::uint64_t> PackIndex::offset(std::uint32_t row) const {
  const std::uint32_t small = big_endian32(offsets_ + std::size_t{row} * 4);
  if ((small & kLarge) == 0) return small;
  const std::uint32_t line = small & ~kLarge;
  if (line >= large_count_) return std::nullopt;
  return big_endian64(large_ + std::size_t{line} * 8);
}

ObjectId PackIndex::pack_checksum() const {
  const std::size_t width = id_size(ids_.kind());
  return ObjectId(file_.data() + file_.size() - 2 * width, ids_.kind());
}

}  // namespace stanch
