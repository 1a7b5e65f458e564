// SPDX-License-Identifier: Apache-2.0
#include "tests/support/pack_builder.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

#include <zlib.h>

#include "tests/support/files.h"

namespace stanch {
namespace {

std::string number32(std::uint64_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift);
  }
  return out;
}

std::string number64(std::uint64_t value) {
  return number32(value >> 32) + number32(value);
}

std::string bytes_of(const ObjectId& id) {
  return {reinterpret_cast<const char*>(id.data()), id.size()};
}

std::string with_hash(const std::string& bytes, HashKind kind) {
  return bytes + bytes_of(hash(kind, {bytes}));
}

// Seven bits a byte, lowest first.
std::string variable(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  return out + static_cast<char>(value);
}

std::string head_of(unsigned type, std::uint64_t size) {
  const auto first = static_cast<unsigned char>(type << 4 | (size & 15));
  size >>= 4;
  if (size == 0) return {static_cast<char>(first)};
  return static_cast<char>(first | 0x80) + variable(size);
}

std::string way_back(std::uint64_t distance) {
  std::string out(1, static_cast<char>(distance & 0x7f));
  while ((distance >>= 7) != 0) {
    --distance;
    out.insert(out.begin(), static_cast<char>(0x80 | (distance & 0x7f)));
  }
  return out;
}

}  // namespace

std::string delta_copy(std::uint32_t from, std::uint32_t size) {
  std::string rest;
  unsigned code = 0x80;
  for (unsigned i = 0; i < 7; ++i) {
    const std::uint32_t part = i < 4 ? from >> i * 8 : size >> (i - 4) * 8;
    if ((part & 0xff) == 0) continue;
    code |= 1U << i;
    rest += static_cast<char>(part);
  }
  return static_cast<char>(code) + rest;
}

std::string delta_insert(std::string_view bytes) {
  return static_cast<char>(bytes.size()) + std::string(bytes);
}

std::string delta_of(std::uint64_t base_size, std::uint64_t result_size,
                     const std::string& instructions) {
  return variable(base_size) + variable(result_size) + instructions;
}

std::string deflated(std::string_view bytes, bool stored) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size())) + 16;
  std::string out(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                reinterpret_cast<const Bytef*>(bytes.data()),
                static_cast<uLong>(bytes.size()), stored ? 0 : 6) != Z_OK) {
    throw std::runtime_error("cannot deflate");
  }
  out.resize(size);
  return out;
}

std::size_t PackBuilder::add(std::string bytes, const ObjectId& id) {
  entries_.push_back({id, end_, std::move(bytes)});
  end_ += entries_.back().bytes.size();
  return entries_.size() - 1;
}

std::size_t PackBuilder::whole(ObjectType type, std::string_view bytes,
                               std::optional<std::uint64_t> says) {
  return add(head_of(static_cast<unsigned>(type), says.value_or(bytes.size())) +
                 deflated(bytes),
             name_of(kind_, type, bytes));
}

std::size_t PackBuilder::delta_on(std::size_t base, std::string_view delta,
                                  const ObjectId& id) {
  return add(head_of(6, delta.size()) + way_back(end_ - entries_[base].offset) +
                 deflated(delta),
             id);
}

std::size_t PackBuilder::delta_on(const ObjectId& base, std::string_view delta,
                                  const ObjectId& id) {
  return add(head_of(7, delta.size()) + bytes_of(base) + deflated(delta), id);
}

std::size_t PackBuilder::raw(unsigned type, std::uint64_t size,
                             std::string_view rest, const ObjectId& id) {
  return add(head_of(type, size) + std::string(rest), id);
}

std::string PackBuilder::pack() const {
  std::string out = "PACK" + number32(2) + number32(entries_.size());
  for (const Entry& entry : entries_) out += entry.bytes;
  return with_hash(out, kind_);
}

