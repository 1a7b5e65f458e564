// SPDX-License-Identifier: Apache-2.0
//
// The tables that lead from names to entries: of one pack, and of many.
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "odb/entry_table.h"
#include "odb/multi_pack_index.h"
#include "odb/pack_index.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/object_listing.h"
#include "tests/support/pack_builder.h"
#include "tests/support/repo_builder.h"
#include "tests/support/store_of.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;
constexpr HashKind kSha1 = HashKind::kSha1;

// Names spread as hashes are, or all crowded in one place.
std::vector<ObjectId> some_ids(std::mt19937& random, std::size_t count,
                               bool crowded) {
  std::vector<ObjectId> out;
  std::array<std::uint8_t, 20> bytes = {};
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = crowded ? 7 : 0; k < 20; ++k) {
      bytes[k] = static_cast<std::uint8_t>(random());
    }
    out.emplace_back(bytes.data());
  }
  return out;
}

Result<MultiPackIndex> parse_shared(const std::string& bytes,
                                    HashKind kind = kSha1) {
  return MultiPackIndex::parse(MappedFile::borrow(bytes), kind);
}

std::string index_error(const std::string& bytes, HashKind kind = kSha1) {
  auto index = parse_shared(bytes, kind);
  REQUIRE_FALSE(index);
  CHECK(index.error().message.starts_with("a damaged multi-pack index: "));
  return index.error().message.substr(28);
}

}  // namespace

TEST_CASE("every name of an index is found, and no other", "[odb]") {
  std::mt19937 random(12);
  for (bool crowded : {false, true}) {
    for (std::size_t count : {0, 1, 2, 3, 50, 3000}) {
      PackBuilder pack;
      for (const ObjectId& id : some_ids(random, count, crowded)) {
        pack.raw(3, 0, "", id);
      }
      const std::string bytes = pack.index();
      auto index = PackIndex::parse(MappedFile::borrow(bytes), kSha1);
      REQUIRE(index);
      CHECK(index->ids().size() == count);
      for (const PackBuilder::Entry& entry : pack.entries()) {
        auto row = index->ids().find(entry.id);
        REQUIRE(row);
        CHECK(index->ids().id(*row) == entry.id);
        CHECK(index->offset(*row) == entry.offset);
      }
      for (const ObjectId& id : some_ids(random, 200, crowded)) {
        CHECK_FALSE(index->ids().find(id));
      }
      CHECK_FALSE(index->ids().find(made_up_id(1, HashKind::kSha256)));
    }
  }
}

TEST_CASE("offsets beyond two gigabytes have a table of their own", "[odb]") {
  PackBuilder pack;
  for (std::uint8_t i = 0; i < 40; ++i) {
    pack.raw(3, 0, "", made_up_id(i));
    if (i % 2 == 0) pack.entries()[i].offset += std::uint64_t{i} << 40;
  }
  const std::string bytes = pack.index();
  auto index = PackIndex::parse(MappedFile::borrow(bytes), kSha1);
  REQUIRE(index);
  const std::string shared_bytes = multi_pack_index_of({{"p.idx", &pack}});
  auto shared = parse_shared(shared_bytes);
  REQUIRE(shared);
  for (const PackBuilder::Entry& entry : pack.entries()) {
    CHECK(index->offset(*index->ids().find(entry.id)) == entry.offset);
    auto place = shared->place(*shared->ids().find(entry.id));
    REQUIRE(place);
    CHECK(place->offset == entry.offset);
  }
}

TEST_CASE("an index that git writes with large offsets is read", "[odb]") {
  RepoBuilder repo;
  for (int i = 0; i < 5; ++i) {
    repo.write("a", std::to_string(i)).commit(std::to_string(i));
  }
  repo.git({"repack", "-a", "-d", "-q"});
  const std::vector<std::string> before = list_objects(store_of(repo.path()));
  const std::string pack(store_of(repo.path()).packs()[0].path());
  const std::string index = fs::path(pack).replace_extension(".idx");
  fs::remove(index);
  repo.git({"index-pack", "--index-version=2,0x40", "-o", index, pack});
  CHECK(list_objects(store_of(repo.path())) == before);
}

TEST_CASE("a multi-pack index knows each object once", "[odb]") {
  PackBuilder one, two;
  one.whole(ObjectType::kBlob, "in both");
  one.whole(ObjectType::kBlob, "only here");
  two.whole(ObjectType::kBlob, "only there");
  two.whole(ObjectType::kBlob, "in both");
  const std::string bytes =
      multi_pack_index_of({{"pack-1.idx", &one}, {"pack-2.idx", &two}});
  auto index = parse_shared(bytes);
  REQUIRE(index);
  CHECK(index->packs() == std::vector<std::string>{"pack-1.idx", "pack-2.idx"});
  CHECK(index->ids().size() == 3);
  CHECK(index->rows_of(0).size() == 2);
  CHECK(index->rows_of(1).size() == 1);
  CHECK(index->strays().empty());
  auto place = index->place(*index->ids().find(two.entries()[0].id));
  REQUIRE(place);
  CHECK(place->pack == 1);
  CHECK(place->offset == 12);
}

