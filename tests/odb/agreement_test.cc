// SPDX-License-Identifier: Apache-2.0
//
// What is read is what git says is there: every object's name, type and size,
// and the name is the hash of what was read.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "odb/delta_forest.h"
#include "tests/support/catch.h"
#include "tests/support/object_listing.h"
#include "tests/support/pack_builder.h"
#include "tests/support/repo_builder.h"
#include "tests/support/store_of.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

Lines lines_of_text(const std::string& text) {
  Lines out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

Lines as_git_says(const RepoBuilder& repo, const std::string& folder) {
  Lines out = lines_of_text(repo.git_in(
      folder, {"cat-file", "--batch-all-objects",
               "--batch-check=%(objectname) %(objecttype) %(objectsize)"}));
  std::erase_if(out, [](const std::string& line) {
    return line.starts_with("warning: This repository uses promisor");
  });
  return out;
}

Lines as_read(const std::string& path) {
  ObjectStore store = store_of(path, {.verify_packs = true});
  for (const StoreProblem& problem : store.problems()) {
    FAIL_CHECK(problem.path << ": " << problem.reason);
  }
  return list_objects(store);
}

// Answers how many objects there are, for a test that wants some at all.
std::size_t check_agreement(const RepoBuilder& repo, std::string folder = "") {
  if (folder.empty()) folder = repo.path();
  Lines said = as_git_says(repo, folder);
  CHECK(as_read(folder) == said);
  return said.size();
}

// Versions of a few files, so that there is something to make deltas of.
void write_history(RepoBuilder& repo, int commits, const char* word = "text") {
  std::string text;
  for (int i = 0; i < commits; ++i) {
    text += fmt::format("line {} of a {} that grows\n", i * 7919, word);
    if (i % 5 == 4) text.insert(text.size() / 2, "in the middle\n");
    repo.write("a.txt", text).write(fmt::format("d{}/b", i % 3), text);
    repo.commit(fmt::format("commit {}", i));
  }
}

// The files in objects/pack that end so.
Lines pack_files(const RepoBuilder& repo, const std::string& end) {
  Lines out;
  for (const auto& file :
       fs::directory_iterator(repo.path(".git/objects/pack"))) {
    if (file.path().extension() == end) out.push_back(file.path());
  }
  return out;
}

std::size_t deltas_in(const ObjectStore& store) {
  std::size_t out = 0;
  for (std::uint32_t i = 0; i < store.packs().size(); ++i) {
    out += store.packs()[i].entries() - DeltaForest(store, i).roots().size();
  }
  return out;
}

}  // namespace

TEST_CASE("loose and packed objects are those that git lists", "[odb]") {
  const std::string hash = GENERATE(as<std::string>(), "sha1", "sha256");
  RepoBuilder repo({"--object-format=" + hash});
  write_history(repo, 12);
  CHECK(check_agreement(repo) > 40);
  repo.git({"repack", "-a", "-d", "-q"});
  check_agreement(repo);
  CHECK(deltas_in(store_of(repo.path())) > 5);
  write_history(repo, 3, "story");
  repo.git({"tag", "-a", "-m", "a tag", "v1"});
  check_agreement(repo);
  // A second pack, and objects that are in both and loose as well.
  repo.git({"repack", "-q"});
  repo.git({"-c", "core.compression=0", "repack", "-a", "-q", "-F"});
  CHECK(store_of(repo.path()).packs().size() == 3);
  CHECK(store_of(repo.path()).loose().empty());
  check_agreement(repo);
}

TEST_CASE("a multi-pack index stands in for indexes that are gone", "[odb]") {
  const std::string hash = GENERATE(as<std::string>(), "sha1", "sha256");
  RepoBuilder repo({"--object-format=" + hash});
  for (const char* word : {"one", "two", "three"}) {
    write_history(repo, 6, word);
    repo.git({"repack", "-q"});
  }
  // Holds everything again: of each object one copy is in the index of all.
  repo.git({"repack", "-a", "-q"});
  Lines said = as_git_says(repo, repo.path());
  repo.git({"multi-pack-index", "write"});
  for (const std::string& index : pack_files(repo, ".idx")) fs::remove(index);
  ObjectStore store = store_of(repo.path());
  CHECK(store.problems().empty());
  CHECK(store.packs().size() >= 3);
  CHECK(list_objects(store) == said);
}

