// SPDX-License-Identifier: Apache-2.0
//
// Single objects, and a repository that changes while it is read.
#include <atomic>
#include <filesystem>
#include <thread>

#include <fmt/format.h>

#include "odb/object_store.h"
#include "tests/support/catch.h"
#include "tests/support/object_listing.h"
#include "tests/support/pack_builder.h"
#include "tests/support/repo_builder.h"
#include "tests/support/store_of.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

ObjectId id_of(const RepoBuilder& repo, const std::string& revision) {
  auto id = ObjectId::parse(repo.git({"rev-parse", revision}));
  REQUIRE(id);
  return *id;
}

void commit_versions(RepoBuilder& repo, int count) {
  std::string text = "a first line\n";
  for (int i = 0; i < count; ++i) {
    text += fmt::format("and line {}\n", i * 104729);
    repo.write("a", text).commit(fmt::format("version {}", i));
  }
}

}  // namespace

TEST_CASE("an object is read by its name", "[odb]") {
  RepoBuilder repo;
  commit_versions(repo, 4);
  const bool packed = GENERATE(false, true);
  if (packed) repo.git({"repack", "-a", "-d", "-q"});
  ObjectStore store = store_of(repo.path());
  // Without a cache each object is made from the start.
  for (std::size_t cache : {std::size_t{0}, std::size_t{1} << 20}) {
    ObjectReader reader(store, cache);
    for (const char* name : {"HEAD:a", "HEAD~3:a", "HEAD", "HEAD^{tree}"}) {
      const ObjectId id = id_of(repo, name);
      CAPTURE(name, packed, cache);
      CHECK(store.contains(id));
      CHECK(store.find(id).has_value() == packed);
      auto object = reader.read(id);
      REQUIRE(object);
      CHECK(name_of(id.kind(), object->type, object->bytes) == id);
      CHECK(reader.info(id)->size == object->bytes.size());
      CHECK(reader.info(id)->type == object->type);
    }
    CHECK(reader.read(id_of(repo, "HEAD"), ObjectType::kCommit)
              ->contains("version 3"));
  }
}

TEST_CASE("an object of another type is refused", "[odb]") {
  RepoBuilder repo;
  commit_versions(repo, 1);
  ObjectStore store = store_of(repo.path());
  auto object =
      ObjectReader(store).read(id_of(repo, "HEAD"), ObjectType::kTree);
  REQUIRE_FALSE(object);
  CHECK(object.error().message ==
        "object " + repo.head() + " is a commit, not a tree");
}

TEST_CASE("an object that is not there is missing", "[odb]") {
  RepoBuilder repo;
  commit_versions(repo, 1);
  ObjectStore store = store_of(repo.path());
  ObjectReader reader(store);
  const ObjectId id = made_up_id(1);
  CHECK_FALSE(store.contains(id));
  for (int i = 0; i < 2; ++i) {
    auto object = reader.read(id);
    REQUIRE_FALSE(object);
    CHECK(object.error().kind == ErrorKind::kUnreadable);
    CHECK(object.error().message == "object " + hex(id) + " is missing");
    CHECK_FALSE(reader.info(id));
  }
}

TEST_CASE("an object longer than the limit is refused by its size", "[odb]") {
  RepoBuilder repo;
  repo.write("a", std::string(5000, 'x')).commit("first");
  const bool packed = GENERATE(false, true);
  if (packed) repo.git({"repack", "-a", "-d", "-q"});
  ObjectStore store = store_of(repo.path(), {.longest_object = 4999});
  ObjectReader reader(store);
  auto object = reader.read(id_of(repo, "HEAD:a"));
  REQUIRE_FALSE(object);
  CHECK(object.error().message.contains(hex(id_of(repo, "HEAD:a"))));
  CHECK(object.error().message.contains(
      "its 5000 bytes are more than the limit of 4999"));
  CHECK(reader.info(id_of(repo, "HEAD:a"))->size == 5000);
  CHECK(reader.read(id_of(repo, "HEAD")));
}

TEST_CASE("names are found by their first digits", "[odb]") {
  RepoBuilder repo;
  for (int i = 0; i < 40; ++i) repo.write(fmt::format("f{}", i), "x");
  commit_versions(repo, 8);
  repo.git({"repack", "-a", "-d", "-q"});
  commit_versions(repo, 9);
  ObjectStore store = store_of(repo.path());
  REQUIRE_FALSE(store.loose().empty());
  for (const std::string& line : list_objects(store)) {
    const std::string digits = line.substr(0, 40);
    const ObjectId id = *ObjectId::parse(digits);
    for (std::size_t size : {4, 5, 10, 39, 40}) {
      auto found = store.starting_with(digits.substr(0, size), 100);
      CHECK(std::ranges::is_sorted(found));
      CHECK(std::ranges::count(found, id) == 1);
      for (const ObjectId& one : found) {
        CHECK(hex(one).starts_with(digits.substr(0, size)));
      }
    }
  }
  CHECK(store.starting_with("abc").empty());
  CHECK(store.starting_with("not hex").empty());
  CHECK(store.starting_with(std::string(41, '0')).empty());
}

