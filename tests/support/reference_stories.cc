// SPDX-License-Identifier: Apache-2.0
#include "tests/support/reference_stories.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "tests/support/random_stories.h"

namespace stanch {
namespace {

using Names = std::set<std::string>;

const std::vector<std::string> kReaches = {
    "refs",   "stash",       "notes",  "other-refs",
    "reflog", "unreachable", "staged", "dangling"};
constexpr int kReflog = 4;
constexpr int kUnreachable = 5;
constexpr int kStaged = 6;
constexpr int kDangling = 7;

int reach_of(const std::string& ref) {
  if (ref == "refs/stash") return 1;
  if (ref.starts_with("refs/notes/")) return 2;
  for (const char* folder : {"refs/heads/", "refs/remotes/", "refs/tags/"}) {
    if (ref.starts_with(folder)) return 0;
  }
  return ref.ends_with("HEAD") ? 0 : 3;
}

int tier_of(int reach) { return reach < kReflog ? 0 : reach - kReflog + 1; }

struct OneCommit {
  long time = 0;
  std::string tree;
  Names parents;
  std::map<std::string, std::string> files;  // path, blob
  int reach = kUnreachable;
};

struct OneSpan {
  std::string first = "-", last = "-", removed = "-";
  bool open = false, head = false;
  int reach = kDangling;
};

class Reference {
 public:
  Reference(const RepoBuilder& repo, const std::vector<std::string>& selected)
      : repo_(repo), selected_(selected) {
    read_objects();
    read_commits();
    read_refs();
  }

  std::vector<std::string> tell() {
    std::vector<std::string> out;
    std::map<std::uint32_t, std::map<std::string, Names>> holders;
    for (const auto& [id, commit] : commits_) {
      if (!is_active(id)) continue;
      for (const auto& [path, blob] : commit.files) {
        for (std::uint32_t secret : secrets_in(texts_[blob], path)) {
          holders[secret][path].insert(id);
        }
      }
    }
    for (std::uint32_t secret = 0; secret < RandomStories::kSecrets; ++secret) {
      Names all;
      for (const auto& [path, commits] : holders[secret]) {
        out.push_back(leak(secret, path, commits));
        all.insert(commits.begin(), commits.end());
      }
      tell_secret(secret, all, out);
    }
    std::ranges::sort(out);
    return out;
  }

 private:
  std::vector<std::string> lines(const std::vector<std::string>& command) {
    std::istringstream text(repo_.git(command));
    std::vector<std::string> out;
    for (std::string line; std::getline(text, line);) out.push_back(line);
    return out;
  }

  void read_objects() {
    for (const std::string& line :
         lines({"cat-file", "--batch-all-objects",
                "--batch-check=%(objectname) %(objecttype)"})) {
      const std::size_t space = line.find(' ');
      types_[line.substr(0, space)] = line.substr(space + 1);
    }
    for (const auto& [id, type] : types_) {
      if (type == "blob") texts_[id] = repo_.git({"cat-file", "-p", id});
    }
  }

  std::map<std::string, std::string> files_of(const std::string& tree) {
    std::map<std::string, std::string> out;
    for (const std::string& line : lines({"ls-tree", "-r", tree})) {
      const std::size_t tab = line.find('\t');
      out[line.substr(tab + 1)] = line.substr(12, tab - 12);
    }
    return out;
  }

  void read_commits() {
    std::vector<std::string> command = {"log", "--no-walk=unsorted",
                                        "--format=%H %T %ct %P"};
    for (const auto& [id, type] : types_) {
      if (type == "commit") command.push_back(id);
    }
    std::map<std::string, std::map<std::string, std::string>> trees;
    for (const std::string& line : lines(command)) {
      std::istringstream words(line);
      std::string id, parent;
      words >> id;
      OneCommit& commit = commits_[id];
      words >> commit.tree >> commit.time;
      while (words >> parent) commit.parents.insert(parent);
      auto [files, is_new] = trees.try_emplace(commit.tree);
      if (is_new) files->second = files_of(commit.tree);
      commit.files = files->second;
    }
    for (const auto& [id, commit] : commits_) {
      for (const std::string& parent : commit.parents) {
        children_[parent].insert(id);
      }
    }
  }

  void add_ref(const std::string& name, const std::string& id) {
    const std::string end = repo_.git({"rev-parse", id + "^{}"});
    refs_[name] = end;
    if (types_[end] != "commit") return;
    for (const std::string& commit : lines({"rev-list", end})) {
      behind_[name].insert(commit);
      reach(commit, reach_of(name));
    }
  }