TEST_CASE("a base that the multi-pack index ascribes elsewhere is found",
          "[odb]") {
  RepoBuilder repo;
  const std::string text = "the base, which both packs hold";
  PackBuilder first, second;
  const std::string delta = delta_of(31, 8, delta_copy(0, 8));
  const ObjectId made = name_of(HashKind::kSha1, ObjectType::kBlob, "the base");
  first.delta_on(first.whole(ObjectType::kBlob, text), delta, made);
  second.whole(ObjectType::kBlob, text);
  second.whole(ObjectType::kBlob, "and something else");
  const std::string objects = repo.path(".git/objects");
  const fs::path cut = first.write(objects);
  const fs::path whole = second.write(objects);
  Lines said = as_git_says(repo, repo.path());
  repo.git({"multi-pack-index", "write",
            "--preferred-pack=" + whole.stem().string() + ".idx"});
  fs::remove(fs::path(cut).replace_extension(".idx"));

  ObjectStore store = store_of(repo.path());
  CHECK(store.problems().empty());
  CHECK(list_objects(store) == said);
  auto place = store.find(made);
  REQUIRE(place);
  CHECK(store.packs()[place->pack].entries() == 1);
  DeltaForest forest(store, place->pack);
  CHECK(forest.has_outer_base(place->entry));
}

TEST_CASE("a base in another pack, or in none, is found by its name", "[odb]") {
  RepoBuilder repo;
  const std::string text = "a base that stands elsewhere...";
  const ObjectId base = name_of(HashKind::kSha1, ObjectType::kBlob, text);
  const ObjectId made = name_of(HashKind::kSha1, ObjectType::kBlob, "a base");
  PackBuilder thin;
  thin.delta_on(base, delta_of(31, 6, delta_copy(0, 6)), made);
  thin.write(repo.path(".git/objects"));
  SECTION("in another pack") {
    PackBuilder other;
    other.whole(ObjectType::kBlob, text);
    other.write(repo.path(".git/objects"));
  }
  SECTION("in a file of its own") {
    repo.write("base", text).git({"hash-object", "-w", "base"});
  }
  ObjectStore store = store_of(repo.path());
  CHECK(list_objects(store).size() == 2);
  auto place = store.find(made);
  REQUIRE(place);
  DeltaForest forest(store, place->pack);
  CHECK(forest.problems().empty());
  CHECK(forest.has_outer_base(place->entry));
  CHECK(forest.type(place->entry) == ObjectType::kBlob);
  ObjectReader reader(store);
  CHECK(reader.read(made)->bytes == "a base");
  CHECK(reader.info(made)->size == 6);
}

TEST_CASE("objects of alternates, and of theirs, are listed once", "[odb]") {
  RepoBuilder far, near, repo;
  write_history(far, 4, "far");
  far.git({"repack", "-a", "-d", "-q"});
  write_history(near, 4, "near");
  write_history(near, 4, "far");
  write_history(repo, 4, "own");
  std::ofstream(near.path(".git/objects/info/alternates"))
      << far.path(".git/objects") << "\n";
  std::ofstream(repo.path(".git/objects/info/alternates"))
      << near.path(".git/objects") << "\n";
  check_agreement(repo);
  // A copy of a pack is passed by.
  for (const char* end : {".pack", ".idx"}) {
    fs::path file = pack_files(far, end)[0];
    fs::copy_file(file, near.path(".git/objects/pack") / file.filename());
  }
  check_agreement(repo);
  CHECK(store_of(repo.path()).packs().size() == 1);
}

