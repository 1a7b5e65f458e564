// SPDX-License-Identifier: Apache-2.0
#include "git/index_file.h"

#include <fstream>
#include <iterator>
#include <random>

#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/repo_builder.h"

namespace stanch {
namespace {

std::string index_of_some_files(const char* version) {
  RepoBuilder repo;
  for (const char* path : {"a", "b/c", "b/d/e", "b/d/f", "g-long-name/h"}) {
    repo.write(path, path);
  }
  repo.commit("first").git({"update-index", "--index-version", version});
  repo.write("b/d/e", "changed").stage();
  return read_file(repo.path(".git/index"));
}

}  // namespace

TEST_CASE("an index that is missing is empty", "[git]") {
  auto index = IndexFile::read("/nowhere/at/all");
  REQUIRE(index);
  CHECK(index->entries().empty());
}

TEST_CASE("the remembered trees are those that git would write", "[git]") {
  RepoBuilder repo;
  repo.write("a", "1").write("b/c", "2").write("bb/d/e", "3").commit("first");
  repo.write("b/c", "changed").stage({"b/c"});
  auto index = IndexFile::read(repo.path(".git/index"));
  REQUIRE(index);
  CHECK(index->entries().size() == 3);
  CHECK(index->cached_tree().entries == -1);
  CHECK(index->cached_tree().child("nothing") == nullptr);
  REQUIRE(index->cached_tree().child("bb") != nullptr);
  CHECK(index->cached_tree().child("bb")->entries == 1);
  CHECK(index->cached_tree().child("b")->entries == -1);
  REQUIRE(index->cached_tree().child("bb")->child("d") != nullptr);
}

TEST_CASE("a damaged index is named, with the way out", "[git]") {
  TempDir folder;
  std::string good = index_of_some_files("2");
  std::string path;
  SECTION("no index at all") { path = folder.write("index", "garbage"); }
  SECTION("empty") { path = folder.write("index", ""); }
  SECTION("cut off") {
    path = folder.write("index", good.substr(0, good.size() / 2));
  }
  SECTION("from the future") {
    good[7] = 9;
    path = folder.write("index", good);
  }
  auto index = IndexFile::read(path);
  REQUIRE_FALSE(index);
  CHECK(index.error().kind == ErrorKind::kUnreadable);
  CHECK(index.error().message.starts_with("the index '" + path + "' "));
  CHECK(index.error().message.contains("git read-tree HEAD"));
}

TEST_CASE("a split index says how to join it", "[git]") {
  RepoBuilder repo;
  repo.write("a", "1").commit("first").git({"update-index", "--split-index"});
  auto index = IndexFile::read(repo.path(".git/index"));
  REQUIRE_FALSE(index);
  CHECK(index.error().message.contains("--no-split-index"));
}

TEST_CASE("any bytes as an index are read or refused", "[git]") {
  TempDir folder;
  std::mt19937 random(4);
  for (const char* version : {"2", "4"}) {
    const std::string good = index_of_some_files(version);
    for (int i = 0; i < 1000; ++i) {
      std::string bad = good;
      for (int edits = 0; edits < 3; ++edits) {
        bad[random() % bad.size()] = static_cast<char>(random());
      }
      if (i % 3 == 0) bad.resize(random() % bad.size());
      auto index = IndexFile::read(folder.write("index", bad));
      if (!index) continue;
      std::size_t bytes = 0;
      for (const IndexEntry& entry : index->entries()) {
        bytes += entry.path.size() + entry.object().size();
      }
      CHECK(bytes < 10000);
    }
  }
}

}  // namespace stanch