TEST_CASE("layers of multi-pack indexes are read", "[odb]") {
  RepoBuilder repo;
  const std::string folder = repo.path(".git/objects/pack/");
  std::string chain, names;
  for (std::uint8_t i = 0; i < 3; ++i) {
    PackBuilder pack;
    pack.whole(ObjectType::kBlob, std::to_string(i));
    const fs::path path = pack.write(repo.path(".git/objects"));
    fs::remove(fs::path(path).replace_extension(".idx"));
    const std::string layer = hex(made_up_id(i));
    chain += layer + "\n";
    write_file(
        folder + "multi-pack-index.d/multi-pack-index-" + layer + ".midx",
        multi_pack_index_of({{path.stem().string() + ".idx", &pack}}));
  }
  write_file(folder + "multi-pack-index.d/multi-pack-index-chain", chain);
  ObjectStore store = store_of(repo.path());
  CHECK(store.problems().empty());
  CHECK(store.packs().size() == 3);
  CHECK(list_objects(store).size() == 3);
}

TEST_CASE("a multi-pack index that is damaged says how", "[odb]") {
  PackBuilder pack;
  for (std::uint8_t i = 0; i < 9; ++i) pack.raw(3, 0, "", made_up_id(i));
  const std::string good = multi_pack_index_of({{"p.idx", &pack}});
  REQUIRE(parse_shared(good));
  auto with = [&](std::size_t at, std::string_view bytes) {
    std::string bad = good;
    return bad.replace(at, bytes.size(), bytes);
  };
  CHECK(index_error("") == "it does not start as one");
  CHECK(index_error(good.substr(0, 11)) == "it does not start as one");
  CHECK(index_error(with(4, "\x03")) == "its version is neither 1 nor 2");
  CHECK(index_error(good, HashKind::kSha256) ==
        "its hash is not the repository's");
  CHECK(index_error(good.substr(0, 90)) == "it is cut");
  CHECK(index_error(good.substr(0, 400)) == "a chunk lies outside of it");
  // The table of chunks starts at 12, with 12 bytes a row, and its first
  // offsets are small.
  CHECK(index_error(with(16, "\xff")) == "a chunk lies outside of it");
  CHECK(index_error(with(24, "XXXX")) == "its fanout table is wrong");
  CHECK(index_error(with(12 + 24, "XXXX")) == "its table of names is cut");
  CHECK(index_error(with(12 + 36, "XXXX")) == "its table of offsets is cut");
  CHECK(index_error(with(12, "XXXX")) == "its table of packs is cut");
  CHECK(index_error(with(8, "\x7f")) == "its table of packs is cut");
}

TEST_CASE("a multi-pack index that leads nowhere names what is lost", "[odb]") {
  RepoBuilder repo;
  PackBuilder pack;
  pack.whole(ObjectType::kBlob, "here");
  const fs::path path = pack.write(repo.path(".git/objects"));
  const std::string index = fs::path(path).replace_extension(".idx");
  const std::string shared = repo.path(".git/objects/pack/multi-pack-index");
  fs::remove(index);
  std::string reason;
  SECTION("into a pack that it does not name") {
    std::string bytes =
        multi_pack_index_of({{fs::path(index).filename().string(), &pack}});
    // The only row stands before the hash; no offset is large.
    bytes.replace(bytes.size() - 20 - 8, 4, "\0\0\0\7", 4);
    write_file(shared, bytes);
    reason = shared + ": it leads 1 objects astray, the first " +
             hex(pack.entries()[0].id);
  }
  SECTION("out of the pack") {
    pack.entries()[0].offset = 1000;
    write_file(shared, multi_pack_index_of(
                           {{fs::path(index).filename().string(), &pack}}));
    reason = hex(pack.entries()[0].id) + ": " + path.string() +
             ": its index leads outside the pack";
  }
  ObjectStore store = store_of(repo.path());
  REQUIRE(store.problems().size() == 1);
  CHECK(store.problems()[0].path + ": " + store.problems()[0].reason == reason);
}

TEST_CASE("entries are numbered by their offsets, however they lie", "[odb]") {
  std::mt19937_64 random(13);
  for (std::uint32_t round = 0; round < 2000; round += 1 + round / 20) {
    const std::uint64_t end = 20 + random() % (round % 2 == 0 ? 100 : 1 << 30);
    std::vector<EntryTable::Entry> entries;
    std::map<std::uint64_t, std::uint32_t> rows;
    const std::uint64_t crowd = 13 + random() % (end - 12);
    for (std::uint32_t row = 0; row < round; ++row) {
      const std::uint64_t offset =
          12 + random() % ((row % 3 == 0 ? end : crowd) - 12);
      entries.push_back({offset, row});
      rows.insert({offset, row});
    }
    // Two more, before and behind what is the pack's.
    entries.push_back({11, round});
    entries.push_back({end, round + 1});
    EntryTable::Astray astray;
    EntryTable table(
        round + 2, [&](std::uint32_t i) { return entries[i]; }, {12, end},
        astray);
    REQUIRE(table.size() == rows.size());
    CHECK(astray.outside.size() == 2);
    CHECK(table.size() + astray.doubles.size() == round);
    std::uint32_t entry = 0;
    for (auto [offset, row] : rows) {
      CHECK(table.offset(entry) == offset);
      CHECK(table.row(entry) == row);
      CHECK(table.entry_at(offset) == entry);
      auto next = rows.upper_bound(offset);
      CHECK(table.end(entry) == (next == rows.end() ? end : next->first));
      ++entry;
    }
    for (int i = 0; i < 50; ++i) {
      const std::uint64_t offset = random() % end;
      CHECK(table.entry_at(offset).has_value() == rows.contains(offset));
      auto next = rows.upper_bound(offset);
      CHECK(table.end_after(offset) ==
            (next == rows.end() ? end : next->first));
    }
    CHECK_FALSE(table.entry_at(end));
    CHECK_FALSE(table.entry_at(~std::uint64_t{0}));
  }
}

}  // namespace stanch