TEST_CASE("objects are read from linked work trees and submodules", "[odb]") {
  RepoBuilder inner;
  write_history(inner, 3);
  RepoBuilder repo;
  write_history(repo, 3, "outer");
  repo.submodule(inner, "mod").commit("mod");
  check_agreement(repo, repo.path("mod"));
  check_agreement(repo, repo.worktree("linked"));
}

TEST_CASE("objects are read from bare, shallow and partial clones", "[odb]") {
  RepoBuilder repo;
  write_history(repo, 8);
  repo.git({"config", "uploadpack.allowFilter", "true"});
  TempDir folder;
  const std::string url = "file://" + repo.path();
  const std::string to = folder.path() / "clone";
  std::vector<std::string> how = {"clone", "--quiet"};
  SECTION("bare") { how.push_back("--bare"); }
  SECTION("shallow") { how.push_back("--depth=2"); }
  SECTION("partial") { how.insert(how.end(), {"--bare", "--filter=tree:0"}); }
  how.insert(how.end(), {url, to});
  repo.git(how);
  check_agreement(repo, to);
  ObjectStore store = store_of(to);
  REQUIRE(store.packs().size() == 1);
  CHECK(store.packs()[0].is_promisor() == store.layout().partial);
  CHECK_FALSE(store.packs()[0].is_cruft());
}

TEST_CASE("a pack of unreachable objects is known as such", "[odb]") {
  RepoBuilder repo;
  write_history(repo, 3);
  repo.branch("gone");
  write_history(repo, 3, "gone");
  repo.checkout("main").git({"branch", "-q", "-D", "gone"});
  repo.git({"reflog", "expire", "--expire=now", "--all"});
  repo.git({"repack", "--cruft", "-d", "-q"});
  check_agreement(repo);
  ObjectStore store = store_of(repo.path());
  REQUIRE(store.packs().size() == 2);
  CHECK(store.packs()[0].is_cruft() != store.packs()[1].is_cruft());
}

TEST_CASE("chains of hundreds of deltas are read", "[odb]") {
  RepoBuilder repo;
  std::string text;
  for (int i = 0; i < 400; ++i) text += fmt::format("{} ", i * i);
  for (int i = 0; i < 2200; ++i) {
    repo.write(fmt::format("f{}", i), fmt::format("{}{}", text, i));
  }
  repo.commit("all of them");
  repo.git({"-c", "pack.threads=1", "repack", "-a", "-d", "-q", "-f",
            "--depth=4095", "--window=2"});
  ObjectStore store = store_of(repo.path());
  REQUIRE(store.packs().size() == 1);
  DeltaForest forest(store, 0);
  std::uint32_t deepest = 0;
  for (std::uint32_t root : forest.roots()) {
    std::uint32_t depth = 0;
    for (auto at = forest.children(root); !at.empty(); ++depth) {
      at = forest.children(at.back());
    }
    deepest = std::max(deepest, depth);
  }
  CHECK(deepest > 500);
  check_agreement(repo);
}

TEST_CASE("a pack made by hand is one that git reads the same", "[odb]") {
  RepoBuilder repo;
  PackBuilder pack;
  const std::string text = "some text that deltas are made on\n";
  std::size_t base = pack.whole(ObjectType::kBlob, text);
  std::string made = text;
  ObjectId id = pack.entries()[base].id;
  // By offset and by name in turn, deeper than git would.
  for (int i = 0; i < 6000; ++i) {
    const std::string before =
        std::exchange(made, fmt::format("{}{}", text, i));
    const std::string delta =
        delta_of(before.size(), made.size(),
                 delta_copy(0, static_cast<std::uint32_t>(text.size())) +
                     delta_insert(std::to_string(i)));
    const ObjectId next = name_of(HashKind::kSha1, ObjectType::kBlob, made);
    base = i % 2 == 0 ? pack.delta_on(base, delta, next)
                      : pack.delta_on(id, delta, next);
    id = next;
  }
  pack.write(repo.path(".git/objects"));
  CHECK(check_agreement(repo) == 6001);
}

}  // namespace stanch
