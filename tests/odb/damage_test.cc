// SPDX-License-Identifier: Apache-2.0
//
// What cannot be read is named, and the rest is read.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/object_listing.h"
#include "tests/support/pack_builder.h"
#include "tests/support/repo_builder.h"
#include "tests/support/store_of.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

// "path: reason", a line each.
std::string problems_of(const ObjectStore& store) {
  std::string out;
  for (const StoreProblem& problem : store.problems()) {
    out += problem.path + ": " + problem.reason + "\n";
  }
  return out;
}

// A repository with one pack, made by hand, and its files' paths.
struct OnePack {
  RepoBuilder repo;
  PackBuilder builder;
  std::string pack, index;

  OnePack() {
    const std::string text = "some text to make a delta on";
    std::size_t base = builder.whole(ObjectType::kBlob, text);
    builder.delta_on(base, delta_of(28, 9, delta_copy(0, 9)),
                     name_of(HashKind::kSha1, ObjectType::kBlob, "some text"));
    builder.whole(ObjectType::kBlob, "the last one, which is cut off first");
    write();
  }
  void write() {
    pack = builder.write(repo.path(".git/objects"));
    index = fs::path(pack).replace_extension(".idx");
  }
  ObjectStore store(StoreOptions options = {}) const {
    return store_of(repo.path(), options);
  }
  std::string id(std::size_t entry) { return hex(builder.entries()[entry].id); }
};

std::string error_of(const ObjectStore& store, const std::string& id) {
  auto object = ObjectReader(store).read(*ObjectId::parse(id));
  return object ? "" : object.error().message;
}

}  // namespace

TEST_CASE("of a pack that is cut, what is left is read", "[odb]") {
  OnePack made;
  const std::string whole = read_file(made.pack);
  write_file(made.pack, whole.substr(0, whole.size() - 30));
  ObjectStore store = made.store();
  CHECK(problems_of(store) ==
        made.pack +
            ": the pack is damaged or cut: it is not the one of its "
            "index\n");
  CHECK(error_of(store, made.id(0)).empty());
  CHECK(error_of(store, made.id(1)).empty());
  CHECK(error_of(store, made.id(2)).starts_with("object " + made.id(2)));
  // So far that the index leads outside.
  write_file(made.pack, whole.substr(0, 70));
  store = made.store();
  CHECK(problems_of(store).contains(made.id(2) + ": " + made.pack +
                                    ": its index leads outside the pack"));
  CHECK(error_of(store, made.id(2)).contains(made.id(2) + " is missing"));
}

TEST_CASE("a pack that is none is named", "[odb]") {
  OnePack made;
  const std::string whole = read_file(made.pack);
  std::string reason;
  SECTION("empty") {
    write_file(made.pack, "");
    reason = "it is cut";
  }
  SECTION("a head and no more") {
    write_file(made.pack, whole.substr(0, 20));
    reason = "it is cut";
  }
  SECTION("something else") {
    write_file(made.pack, "QACK" + whole.substr(4));
    reason = "it does not start as one";
  }
  SECTION("from the future") {
    write_file(made.pack, whole.substr(0, 7) + "\x09" + whole.substr(8));
    reason = "its version is 9, not 2";
  }
  ObjectStore store = made.store();
  CHECK(store.packs().empty());
  CHECK(problems_of(store) == made.pack + ": a damaged pack: " + reason + "\n");
}

TEST_CASE("a pack that is not the one of its index is named", "[odb]") {
  OnePack made;
  std::string bytes = read_file(made.pack);
  bytes[11] = 4;
  write_file(made.pack, bytes);
  CHECK(problems_of(made.store())
            .contains("says it has 4 objects, its index "
                      "3"));
}

TEST_CASE("checksums are compared where that is asked", "[odb]") {
  OnePack made;
  CHECK(problems_of(made.store({.verify_packs = true})).empty());
  for (const std::string& path : {made.pack, made.index}) {
    const std::string good = read_file(path);
    std::string bad = good;
    // In the middle of a deflated object, or among the checksums of each.
    bad[path == made.pack ? 20 : bad.size() - 70] ^= 1;
    write_file(path, bad);
    CHECK(problems_of(made.store()).empty());
    CHECK(
        problems_of(made.store({.verify_packs = true})).starts_with(made.pack));
    write_file(path, good);
  }
}

TEST_CASE("an index that is damaged is named", "[odb]") {
  OnePack made;
  const std::string whole = read_file(made.index);
  std::string reason;
  SECTION("cut") {
    write_file(made.index, whole.substr(0, 1100));
    reason = "it is cut";
  }
  SECTION("empty") {
    write_file(made.index, "");
    reason = "it is cut";
  }
  SECTION("of another version") {
    write_file(made.index, whole.substr(0, 7) + "\x03" + whole.substr(8));
    reason = "its version is not 2";
  }
  SECTION("of version 1") {
    write_file(made.index, whole.substr(8) + std::string(8, 'x'));
    reason = "version 1 is not read";
  }
  SECTION("a fanout that goes down") {
    write_file(made.index, whole.substr(0, 8) + "\x7f" + whole.substr(9));
    reason = "its fanout table goes down";
  }
  SECTION("an odd length") {
    write_file(made.index, whole + "xyz");
    reason = "its length is wrong";
  }
  ObjectStore store = made.store();
  CHECK(store.packs().empty());
  CHECK(problems_of(store).starts_with(made.index + ": a damaged index: "));
  CHECK(problems_of(store).contains(reason));
}