  void read_refs() {
    for (const std::string& line :
         lines({"for-each-ref", "--format=%(objectname) %(refname)"})) {
      const std::size_t space = line.find(' ');
      add_ref(line.substr(space + 1), line.substr(0, space));
      full_ids_[line.substr(space + 1)] = line.substr(0, space);
    }
    for (const std::string& id :
         lines({"-c", "alias.head=!git rev-parse -q --verify HEAD || true",
                "head"})) {
      add_ref("HEAD", id);
    }
    for (const std::string& commit : lines({"rev-list", "--reflog"})) {
      reach(commit, kReflog);
    }
    for (const std::string& id : stash_log()) {
      for (const std::string& commit : lines({"rev-list", id})) {
        reach(commit, 1);
      }
    }
  }

  Names stash_log() {
    std::ifstream log(repo_.path(".git/logs/refs/stash"));
    Names out;
    for (std::string line; std::getline(log, line);) {
      for (const std::string& id : {line.substr(0, 40), line.substr(41, 40)}) {
        if (types_.contains(id)) out.insert(id);
      }
    }
    return out;
  }

  void reach(const std::string& commit, int how) {
    commits_[commit].reach = std::min(commits_[commit].reach, how);
  }

  bool is_active(const std::string& commit) {
    return selected_.empty() ||
           std::ranges::any_of(selected_, [&](const std::string& ref) {
             return behind_[ref].contains(commit);
           });
  }

  // Later, or with a larger id.
  bool is_later(const std::string& a, const std::string& b) {
    if (b == "-") return true;
    return std::pair(commits_[a].time, a) > std::pair(commits_[b].time, b);
  }

  OneSpan span(const Names& holders) {
    OneSpan out;
    for (const std::string& id : holders) {
      out.reach = std::min(out.reach, commits_[id].reach);
    }
    const int tier = tier_of(out.reach);
    auto counts = [&](const std::string& id) {
      return is_active(id) && tier_of(commits_[id].reach) == tier;
    };
    auto holds = [&](const std::string& id) { return holders.contains(id); };
    for (const auto& [id, commit] : commits_) {
      if (!counts(id)) continue;
      const bool parent_holds = std::ranges::any_of(commit.parents, holds);
      const bool child_holds =
          std::ranges::any_of(children_[id], [&](const std::string& child) {
            return counts(child) && holds(child);
          });
      if (!holds(id)) {
        if (parent_holds && is_later(id, out.removed)) out.removed = id;
        continue;
      }
      if (!parent_holds && (out.first == "-" || is_later(out.first, id))) {
        out.first = id;
      }
      if (!child_holds && is_later(id, out.last)) out.last = id;
    }
    for (const auto& [ref, id] : refs_) {
      if (!holders.contains(id)) continue;
      out.open = true;
      out.head = out.head || ref == "HEAD";
    }
    if (out.open) out.removed = "-";
    return out;
  }

  static std::string text_of(const OneSpan& span) {
    return fmt::format(
        "first={} last={} removed={} open={:d} head={:d} "
        "reach={}",
        span.first, span.last, span.removed, span.open, span.head,
        kReaches[static_cast<std::size_t>(span.reach)]);
  }

  std::string leak(std::uint32_t secret, const std::string& path,
                   const Names& holders) {
    const OneSpan found = span(holders);
    Names blobs;
    for (const std::string& id : holders) {
      blobs.insert(commits_[id].files[path]);
    }
    return fmt::format("leak {} {} {} versions={} blob={}", secret, path,
                       text_of(found), blobs.size(),
                       commits_[found.first].files[path]);
  }

  Names refs_with(const Names& commits) {
    Names out;
    for (const auto& [ref, behind] : behind_) {
      if (!is_active(refs_[ref])) continue;
      const bool has = std::ranges::any_of(
          commits, [&](const auto& commit) { return behind.contains(commit); });
      if (has) out.insert(ref);
    }
    return out;
  }

  // Refs that lead to a tag, on their way to something that counts.
  Names refs_to_tag(const std::string& tag) {
    Names out;
    for (const auto& [ref, id] : full_ids_) {
      std::string at = id;
      while (at != tag && types_[at] == "tag") {
        at = lines({"cat-file", "-p", at})[0].substr(7);
      }
      if (at == tag && is_active(refs_[ref])) out.insert(ref);
    }
    return out;
  }

