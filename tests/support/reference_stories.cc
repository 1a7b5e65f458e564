// SPDX-License-Identifier: Apache-2.0
#include "tests/support/reference_stories.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "tests/support/git_lists.h"
#include "tests/support/random_stories.h"

namespace stanch {
namespace {

using Names = GitLists::Names;

constexpr std::array<std::string_view, 8> kReaches = {
    "refs",   "stash",       "notes",  "other-refs",
    "reflog", "unreachable", "staged", "dangling"};
constexpr int kStash = 1;
constexpr int kReflog = 4;
constexpr int kUnreachable = 5;
constexpr int kStaged = 6;
constexpr int kDangling = 7;

std::string_view word(int reach) {
  return kReaches[static_cast<std::size_t>(reach)];
}

int reach_of(const std::string& ref) {
  if (ref == "refs/stash") return kStash;
  if (ref.starts_with("refs/notes/")) return 2;
  for (const char* folder : {"refs/heads/", "refs/remotes/", "refs/tags/"}) {
    if (ref.starts_with(folder)) return 0;
  }
  return ref == "HEAD" ? 0 : 3;
}

int tier_of(int reach) { return reach < kReflog ? 0 : reach - kReflog + 1; }

struct Told {
  std::string first = "-", last = "-", removed = "-";
  bool open = false, head = false;
  int reach = kDangling;

  std::string text() const {
    return fmt::format(
        "first={} last={} removed={} open={:d} head={:d} "
        "reach={}",
        first, last, removed, open, head, word(reach));
  }
};

class Reference {
 public:
  Reference(const RepoBuilder& repo, const std::vector<std::string>& selected)
      : git_(repo), selected_(selected) {
    for (const auto& [id, commit] : git_.commits) {
      for (const auto& [path, blob] : commit.files) held_.insert(blob);
      int& reach = reaches_[id] = kUnreachable;
      if (git_.logged.contains(id)) reach = kReflog;
      for (const auto& [name, ref] : git_.refs) {
        if (ref.behind.contains(id)) reach = std::min(reach, reach_of(name));
      }
      if (git_.stashed.contains(id)) reach = std::min(reach, kStash);
    }
  }

  std::vector<std::string> tell() {
    std::map<std::uint32_t, std::map<std::string, Names>> holders;
    for (const auto& [id, commit] : git_.commits) {
      if (!is_active(id)) continue;
      for (const auto& [path, blob] : commit.files) {
        for (std::uint32_t secret : secrets_in(text(blob), path)) {
          holders[secret][path].insert(id);
        }
      }
    }
    for (std::uint32_t secret = 0; secret < RandomStories::kSecrets; ++secret) {
      Names all;
      for (const auto& [path, commits] : holders[secret]) {
        tell_leak(secret, path, commits);
        all.insert(commits.begin(), commits.end());
      }
      tell_secret(secret, all);
    }
    std::ranges::sort(out_);
    return std::move(out_);
  }

 private:
  const std::string& text(const std::string& id) {
    return git_.objects[id].bytes;
  }

  bool is_active(const std::string& commit) {
    return selected_.empty() ||
           std::ranges::any_of(selected_, [&](const std::string& ref) {
             return git_.refs[ref].behind.contains(commit);
           });
  }

  // Later, or with a larger id.
  bool is_later(const std::string& a, const std::string& b) {
    if (b == "-") return true;
    return std::pair(git_.commits[a].time, a) >
           std::pair(git_.commits[b].time, b);
  }

