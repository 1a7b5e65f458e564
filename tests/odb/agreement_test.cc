// SPDX-License-Identifier: Apache-2.0
//
// What is read is what git says is there: every object's name, type and size,
// and the name is the hash of what was read.
#include <sstream>

#include <fmt/format.h>

#include "odb/object_store.h"
#include "tests/support/catch.h"
#include "tests/support/object_listing.h"
#include "tests/support/repo_builder.h"

namespace stanch {
namespace {

std::vector<std::string> lines_of_text(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

std::vector<std::string> as_git_says(const RepoBuilder& repo) {
  return lines_of_text(
      repo.git({"cat-file", "--batch-all-objects",
                "--batch-check=%(objectname) %(objecttype) %(objectsize)"}));
}

std::vector<std::string> as_read(const std::string& path) {
  auto layout = find_layout(path);
  REQUIRE(layout);
  auto store = ObjectStore::open(std::move(*layout));
  REQUIRE(store);
  CHECK(store->problems().empty());
  return list_objects(*store);
}

// Versions of a few files, so that there is something to make deltas of.
void write_history(RepoBuilder& repo, int commits) {
  std::string text;
  for (int i = 0; i < commits; ++i) {
    text += fmt::format("line {} of a text that grows\n", i * 7919);
    if (i % 5 == 4) text.insert(text.size() / 2, "in the middle\n");
    repo.write("a.txt", text).write(fmt::format("d{}/b", i % 3), text);
    repo.commit(fmt::format("commit {}", i));
  }
}

}  // namespace

TEST_CASE("loose and packed objects are those that git lists", "[odb]") {
  RepoBuilder repo;
  write_history(repo, 12);
  CHECK(as_read(repo.path()) == as_git_says(repo));
  repo.git({"repack", "-a", "-d", "-q"});
  CHECK(as_read(repo.path()) == as_git_says(repo));
  write_history(repo, 3);
  repo.git({"tag", "-a", "-m", "a tag", "v1"});
  CHECK(as_read(repo.path()) == as_git_says(repo));
  CHECK(as_git_says(repo).size() > 50);
}

}  // namespace stanch