  void tell_secret(std::uint32_t secret, const Names& holders,
                   std::vector<std::string>& out) {
    OneSpan all = span(holders);
    Names refs = refs_with(holders);
    bool any = !holders.empty();
    for (const auto& [id, type] : types_) {
      if (type != "commit" && type != "tag") continue;
      if (type == "commit" && !is_active(id)) continue;
      const std::string text = repo_.git({"cat-file", "-p", id});
      const auto found = secrets_in(text, "");
      if (std::ranges::find(found, secret) == found.end()) continue;
      const Names leading =
          type == "tag" ? refs_to_tag(id) : refs_with(Names{id});
      if (!selected_.empty() && leading.empty()) continue;
      int how = type == "commit" ? commits_[id].reach : kDangling;
      if (type == "tag") {
        for (const std::string& ref : leading) {
          how = std::min(how, reach_of(ref));
        }
      }
      out.push_back(fmt::format("message {} {} reach={} refs={}", secret, id,
                                kReaches[static_cast<std::size_t>(how)],
                                fmt::join(leading, ",")));
      any = true;
      all.open = all.open || !leading.empty();
      if (type == "commit") add_message(all, id);
      all.reach = std::min(all.reach, how);
      refs.insert(leading.begin(), leading.end());
    }
    if (selected_.empty()) any = strays(secret, all, refs, out) || any;
    if (all.open) all.removed = "-";
    if (!any) return;
    out.push_back(fmt::format("secret {} {} refs={}", secret, text_of(all),
                              fmt::join(refs, ",")));
  }

  void add_message(OneSpan& all, const std::string& id) {
    const int tier = tier_of(commits_[id].reach);
    const int before =
        all.first == "-" ? 9 : tier_of(commits_[all.first].reach);
    if (tier > before) return;
    if (tier < before) {
      all.first = all.last = id;
      all.removed = "-";
      return;
    }
    if (is_later(all.first, id)) all.first = id;
    if (is_later(id, all.last)) all.last = id;
  }

  struct Place {
    int reach = kDangling;
    Names refs;
  };

  // Places of blobs that no commit holds: by path.
  std::map<std::string, Place> places(const std::string& blob) {
    std::map<std::string, Place> out;
    auto add = [&](const std::string& path, int how, const std::string& ref) {
      Place& place = out[path];
      if (how < place.reach) place = {how, {}};
      if (how == place.reach && !ref.empty()) place.refs.insert(ref);
    };
    for (const auto& [ref, id] : refs_) {
      if (id == blob) add("", reach_of(ref), ref);
      if (types_[id] != "tree") continue;
      for (const auto& [path, held] : files_of(id)) {
        if (held == blob) add(path, reach_of(ref), ref);
      }
    }
    for (const std::string& line : lines({"ls-files", "--stage"})) {
      if (line.substr(7, 40) == blob) {
        add(line.substr(line.find('\t') + 1), kStaged, "");
      }
    }
    for (const std::string& tree : loose_trees()) {
      for (const auto& [path, held] : files_of(tree)) {
        if (held == blob) add(path, kDangling, "");
      }
    }
    int best = kDangling;
    for (const auto& [path, place] : out) best = std::min(best, place.reach);
    std::erase_if(
        out, [&](const auto& place) { return place.second.reach != best; });
    if (out.empty()) out[""] = {};
    return out;
  }

  // Trees that neither a tree nor a commit holds.
  const Names& loose_trees() {
    if (loose_trees_) return *loose_trees_;
    Names out, held;
    for (const auto& [id, type] : types_) {
      if (type != "tree") continue;
      out.insert(id);
      for (const std::string& line : lines({"ls-tree", id})) {
        held.insert(line.substr(12, line.find('\t') - 12));
      }
    }
    for (const auto& [id, commit] : commits_) held.insert(commit.tree);
    for (const std::string& id : held) out.erase(id);
    return loose_trees_.emplace(std::move(out));
  }

  bool strays(std::uint32_t secret, OneSpan& all, Names& refs,
              std::vector<std::string>& out) {
    if (held_.empty()) {
      for (const auto& [id, commit] : commits_) {
        for (const auto& [path, blob] : commit.files) held_.insert(blob);
      }
    }
    bool any = false;
    for (const auto& [blob, text] : texts_) {
      if (held_.contains(blob) || secrets_in(text, "").empty()) continue;
      for (const auto& [path, place] : places(blob)) {
        const auto found = secrets_in(text, path);
        if (std::ranges::find(found, secret) == found.end()) continue;
        any = true;
        all.reach = std::min(all.reach, place.reach);
        refs.insert(place.refs.begin(), place.refs.end());
        out.push_back(
            fmt::format("stray {} {} {} reach={} refs={}", secret, path, blob,
                        kReaches[static_cast<std::size_t>(place.reach)],
                        fmt::join(place.refs, ",")));
      }
    }
    return any;
  }

  const RepoBuilder& repo_;
  std::vector<std::string> selected_;
  std::map<std::string, std::string> types_;
  std::map<std::string, std::string> texts_;
  std::map<std::string, OneCommit> commits_;
  std::map<std::string, Names> children_;
  std::map<std::string, std::string> refs_;      // what they lead to
  std::map<std::string, std::string> full_ids_;  // what they say
  std::map<std::string, Names> behind_;
  Names held_;
  std::optional<Names> loose_trees_;
};

}  // namespace

std::vector<std::string> reference_stories(
    const RepoBuilder& repo, const std::vector<std::string>& selected) {
  return Reference(repo, selected).tell();
}

}  // namespace stanch
