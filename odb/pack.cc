// SPDX-License-Identifier: Apache-2.0
//
//   "PACK", version, number of entries
//   entry*   head: xtttssss, type t, 4 bits of the size s, 7 more in each
//                  byte while x is set
//                  type 6 (offset delta): how far back the base starts
//                  type 7 (ref delta): the name of the base
//            deflated bytes
//   hash of all this
//
// Where an entry ends stands nowhere: the index says where the next one starts.
#include "odb/pack.h"

#include <span>

#include <fmt/format.h>

#include "odb/big_endian.h"
#include "odb/inflate.h"

namespace stanch {
namespace {

constexpr std::size_t kPackHead = 12;
constexpr std::size_t kListed = 100;
constexpr unsigned kOffsetDelta = 6;
constexpr unsigned kRefDelta = 7;

// Null, or what is wrong. `at` goes on to the deflated bytes.
const char* parse_size(const std::uint8_t*& at, const std::uint8_t* end,
                       unsigned& type, std::uint64_t& size) {
  std::uint8_t byte = *at++;
  type = byte >> 4 & 7;
  size = byte & 15;
  for (unsigned shift = 4; (byte & 0x80) != 0; shift += 7) {
    if (at == end) return "its head is cut";
    byte = *at++;
    const std::uint64_t bits = byte & 0x7f;
    if (shift > 63 || bits << shift >> shift != bits) {
      return "its size is impossible";
    }
    size |= bits << shift;
  }
  return nullptr;
}

// The same for the way back to the base; each byte but the last stands for one
// more than it says, so that no number has two spellings.
const char* parse_distance(const std::uint8_t*& at, const std::uint8_t* end,
                           std::uint64_t& distance) {
  distance = 0;
  while (true) {
    if (at == end) return "its head is cut";
    const std::uint8_t byte = *at++;
    if (distance >> 56 != 0) return "its base lies outside the pack";
    distance = distance << 7 | (byte & 0x7f);
    if ((byte & 0x80) == 0) return nullptr;
    ++distance;
  }
}

}  // namespace

Result<Pack> Pack::open(MappedFile file, const std::string& path,
                        PackIndex index, PackTraits traits) {
  Pack pack;
  pack.file_ = std::move(file);
  pack.path_ = path;
  pack.ids_ = index.ids();
  pack.index_ = std::move(index);
  pack.traits_ = traits;
  if (auto done = pack.check(); !done) return std::unexpected(done.error());
  const std::uint32_t says = big_endian32(pack.file_.data() + 8);
  const std::uint32_t count = pack.ids_.size();
  if (says != count) {
    pack.problems_.push_back(
        {path, fmt::format("the pack says it has {} objects, its index {}",
                           says, count)});
  } else if (pack.checksum() != pack.index_->pack_checksum()) {
    pack.problems_.push_back(
        {path, "the pack is damaged or cut: it is not the one of its index"});
  }
  pack.make_table(count, [&](std::uint32_t row) {
    return EntryTable::Entry{pack.index_->offset(row).value_or(0), row};
  });
  return pack;
}

Result<Pack> Pack::open(MappedFile file, const std::string& path,
                        const MultiPackIndex& index, std::uint32_t number,
                        PackTraits traits) {
  Pack pack;
  pack.file_ = std::move(file);
  pack.path_ = path;
  pack.ids_ = index.ids();
  pack.shared_ = &index;
  pack.number_ = number;
  pack.traits_ = traits;
  if (auto done = pack.check(); !done) return std::unexpected(done.error());
  const std::span<const std::uint32_t> rows = index.rows_of(number);
  pack.make_table(
      static_cast<std::uint32_t>(rows.size()), [&](std::uint32_t i) {
        auto place = index.place(rows[i]);
        return EntryTable::Entry{place ? place->offset : 0, rows[i]};
      });
  return pack;
}

Result<void> Pack::check() {
  auto no_pack = [&](std::string_view why) {
    return fail(ErrorKind::kUnreadable, fmt::format("a damaged pack: {}", why));
  };
  const std::string_view bytes = file_.bytes();
  if (bytes.size() < kPackHead + id_size(ids_.kind())) {
    return no_pack("it is cut");
  }
  if (!bytes.starts_with("PACK")) return no_pack("it does not start as one");
  const std::uint32_t version = big_endian32(bytes.data() + 4);
  if (version != 2 && version != 3) {
    return no_pack(fmt::format("its version is {}, not 2", version));
  }
  return {};
}

std::optional<std::uint64_t> Pack::offset_of_row(std::uint32_t row) const {
  std::optional<std::uint64_t> offset;
  if (index_) {
    offset = index_->offset(row);
  } else if (auto place = shared_->place(row);
             place && place->pack == number_) {
    offset = place->offset;
  }
  if (!offset || *offset < bounds().begin || *offset >= bounds().end) {
    return std::nullopt;
  }
  return offset;
}

void Pack::make_table(
    std::uint32_t count,
    const std::function<EntryTable::Entry(std::uint32_t)>& entry_of) {
  EntryTable::Astray astray;
  table_ = EntryTable(count, entry_of, bounds(), astray);
  auto list = [&](const std::vector<EntryTable::Entry>& bad,
                  const char* reason) {
    for (const EntryTable::Entry& entry : bad) {
      if (problems_.size() >= kListed) break;
      problems_.push_back({hex(ids_.id(entry.row)), path_ + ": " + reason});
    }
  };
  list(astray.outside, "its index leads outside the pack");
  list(astray.doubles, "its index leads to where another object starts");
  const std::size_t all = astray.outside.size() + astray.doubles.size();
  if (all > kListed) {
    problems_.push_back(
        {path_, fmt::format("its index leads {} objects astray", all)});
  }
}

Range Pack::bounds() const {
  return {kPackHead, file_.size() - id_size(ids_.kind())};
}

ObjectId Pack::checksum() const {
  const std::size_t width = id_size(ids_.kind());
  return ObjectId(file_.data() + file_.size() - width, ids_.kind());
}

std::optional<std::uint32_t> Pack::find(const ObjectId& id) const {
  auto row = ids_.find(id);
  if (!row) return std::nullopt;
  auto offset = offset_of_row(*row);
  if (!offset) return std::nullopt;
  auto entry = table_.entry_at(*offset);
  // Where two objects claim an offset, one of them is no entry.
  if (!entry || table_.row(*entry) != *row) return std::nullopt;
  return entry;
}

void Pack::starting_with(const ObjectId& low, std::size_t digits,
                         std::size_t limit, std::vector<ObjectId>& out) const {
  auto [begin, end] = ids_.starting_with(low, digits);
  for (; begin < end && limit > 0; ++begin) {
    const ObjectId id = ids_.id(begin);
    const bool again = !out.empty() && out.back() == id;
    if (again || !offset_of_row(begin)) continue;
    out.push_back(id);
    --limit;
  }
}

Result<EntryHead> Pack::head(std::uint32_t entry) const {
  return head_between(table_.offset(entry), table_.end(entry));
}

Result<EntryHead> Pack::head_at(std::uint64_t offset) const {
  if (offset < bounds().begin || offset >= bounds().end) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("there is no offset {} in '{}'", offset, path_));
  }
  return head_between(offset, table_.end_after(offset));
}