  Told told_of(const Names& holders) {
    Told out;
    for (const std::string& id : holders) {
      out.reach = std::min(out.reach, reaches_[id]);
    }
    const int tier = tier_of(out.reach);
    auto counts = [&](const std::string& id) {
      return is_active(id) && tier_of(reaches_[id]) == tier;
    };
    auto holds = [&](const std::string& id) { return holders.contains(id); };
    for (const auto& [id, commit] : git_.commits) {
      if (!counts(id)) continue;
      const bool parent_holds = std::ranges::any_of(commit.parents, holds);
      const bool child_holds =
          std::ranges::any_of(commit.children, [&](const std::string& child) {
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
    for (const auto& [name, ref] : git_.refs) {
      if (!holders.contains(ref.end)) continue;
      out.open = true;
      out.head = out.head || name == "HEAD";
    }
    if (out.open) out.removed = "-";
    return out;
  }

  void tell_leak(std::uint32_t secret, const std::string& path,
                 const Names& holders) {
    const Told told = told_of(holders);
    Names blobs;
    for (const std::string& id : holders) {
      blobs.insert(git_.commits[id].files[path]);
    }
    out_.push_back(fmt::format("leak {} {} {} versions={} blob={}", secret,
                               path, told.text(), blobs.size(),
                               git_.commits[told.first].files[path]));
  }

  Names refs_with(const Names& commits) {
    Names out;
    for (const auto& [name, ref] : git_.refs) {
      if (!is_active(ref.end)) continue;
      const bool has = std::ranges::any_of(commits, [&](const auto& commit) {
        return ref.behind.contains(commit);
      });
      if (has) out.insert(name);
    }
    return out;
  }

  // Refs that lead to a tag, on their way to something that counts.
  Names refs_to_tag(const std::string& tag) {
    Names out;
    for (const auto& [name, ref] : git_.refs) {
      std::string at = ref.id;
      while (at != tag && git_.objects[at].type == "tag") {
        at = text(at).substr(7, 40);
      }
      if (at == tag && is_active(ref.end)) out.insert(name);
    }
    return out;
  }

  void tell_secret(std::uint32_t secret, const Names& holders) {
    Told all = told_of(holders);
    Names refs = refs_with(holders);
    bool any = !holders.empty();
    for (const auto& [id, object] : git_.objects) {
      if (object.type != "commit" && object.type != "tag") continue;
      if (!holds(object.bytes, "", secret)) continue;
      any = tell_message(secret, id, all, refs) || any;
    }
    if (selected_.empty()) any = tell_strays(secret, all, refs) || any;
    if (all.open) all.removed = "-";
    if (!any) return;
    out_.push_back(fmt::format("secret {} {} refs={}", secret, all.text(),
                               fmt::join(refs, ",")));
  }

  static bool holds(const std::string& text, const std::string& path,
                    std::uint32_t secret) {
    const auto found = secrets_in(text, path);
    return std::ranges::find(found, secret) != found.end();
  }

  // False where it does not count.
  bool tell_message(std::uint32_t secret, const std::string& id, Told& all,
                    Names& refs) {
    const bool is_commit = git_.objects[id].type == "commit";
    if (is_commit && !is_active(id)) return false;
    const Names leading = is_commit ? refs_with({id}) : refs_to_tag(id);
    if (!selected_.empty() && leading.empty()) return false;
    int reach = is_commit ? reaches_[id] : kDangling;
    for (const std::string& ref : is_commit ? Names() : leading) {
      reach = std::min(reach, reach_of(ref));
    }
    out_.push_back(fmt::format("message {} {} reach={} refs={}", secret, id,
                               word(reach), fmt::join(leading, ",")));
    all.open = all.open || !leading.empty();
    if (is_commit) add_message(all, id);
    all.reach = std::min(all.reach, reach);
    refs.insert(leading.begin(), leading.end());
    return true;
  }

  void add_message(Told& all, const std::string& id) {
    const int tier = tier_of(reaches_[id]);
    const int before = all.first == "-" ? 9 : tier_of(reaches_[all.first]);
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

  // The best places of a blob that no commit holds, by path.
  std::map<std::string, Place> places(const std::string& blob) {
    std::map<std::string, Place> out;
    auto add = [&](const std::string& path, int reach, const std::string& ref) {
      Place& place = out[path];
      if (reach < place.reach) place = {reach, {}};
      if (reach == place.reach && !ref.empty()) place.refs.insert(ref);
    };
    for (const auto& [name, ref] : git_.refs) {
      if (ref.end == blob) add("", reach_of(name), name);
      if (git_.objects[ref.end].type != "tree") continue;
      for (const auto& [path, held] : git_.trees[ref.end]) {
        if (held == blob) add(path, reach_of(name), name);
      }
    }
    for (const auto& [path, held] : git_.staged) {
      if (held == blob) add(path, kStaged, "");
    }
    for (const auto& [tree, files] : git_.trees) {
      for (const auto& [path, held] : files) {
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

  bool tell_strays(std::uint32_t secret, Told& all, Names& refs) {
    bool any = false;
    for (const auto& [blob, object] : git_.objects) {
      if (object.type != "blob" || held_.contains(blob)) continue;
      if (!holds(object.bytes, "", secret)) continue;
      for (const auto& [path, place] : places(blob)) {
        if (!holds(object.bytes, path, secret)) continue;
        any = true;
        all.reach = std::min(all.reach, place.reach);
        refs.insert(place.refs.begin(), place.refs.end());
        out_.push_back(fmt::format("stray {} {} {} reach={} refs={}", secret,
                                   path, blob, word(place.reach),
                                   fmt::join(place.refs, ",")));
      }
    }
    return any;
  }

  GitLists git_;
  std::vector<std::string> selected_;
  std::map<std::string, int> reaches_;  // of commits
  Names held_;                          // blobs in commits
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> reference_stories(
    const RepoBuilder& repo, const std::vector<std::string>& selected) {
  return Reference(repo, selected).tell();
}

}  // namespace stanch
