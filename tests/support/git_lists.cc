// SPDX-License-Identifier: Apache-2.0
#include "tests/support/git_lists.h"

#include <fstream>
#include <sstream>

#include "git/tree_entry.h"

namespace stanch {

GitLists::GitLists(const RepoBuilder& repo) : repo_(repo) {
  read_objects();
  read_commits();
  read_refs();
  read_logs();
  for (const std::string& line : lines({"ls-files", "--stage"})) {
    staged[line.substr(line.find('\t') + 1)] = line.substr(7, 40);
  }
}

std::vector<std::string> GitLists::lines(
    const std::vector<std::string>& command) {
  std::istringstream text(repo_.git(command));
  std::vector<std::string> out;
  for (std::string line; std::getline(text, line);) out.push_back(line);
  return out;
}

// "<id> <type> <size>\n<bytes>\n", one after the other.
void GitLists::read_objects() {
  const std::string all =
      repo_.git({"cat-file", "--batch-all-objects", "--batch"}) + "\n";
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = all.find('\n', at);
    std::istringstream head(all.substr(at, end - at));
    std::string id, type;
    std::size_t size = 0;
    head >> id >> type >> size;
    objects[id] = {type, all.substr(end + 1, size)};
    at = end + 1 + size + 1;
  }
}

void GitLists::read_commits() {
  std::vector<std::string> command = {"log", "--no-walk=unsorted",
                                      "--format=%H %T %ct %P"};
  Names loose, held;
  for (const auto& [id, object] : objects) {
    if (object.type == "commit") command.push_back(id);
    if (object.type != "tree") continue;
    loose.insert(id);
    std::string_view rest = object.bytes;
    TreeEntry entry;
    while (take_entry(rest, HashKind::kSha1, entry)) held.insert(hex(entry.id));
  }
  for (const std::string& line : lines(command)) {
    std::istringstream words(line);
    std::string id, parent;
    words >> id;
    CommitLine& commit = commits[id];
    words >> commit.tree >> commit.time;
    while (words >> parent) {
      commit.parents.insert(parent);
      commits[parent].children.insert(id);
    }
    trees[commit.tree];
  }
  for (const std::string& id : loose) {
    if (!held.contains(id)) trees[id];
  }
  for (auto& [tree, files] : trees) {
    for (const std::string& line : lines({"ls-tree", "-r", tree})) {
      const std::size_t tab = line.find('\t');
      files[line.substr(tab + 1)] = line.substr(12, tab - 12);
    }
  }
  for (auto& [id, commit] : commits) commit.files = trees[commit.tree];
}

GitLists::Names GitLists::reachable(const std::string& commit) {
  Names out;
  for (const std::string& id : lines({"rev-list", commit})) out.insert(id);
  return out;
}

void GitLists::read_refs() {
  std::vector<std::string> all = lines(
      {"for-each-ref", "--format=%(objectname) %(*objectname) %(refname)"});
  // Without a commit yet git says nothing of HEAD, and fails.
  for (const std::string& id :
       lines({"-c", "alias.head=!git rev-parse -q --verify HEAD || true",
              "head"})) {
    all.push_back(id + "  HEAD");
  }
  for (const std::string& line : all) {
    RefLine& ref = refs[line.substr(line.rfind(' ') + 1)];
    ref.id = ref.end = line.substr(0, 40);
    // The first line of a tag: "object <id>".
    while (objects[ref.end].type == "tag") {
      ref.end = objects[ref.end].bytes.substr(7, 40);
    }
    if (objects[ref.end].type == "commit") ref.behind = reachable(ref.end);
  }
}

void GitLists::read_logs() {
  for (const std::string& id : lines({"rev-list", "--reflog"})) {
    logged.insert(id);
  }
  std::ifstream log(repo_.path(".git/logs/refs/stash"));
  for (std::string line; std::getline(log, line);) {
    for (const std::string& id : {line.substr(0, 40), line.substr(41, 40)}) {
      if (objects.contains(id)) stashed.merge(reachable(id));
    }
  }
}

}  // namespace stanch