TEST_CASE("of several that begin alike, as many are given as are asked for",
          "[odb]") {
  PackBuilder pack;
  for (std::uint8_t i = 0; i < 5; ++i) {
    pack.whole(ObjectType::kBlob, std::string(1, static_cast<char>('a' + i)));
    std::array<std::uint8_t, 20> bytes = {0xab, 0xcd, 0x10};
    bytes[19] = i;
    pack.entries().back().id = ObjectId(bytes.data());
  }
  ObjectStore store = pack.store();
  CHECK(store.starting_with("abcd").size() == 2);
  CHECK(store.starting_with("abcd1", 3).size() == 3);
  CHECK(store.starting_with("abcd10", 9).size() == 5);
  CHECK(store.starting_with("abcd2", 9).empty());
}

TEST_CASE("loose objects that a gc packs are found again", "[odb]") {
  RepoBuilder repo;
  commit_versions(repo, 5);
  ObjectStore store = store_of(repo.path());
  REQUIRE(store.packs().empty());
  ObjectReader reader(store);
  repo.git({"gc", "-q", "--prune=now"});
  CHECK(store.is_outdated());
  for (const LooseObject& loose : store.loose()) {
    auto object = reader.read(loose.id);
    REQUIRE(object);
    CHECK(name_of(loose.id.kind(), object->type, object->bytes) == loose.id);
  }
  // And once more, as another pack takes its place.
  repo.git({"repack", "-a", "-d", "-F", "-q", "--window=0"});
  for (const LooseObject& loose : store.loose()) {
    CHECK(reader.info(loose.id));
  }
  CHECK(reader.read(made_up_id(1)).error().message.contains("is missing"));
}

TEST_CASE("a pack that is removed after it was opened is still read", "[odb]") {
  RepoBuilder repo;
  commit_versions(repo, 5);
  repo.git({"repack", "-a", "-d", "-q"});
  ObjectStore store = store_of(repo.path());
  CHECK_FALSE(store.is_outdated());
  const std::vector<std::string> before = list_objects(store);
  commit_versions(repo, 6);
  repo.git({"repack", "-a", "-d", "-F", "-q"});
  REQUIRE_FALSE(fs::exists(store.packs()[0].path()));
  CHECK(store.is_outdated());
  CHECK(list_objects(store) == before);
  // What came later is found too.
  CHECK(ObjectReader(store).read(id_of(repo, "HEAD")));
}

TEST_CASE("a store that is opened while git repacks misses nothing", "[odb]") {
  RepoBuilder repo;
  commit_versions(repo, 8);
  std::vector<ObjectId> ids;
  ObjectStore before = store_of(repo.path());
  for (const LooseObject& loose : before.loose()) ids.push_back(loose.id);
  std::atomic<bool> done = false;
  std::string trouble;
  std::thread gc([&] {
    try {
      for (int i = 0; i < 12; ++i) {
        // Loose objects into a pack, all packs into one, and loose again.
        repo.git({"repack", "-d", "-q"});
        repo.git({"-c", fmt::format("pack.compression={}", i % 10), "repack",
                  "-a", "-d", "-F", "-q"});
        repo.write("a", std::to_string(i)).commit("more");
      }
    } catch (const std::exception& error) {
      trouble = error.what();
    }
    done = true;
  });
  std::size_t stores = 0, missed = 0;
  std::string problems;
  for (; !done; ++stores) {
    ObjectStore store = store_of(repo.path());
    for (const StoreProblem& problem : store.problems()) {
      problems += problem.path + ": " + problem.reason + "\n";
    }
    ObjectReader reader(store);
    for (const ObjectId& id : ids) {
      missed += !store.contains(id) || !reader.read(id);
    }
  }
  gc.join();
  CHECK(trouble.empty());
  CHECK(stores > 0);
  CHECK(problems.empty());
  CHECK(missed == 0);
}

TEST_CASE("objects that are written later are found", "[odb]") {
  RepoBuilder repo;
  commit_versions(repo, 1);
  ObjectStore store = store_of(repo.path());
  ObjectReader reader(store);
  repo.write("b", "new\n").commit("new");
  CHECK(reader.read(id_of(repo, "HEAD:b"))->bytes == "new\n");
  CHECK_FALSE(store.contains(id_of(repo, "HEAD:b")));
}

TEST_CASE("a damaged copy of an object does not hide a sound one", "[odb]") {
  RepoBuilder repo;
  commit_versions(repo, 1);
  PackBuilder bad;
  bad.raw(3, 4, "what", id_of(repo, "HEAD:a"));
  bad.write(repo.path(".git/objects"));
  ObjectStore store = store_of(repo.path());
  REQUIRE(store.find(id_of(repo, "HEAD:a")));
  CHECK(ObjectReader(store).read(id_of(repo, "HEAD:a")));
}

TEST_CASE("a repository without objects is empty", "[odb]") {
  RepoBuilder repo;
  ObjectStore store = store_of(repo.path());
  CHECK(store.packs().empty());
  CHECK(store.loose().empty());
  CHECK(store.problems().empty());
}

}  // namespace stanch