TEST_CASE("an index that leads into the middle of an entry is found out",
          "[odb]") {
  OnePack made;
  ++made.builder.entries()[2].offset;
  made.write();
  ObjectStore store = made.store();
  CHECK(error_of(store, made.id(0)).empty());
  CHECK(error_of(store, made.id(2)).starts_with("object " + made.id(2)));
  CHECK(error_of(store, made.id(2)).contains("is damaged"));
}

TEST_CASE("an index that leads two objects to one place is named", "[odb]") {
  OnePack made;
  made.builder.entries()[2].offset = made.builder.entries()[0].offset;
  made.write();
  ObjectStore store = made.store();
  // The one whose name comes first stays.
  const std::string lost = std::max(made.id(0), made.id(2));
  CHECK(problems_of(store) ==
        lost + ": " + made.pack +
            ": its index leads to where another object starts\n");
  CHECK(store.packs()[0].entries() == 2);
  CHECK(error_of(store, lost).contains(lost + " is missing"));
}

TEST_CASE("an index with offsets that cannot be is read as far as it goes",
          "[odb]") {
  OnePack made;
  made.builder.entries()[1].offset = std::uint64_t{1} << 40;
  made.builder.entries()[2].offset = 3;
  made.write();
  ObjectStore store = made.store();
  CHECK(store.problems().size() == 2);
  CHECK(problems_of(store).contains(made.id(1)));
  CHECK(problems_of(store).contains(made.id(2)));
  CHECK(error_of(store, made.id(0)).empty());
}

TEST_CASE("an index without its pack is named, and the other way round",
          "[odb]") {
  OnePack made;
  SECTION("no pack") {
    fs::remove(made.pack);
    CHECK(problems_of(made.store()) == made.index + ": its pack is missing\n");
  }
  SECTION("no index") {
    fs::remove(made.index);
    CHECK(problems_of(made.store()) ==
          made.pack + ": it has no index; make one: git index-pack\n");
  }
}

TEST_CASE("what git left half written is no pack", "[odb]") {
  OnePack made;
  const std::string folder = made.repo.path(".git/objects/pack/");
  write_file(folder + ".tmp-77-pack-abcd.pack", "PACK");
  write_file(folder + "tmp_pack_xyz", "PACK");
  write_file(folder + "tmp_idx_xyz", "");
  CHECK(problems_of(made.store()).empty());
  CHECK(made.store().packs().size() == 1);
}

TEST_CASE("what cannot be opened is named", "[odb]") {
  OnePack made;
  made.repo.write("a", "a loose one\n").commit("first");
  const std::string blob = made.repo.git({"rev-parse", "HEAD:a"});
  std::string path, reason = "it is no regular file";
  SECTION("a folder in place of a pack") { path = made.pack; }
  SECTION("a folder in place of an index") { path = made.index; }
  if (!path.empty()) {
    fs::remove(path);
    fs::create_directory(path);
  }
  SECTION("a file in place of a folder of objects") {
    path = made.repo.path(".git/objects/" + blob.substr(0, 2));
    write_file(path, "");
    reason = "no such file or folder";
  }
  SECTION("a file in place of the folder of packs") {
    path = made.repo.path(".git/objects/pack");
    write_file(path, "");
    reason = "no such file or folder";
  }
  ObjectStore store = made.store();
  CHECK(problems_of(store) == path + ": " + reason + "\n");
  CHECK(error_of(store, made.repo.head()).empty());
}

TEST_CASE("permissions that are denied are named", "[odb]") {
  OnePack made;
  made.repo.write("a", "1\n").commit("first");
  fs::permissions(fs::path(made.repo.path()).parent_path(), fs::perms::all);
  fs::permissions(made.pack, fs::perms::none);
  const std::string head = made.repo.head();
  const std::string folder =
      made.repo.path(".git/objects/" + head.substr(0, 2));
  fs::permissions(folder, fs::perms::none);
  const std::string out = made.repo.path("out");
  write_file(out, "");
  fs::permissions(out, fs::perms::all);
  pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(1);
    ObjectStore store = made.store();
    std::ofstream(out) << problems_of(store) << error_of(store, head) << "\n";
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  fs::permissions(folder, fs::perms::owner_all);
  CHECK(status == 0);
  CHECK(read_file(out) == folder + ": permission denied\n" + made.pack +
                              ": permission denied\nobject " + head + " in '" +
                              folder + "/" + head.substr(2) +
                              "' is damaged: permission denied\n");
}

TEST_CASE("any damage to a pack or its index is survived", "[odb]") {
  std::mt19937 random(11);
  RepoBuilder repo;
  for (int i = 0; i < 8; ++i) {
    repo.write("a", std::string(200, 'x') + std::to_string(random()));
    repo.commit(std::to_string(i));
  }
  repo.git({"repack", "-a", "-d", "-q"});
  const bool shared = GENERATE(false, true);
  if (shared) repo.git({"multi-pack-index", "write"});
  std::vector<std::string> files;
  for (const auto& file :
       fs::directory_iterator(repo.path(".git/objects/pack"))) {
    if (shared && file.path().extension() == ".idx") fs::remove(file);
    if (!shared || file.path().extension() != ".idx") {
      files.push_back(file.path());
    }
  }
  REQUIRE(files.size() == 2);
  std::size_t read = 0;
  for (int round = 0; round < 400; ++round) {
    const std::string& path = files[random() % 2];
    const std::string good = read_file(path);
    std::string bad = good;
    for (auto edits = 1 + random() % 4; edits > 0; --edits) {
      bad[random() % bad.size()] = static_cast<char>(random());
    }
    if (round % 5 == 0) bad.resize(random() % bad.size());
    write_file(path, bad);
    ObjectStore store = store_of(repo.path());
    read += list_objects(store).size();
    write_file(path, good);
  }
  // Most damage is to one object.
  CHECK(read > 3000);
}

}  // namespace stanch