std::string PackBuilder::index_of(std::string_view pack) const {
  std::vector<Entry> sorted = entries_;
  std::ranges::stable_sort(sorted, {}, &Entry::id);
  std::array<std::uint32_t, 256> upto = {};
  std::string names, checksums, offsets, large;
  for (const Entry& entry : sorted) {
    ++upto[*entry.id.data()];
    names += bytes_of(entry.id);
    checksums +=
        number32(crc32(0, reinterpret_cast<const Bytef*>(entry.bytes.data()),
                       static_cast<uInt>(entry.bytes.size())));
    if (entry.offset >> 31 == 0) {
      offsets += number32(entry.offset);
    } else {
      offsets += number32(0x80000000 | large.size() / 8);
      large += number64(entry.offset);
    }
  }
  std::string out = "\377tOc" + number32(2);
  std::uint32_t sum = 0;
  for (std::uint32_t count : upto) out += number32(sum += count);
  out += names + checksums + offsets + large;
  out += pack.substr(pack.size() - id_size(kind_));
  return with_hash(out, kind_);
}

std::string PackBuilder::write(const std::string& objects) const {
  const std::string bytes = pack();
  const std::string stem = objects + "/pack/pack-" + hex(hash(kind_, {bytes}));
  std::filesystem::create_directories(objects + "/pack");
  write_file(stem + ".pack", bytes);
  write_file(stem + ".idx", index_of(bytes));
  return stem + ".pack";
}

ObjectStore PackBuilder::store(StoreOptions options) {
  kept_pack_ = pack();
  kept_index_ = index_of(kept_pack_);
  auto index = PackIndex::parse(MappedFile::borrow(kept_index_), kind_);
  if (!index) throw std::runtime_error(index.error().message);
  auto opened = Pack::open(MappedFile::borrow(kept_pack_), "made.pack",
                           std::move(*index));
  if (!opened) throw std::runtime_error(opened.error().message);
  std::vector<Pack> packs;
  packs.push_back(std::move(*opened));
  Layout layout;
  layout.hash = kind_;
  return ObjectStore::of(std::move(packs), std::move(layout), options);
}

std::string multi_pack_index_of(
    const std::vector<std::pair<std::string, PackBuilder*>>& packs,
    HashKind kind, std::uint64_t large_from) {
  struct Place {
    std::uint64_t pack, offset;
  };
  std::map<ObjectId, Place> places;
  std::string names;
  for (std::size_t i = 0; i < packs.size(); ++i) {
    names += packs[i].first + '\0';
    for (const PackBuilder::Entry& entry : packs[i].second->entries()) {
      places.insert({entry.id, {i, entry.offset}});
    }
  }
  names.resize((names.size() + 3) / 4 * 4);
  std::array<std::uint32_t, 256> upto = {};
  std::string fanout, ids, rows, large;
  for (const auto& [id, place] : places) {
    ++upto[*id.data()];
    ids += bytes_of(id);
    const bool is_large = place.offset >= large_from;
    rows += number32(place.pack) +
            number32(is_large ? 0x80000000 | large.size() / 8 : place.offset);
    if (is_large) large += number64(place.offset);
  }
  std::uint32_t sum = 0;
  for (std::uint32_t count : upto) fanout += number32(sum += count);

  const std::pair<std::string, std::string> chunks[] = {
      {"PNAM", names}, {"OIDF", fanout}, {"OIDL", ids},
      {"OOFF", rows},  {"LOFF", large},  {std::string(4, '\0'), ""}};
  std::string out = "MIDX\1";
  out += kind == HashKind::kSha1 ? '\1' : '\2';
  out += '\5';
  out += '\0' + number32(packs.size());
  std::uint64_t at = 12 + std::size(chunks) * 12;
  for (const auto& [name, bytes] : chunks) {
    out += name + number64(at);
    at += bytes.size();
  }
  for (const auto& [name, bytes] : chunks) out += bytes;
  return with_hash(out, kind);
}

ObjectId made_up_id(std::uint8_t number, HashKind kind) {
  return hash(kind,
              {std::string_view(reinterpret_cast<const char*>(&number), 1)});
}

}  // namespace stanch
