// SPDX-License-Identifier: Apache-2.0
//
// Objects as git would never make them: nothing crashes or goes on for ever,
// what cannot be followed is named, and the rest is told.
#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "tests/support/catch.h"
#include "tests/support/pack_builder.h"
#include "tests/support/repo_builder.h"
#include "tests/support/told_stories.h"

namespace stanch {
namespace {

using Lines = std::vector<std::string>;

std::string entry(const std::string& mode, const std::string& name,
                  const ObjectId& id) {
  return mode + " " + name + '\0' +
         std::string(reinterpret_cast<const char*>(id.data()), id.size());
}
std::string file(const std::string& name, const ObjectId& id) {
  return entry("100644", name, id);
}
std::string folder(const std::string& name, const ObjectId& id) {
  return entry("40000", name, id);
}

// A repository of one hand-made pack.
class HandMade {
 public:
  ObjectId add(ObjectType type, const std::string& bytes) {
    return pack_.entries()[pack_.whole(type, bytes)].id;
  }
  ObjectId blob(const std::string& text) {
    return add(ObjectType::kBlob, text);
  }
  ObjectId tree(const std::string& entries) {
    return add(ObjectType::kTree, entries);
  }
  static std::string commit_text(const ObjectId& tree,
                                 const std::vector<ObjectId>& parents = {},
                                 const std::string& date = "1600000000") {
    std::string out = "tree " + hex(tree) + "\n";
    for (const ObjectId& parent : parents)
      out += "parent " + hex(parent) + "\n";
    out += "author A <a@example.org> " + date + " +0000\n";
    return out + "committer A <a@example.org> " + date + " +0000\n\nmade\n";
  }
  ObjectId commit(const ObjectId& tree,
                  const std::vector<ObjectId>& parents = {},
                  const std::string& date = "1600000000") {
    return add(ObjectType::kCommit, commit_text(tree, parents, date));
  }
  PackBuilder& pack() { return pack_; }
  RepoBuilder& repo() { return repo_; }

  // With refs/heads/main at that commit.
  std::string write(const ObjectId& head) {
    pack_.write(repo_.path("objects"));
    std::ofstream(repo_.path("refs/heads/main")) << hex(head) << "\n";
    return repo_.path();
  }

