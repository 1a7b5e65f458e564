// SPDX-License-Identifier: Apache-2.0
#include "history/strays.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "git/index_file.h"
#include "history/commit_reach.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

// One place of a blob: what is better comes first.
struct Place {
  Reach reach = Reach::kDangling;
  std::string path;
  std::optional<ObjectId> tree;

  auto operator<=>(const Place&) const = default;
};

class StrayFinder {
 public:
  StrayFinder(const StraySearch& search, ContentReader& reader,
              RefSets& ref_sets)
      : search_(search), reader_(reader), ref_sets_(ref_sets) {}

  std::vector<Stray> find() {
    for (std::uint32_t i = 0; i < search_.held.size(); ++i) {
      if (!search_.held[i]) strays_.try_emplace(search_.flagged.blobs[i], i);
    }
    if (strays_.empty()) return {};
    places_.resize(search_.held.size());
    find_below_refs();
    find_in_indexes();
    find_below_trees();
    std::vector<Stray> out;
    for (std::uint32_t i = 0; i < search_.held.size(); ++i) {
      if (!search_.held[i]) tell(i, out);
    }
    return out;
  }

 private:
  using Refs = std::vector<std::uint32_t>;

  void find_below_refs() {
    const auto tips = search_.tips.tips();
    for (std::uint32_t i = 0; i < tips.size(); ++i) {
      const Reach reach = CommitReach::of(tips[i].kind);
      if (tips[i].blob) {
        auto stray = strays_.find(*tips[i].blob);
        if (stray == strays_.end()) continue;
        places_[stray->second][{reach, {}, {}}].push_back(i);
      } else if (tips[i].tree) {
        add_below(*tips[i].tree, reach, i);
      }
    }
  }

  void add_below(const ObjectId& tree, Reach reach,
                 std::optional<std::uint32_t> ref) {
    const TreeNumber number = search_.changes.trees().find(tree);
    reader_.each(search_.contents.of(number),
                 [&](PathNumber path, std::uint32_t blob) {
                   if (search_.held[blob]) return;
                   Place place{reach, search_.paths.text(path), tree};
                   Refs& refs = places_[blob][std::move(place)];
                   if (ref) refs.push_back(*ref);
                 });
  }

  // An index that cannot be read is named by the scans of what is staged.
  void find_in_indexes() {
    const Layout& layout = search_.store.layout();
    if (layout.hash != HashKind::kSha1) return;
    std::vector<std::string> folders = {layout.git_dir};
    if (layout.git_dir != layout.common_dir) {
      folders.push_back(layout.common_dir);
    }
    std::error_code error;
    fs::directory_iterator entries(layout.common_dir + "/worktrees", error);
    for (; !error && entries != fs::directory_iterator();
         entries.increment(error)) {
      folders.push_back(entries->path());
    }
    for (const std::string& folder : folders) {
      auto index = IndexFile::read(folder + "/index");
      if (!index) continue;
      for (const IndexEntry& entry : index->entries()) {
        auto stray = strays_.find(entry.object());
        if (stray == strays_.end()) continue;
        places_[stray->second].try_emplace(
            {Reach::kStaged, std::string(entry.path), {}});
      }
    }
  }

  // Trees that hold a flagged blob and are held by neither tree nor commit.
  void find_below_trees() {
    const TreeNumbers& trees = search_.changes.trees();
    std::vector<bool> held = search_.root_trees;
    for (TreeNumber tree = 0; tree < trees.size(); ++tree) {
      if (!search_.flagged_trees[tree]) continue;
      for (const EntryChange& change : search_.changes.added(tree)) {
        if (change.is_tree()) held[change.target()] = true;
      }
    }
    for (TreeNumber tree = 0; tree < trees.size(); ++tree) {
      if (!search_.flagged_trees[tree] || held[tree]) continue;
      const ObjectId id = trees.id(tree);
      if (trees.find(id) == tree) {
        add_below(id, Reach::kDangling, std::nullopt);
      }
    }
  }

  // The blob's places of the best reach, each path once.
  void tell(std::uint32_t blob, std::vector<Stray>& out) {
    auto& places = places_[blob];
    if (places.empty()) places.try_emplace({});
    const Reach best = places.begin()->first.reach;
    std::vector<std::uint32_t> secrets;
    for (auto place = places.begin();
         place != places.end() && place->first.reach == best;) {
      Stray stray{.blob = blob,
                  .path = place->first.path,
                  .tree = place->first.tree,
                  .reach = best};
      Refs refs;
      for (; place != places.end() && place->first.reach == best &&
             place->first.path == stray.path;
           ++place) {
        std::ranges::copy(place->second, std::back_inserter(refs));
      }
      stray.refs = ref_sets_.add(std::move(refs));
      secrets.clear();
      search_.flagged.secrets_at(blob, stray.path, secrets);
      std::ranges::sort(secrets);
      auto twice = std::ranges::unique(secrets);
      secrets.erase(twice.begin(), twice.end());
      for (std::uint32_t secret : secrets) {
        stray.secret = secret;
        out.push_back(stray);
      }
    }
  }

  const StraySearch& search_;
  ContentReader& reader_;
  RefSets& ref_sets_;
  std::unordered_map<ObjectId, std::uint32_t> strays_;
  std::vector<std::map<Place, Refs>> places_;  // by blob, with the refs
};

}  // namespace

std::vector<Stray> find_strays(const StraySearch& search, ContentReader& reader,
                               RefSets& ref_sets) {
  return StrayFinder(search, reader, ref_sets).find();
}

}  // namespace stanch