Result<EntryHead> Pack::head_between(std::uint64_t offset,
                                     std::uint64_t end) const {
  auto wrong = [&](const char* why) {
    return std::unexpected(damaged(offset, why));
  };
  const std::uint8_t* at = file_.data() + offset;
  const std::uint8_t* limit = file_.data() + end;
  Result<EntryHead> result;
  EntryHead& head = *result;
  unsigned type = 0;
  if (const char* why = parse_size(at, limit, type, head.size)) {
    return wrong(why);
  }
  if (type >= 1 && type <= 4) {
    head.type = static_cast<ObjectType>(type);
  } else if (type == kOffsetDelta) {
    head.kind = EntryHead::Kind::kOffsetDelta;
    std::uint64_t distance = 0;
    if (const char* why = parse_distance(at, limit, distance)) {
      return wrong(why);
    }
    if (distance == 0 || distance > offset - kPackHead) {
      return wrong("its base lies outside the pack");
    }
    head.base = offset - distance;
  } else if (type == kRefDelta) {
    head.kind = EntryHead::Kind::kRefDelta;
    const std::size_t width = id_size(ids_.kind());
    if (static_cast<std::size_t>(limit - at) < width) {
      return wrong("its head is cut");
    }
    head.base_id = ObjectId(at, ids_.kind());
    at += width;
  } else {
    return wrong("its type is unknown");
  }
  head.data = static_cast<std::uint64_t>(at - file_.data());
  if (!can_inflate_to(static_cast<std::size_t>(limit - at), head.size)) {
    return wrong("it is too short for the size it says");
  }
  return result;
}

std::string Pack::name_at(std::uint64_t offset) const {
  auto entry = table_.entry_at(offset);
  return entry ? "object " + hex(id(*entry))
               : fmt::format("the entry at offset {}", offset);
}

Error Pack::damaged(std::uint64_t offset, std::string_view why) const {
  return {ErrorKind::kUnreadable, fmt::format("{} in '{}' is damaged: {}",
                                              name_at(offset), path_, why)};
}

void Pack::forget(std::uint32_t begin, std::uint32_t end) const {
  if (begin >= end || end > entries()) return;
  file_.forget(table_.offset(begin), table_.end(end - 1));
}

}  // namespace stanch