 private:
  RepoBuilder repo_{{"--bare"}};
  PackBuilder pack_;
};

bool is_named(const Attribution& told, const ObjectId& id,
              const std::string& reason) {
  return std::ranges::any_of(told.problems, [&](const StoreProblem& problem) {
    return problem.path == hex(id) && problem.reason.contains(reason);
  });
}

Lines paths(const Attribution& told, std::uint32_t secret) {
  Lines out;
  for (const Leak& leak : told.leaks) {
    if (leak.secret == secret) out.push_back(leak.path);
  }
  return out;
}

}  // namespace

TEST_CASE("folders nested deeper than git goes are named", "[history]") {
  HandMade made;
  ObjectId tree = made.tree(file("deep", made.blob("secret 1\n")));
  const ObjectId near = made.blob("secret 2\n");
  for (int i = 0; i < 5000; ++i) tree = made.tree(folder("d", tree));
  const ObjectId commit =
      made.commit(made.tree(folder("d", tree) + file("near", near)));
  ToldStories stories(made.write(commit));
  const Attribution& told = stories.tell();
  CHECK(paths(told, 2) == Lines{"near"});
  CHECK(paths(told, 1).empty());
  CHECK_FALSE(told.secrets[1].empty());
  CHECK(is_named(told, commit, "too deep or too large"));
}

TEST_CASE("folders nested as deep as git goes are followed", "[history]") {
  HandMade made;
  ObjectId tree = made.tree(file("deep", made.blob("secret 1\n")));
  for (int i = 0; i < 2000; ++i) tree = made.tree(folder("d", tree));
  ToldStories stories(made.write(made.commit(tree)));
  const Attribution& told = stories.tell();
  REQUIRE(told.leaks.size() == 1);
  CHECK(told.leaks[0].path.size() == 2 * 2000 + 4);
  CHECK(told.problems.empty());
}

TEST_CASE("a tree that holds billions of paths by reference is named",
          "[history]") {
  HandMade made;
  ObjectId tree = made.tree(file("f", made.blob("secret 1\n")));
  for (int level = 0; level < 10; ++level) {
    std::string entries;
    for (char name = '0'; name <= '9'; ++name) {
      entries += folder(std::string(1, name), tree);
    }
    tree = made.tree(entries);
  }
  const ObjectId near = made.blob("secret 2\n");
  const ObjectId first = made.commit(tree);
  const ObjectId last =
      made.commit(made.tree(file("near", near)), {first}, "1600000001");
  ToldStories stories(made.write(last));
  const Attribution& told = stories.tell({}, 10'000);
  CHECK(paths(told, 2) == Lines{"near"});
  CHECK(stories.name(told.secrets[1].first) == hex(first));
  CHECK(paths(told, 1).size() > 1'000);
  CHECK(paths(told, 1).size() < 50'000);
  CHECK(is_named(told, first, "too deep or too large"));
}

TEST_CASE("a tree may hold what is stored as a delta of it", "[history]") {
  HandMade made;
  const ObjectId secret = made.blob("secret 1\n");
  const std::string filler = file("z", made.blob(std::string(100, 'z')));
  constexpr int kTrees = 6;
  // The innermost tree is number 5; each other holds the next one.
  std::vector<std::string> bytes(kTrees);
  std::vector<ObjectId> ids(kTrees);
  for (int i = kTrees; i-- > 0;) {
    bytes[i] = (i == kTrees - 1 ? file("x", secret) : folder("x", ids[i + 1])) +
               filler;
    ids[i] = name_of(HashKind::kSha1, ObjectType::kTree, bytes[i]);
  }
  std::size_t entry_number = made.pack().whole(ObjectType::kTree, bytes[0]);
  for (int i = 1; i < kTrees; ++i) {
    const std::string& base = bytes[i - 1];
    const std::size_t head = bytes[i].size() - filler.size();
    const auto rest = static_cast<std::uint32_t>(filler.size());
    entry_number = made.pack().delta_on(
        entry_number,
        delta_of(base.size(), bytes[i].size(),
                 delta_insert(bytes[i].substr(0, head)) +
                     delta_copy(static_cast<std::uint32_t>(base.size()) - rest,
                                rest)),
        ids[i]);
  }
  const ObjectId outer = made.commit(ids[0]);
  const ObjectId inner = made.commit(ids[3], {outer}, "1600000001");
  ToldStories stories(made.write(inner));
  const Attribution& told = stories.tell();
  CHECK(told.problems.empty());
  CHECK(paths(told, 1) == Lines{"x/x/x", "x/x/x/x/x/x"});
}

TEST_CASE("a tree that holds itself is named", "[history]") {
  HandMade made;
  const ObjectId secret = made.blob("secret 1\n");
  const ObjectId lie = made_up_id(1);
  const std::size_t number = made.pack().whole(
      ObjectType::kTree, file("a", secret) + folder("b", lie));
  made.pack().entries()[number].id = lie;
  ToldStories stories(made.write(made.commit(lie)));
  const Attribution& told = stories.tell();
  CHECK(is_named(told, lie, "holds itself"));
  CHECK(paths(told, 1)[0] == "a");
}

TEST_CASE("commits that are their own ancestors are named", "[history]") {
  HandMade made;
  const ObjectId lie = made_up_id(1);
  const ObjectId tree = made.tree(file("a", made.blob("secret 1\n")));
  const ObjectId child = made.commit(tree, {lie});
  const std::size_t number = made.pack().whole(
      ObjectType::kCommit, HandMade::commit_text(tree, {child}));
  made.pack().entries()[number].id = lie;
  ToldStories stories(made.write(child));
  const auto problems = stories.commits().problems();
  CHECK(problems.size() == 2);
  CHECK(problems[0].reason.contains("circle"));
  CHECK(paths(stories.tell(), 1) == Lines{"a"});
}

TEST_CASE("trees that are missing or damaged are named", "[history]") {
  HandMade made;
  const ObjectId secret = made.blob("secret 1\n");
  const ObjectId gone = made_up_id(1);
  const ObjectId damaged =
      made.tree(file("before", secret) + std::string("100644 cut\0ab", 13) +
                file("after", secret));
  const ObjectId root =
      made.tree(folder("a", damaged) + folder("b", gone) + file("c", secret));
  ToldStories stories(made.write(made.commit(root)));
  const Attribution& told = stories.tell();
  CHECK(paths(told, 1)[0] == "a/before");
  CHECK(paths(told, 1).back() == "c");
  CHECK(is_named(told, damaged, "damaged"));
  CHECK(is_named(told, gone, "missing"));
}

TEST_CASE("a tree that its pack cannot give is read from elsewhere",
          "[history]") {
  HandMade made;
  const ObjectId secret = made.blob("secret 1\n");
  const std::string inner = file("f", secret);
  const ObjectId tree = name_of(HashKind::kSha1, ObjectType::kTree, inner);
  made.pack().raw(2, inner.size(), "no zlib stream", tree);
  const ObjectId root = made.tree(folder("a", tree));
  const std::string path = made.write(made.commit(root));
  CHECK(is_named(ToldStories(path).tell(), tree, hex(tree)));
  CHECK(paths(ToldStories(path).tell(), 1).empty());
  // The same tree in another pack.
  PackBuilder other;
  other.whole(ObjectType::kTree, inner);
  other.write(made.repo().path("objects"));
  CHECK(ToldStories(path).tell().problems.empty());
  CHECK(paths(ToldStories(path).tell(), 1) == Lines{"a/f"});
}

TEST_CASE("names that stand in a tree twice are both followed", "[history]") {
  HandMade made;
  const ObjectId one = made.blob("secret 1\n");
  const ObjectId two = made.blob("secret 2\n");
  const ObjectId inner_one = made.tree(file("f", one));
  const ObjectId inner_two = made.tree(file("f", two));
  const std::string twice = file("a", one) + file("a", one) + file("a", two) +
                            folder("b", inner_one) + folder("b", inner_two);
  const std::string once = file("a", one) + folder("b", inner_two);
  const std::size_t base = made.pack().whole(ObjectType::kTree, twice);
  const ObjectId first_tree = made.pack().entries()[base].id;
  const ObjectId second_tree =
      name_of(HashKind::kSha1, ObjectType::kTree, once);
  const auto size = static_cast<std::uint32_t>(file("a", one).size());
  const auto folder_size =
      static_cast<std::uint32_t>(folder("b", inner_two).size());
  made.pack().delta_on(
      base,
      delta_of(
          twice.size(), once.size(),
          delta_copy(size, size) +
              delta_copy(static_cast<std::uint32_t>(twice.size()) - folder_size,
                         folder_size)),
      second_tree);
  const ObjectId first = made.commit(first_tree);
  const ObjectId second = made.commit(second_tree, {first}, "1600000001");
  ToldStories stories(made.write(second));
  const Attribution& told = stories.tell();
  CHECK(told.problems.empty());
  CHECK(paths(told, 1) == Lines{"a", "b/f"});
  CHECK(paths(told, 2) == Lines{"a", "b/f"});
  REQUIRE(told.leaks.size() == 4);
  CHECK(told.leaks[0].open);                                  // 1 at a
  CHECK(stories.name(told.leaks[1].removed) == hex(second));  // 1 at b/f
  CHECK(stories.name(told.leaks[2].removed) == hex(second));  // 2 at a
  CHECK(told.leaks[3].open);                                  // 2 at b/f
}

TEST_CASE("dates of any size are told in their order", "[history]") {
  HandMade made;
  const ObjectId empty = made.tree(file("b", made.blob("nothing")));
  const ObjectId tree = made.tree(file("a", made.blob("secret 1\n")));
  const ObjectId early = made.commit(tree, {}, "-9223372036854775808");
  const ObjectId late = made.commit(tree, {early}, "9223372036854775807");
  const ObjectId absurd =
      made.commit(empty, {late}, "99999999999999999999999999");
  ToldStories stories(made.write(absurd));
  const SecretStory& story = stories.tell().secrets[1];
  CHECK(stories.name(story.first) == hex(early));
  CHECK(stories.name(story.last) == hex(late));
  CHECK(stories.name(story.removed) == hex(absurd));
}

}  // namespace stanch
