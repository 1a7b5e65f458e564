// SPDX-License-Identifier: Apache-2.0
//
// The index is a sorted list of files; a tree object lists one folder. Both are
// in the same order, that of bytes, where a folder's name counts as ending with
// '/'. So folder and list are merged, name by name:
//
//   tree HEAD:      index:
//   Makefile        Makefile          same id: nothing to do
//   lib/            lib/a.c           the index remembers which tree lib/ would
//                   lib/b.c           become: same id, so all of it is skipped
//   src/            src/main.c        another id, or none remembered: read src/
//   z.c                               removed
//
// Trees are read only on the way down to what differs: about one for every
// folder of a changed file, instead of all of them.
#include "git/tree_comparison.h"

#include <algorithm>
#include <deque>
#include <span>

namespace stanch {
namespace {

using Entries = std::span<const IndexEntry>;

// libgit2 opens no other repositories.
constexpr HashKind kHash = HashKind::kSha1;

bool same_id(const std::uint8_t* a, const ObjectId& b) {
  return std::equal(b.begin(), b.end(), a);
}

bool is_file(const IndexEntry& entry) {
  return (entry.mode & kTypeMask) != kTypeSubmodule;
}

class Comparer {
 public:
  Comparer(const Repository& repository, TreeComparison& out)
      : repository_(repository), out_(out) {}

  // Merges the tree of the folder `prefix` ("" or ending with '/') with the
  // entries below it.
  Result<void> folder(const ObjectId& tree, const CachedTree* cached,
                      const std::string& prefix, Entries entries) {
    if (std::ranges::count(prefix, '/') > kDeepestFolder) return damaged(tree);
    auto object = repository_.tree(tree);
    if (!object) return std::unexpected(object.error());
    std::string_view bytes = object->bytes();
    TreeEntry item;
    while (!bytes.empty()) {
      if (!take_entry(bytes, kHash, item)) return damaged(tree);
      std::string path = prefix + std::string(item.name);
      if (item.is_folder()) path += '/';
      if (auto done = added_before(path, entries); !done) return done;
      auto done = item.is_folder() ? subfolder(item, cached, path, entries)
                                   : file(item, path, entries);
      if (!done) return done;
    }
    return added(entries);
  }

  Result<void> added(Entries entries) {
    for (const IndexEntry& entry : entries) {
      if (is_sparse_folder(entry)) {
        auto inside = expand(entry);
        if (!inside) return std::unexpected(inside.error());
        if (auto done = added(*inside); !done) return done;
      } else if (is_staged(entry)) {
        out_.changes.push_back(
            {std::string(entry.path), entry.object(), std::nullopt});
      }
    }
    return {};
  }

 private:
  static bool is_sparse_folder(const IndexEntry& entry) {
    return (entry.mode & kTypeMask) == kTypeTree;
  }
  static bool is_staged(const IndexEntry& entry) {
    return is_file(entry) && entry.stage == 0 && !entry.intent_to_add;
  }

  std::unexpected<Error> damaged(const ObjectId& tree) const {
    return fail(ErrorKind::kUnreadable,
                "the tree " + hex(tree) + " is damaged; see git fsck");
  }

  // Whether the remembered tree is that of the next entries.
  static bool covers(const CachedTree& cached, std::string_view path,
                     Entries entries) {
    auto count = static_cast<std::size_t>(cached.entries);
    return cached.entries > 0 && count <= entries.size() &&
           entries.front().path.starts_with(path) &&
           entries[count - 1].path.starts_with(path);
  }

  // Takes off and adds the entries that come before `path`.
  Result<void> added_before(std::string_view path, Entries& entries) {
    std::size_t count = 0;
    while (count < entries.size() && entries[count].path < path) ++count;
    Entries before = entries.first(count);
    entries = entries.subspan(count);
    return added(before);
  }

  Result<void> subfolder(const TreeEntry& item, const CachedTree* parent,
                         const std::string& path, Entries& entries) {
    const CachedTree* cached =
        parent == nullptr ? nullptr : parent->child(item.name);
    if (cached != nullptr && cached->id == item.id &&
        covers(*cached, path, entries)) {
      entries = entries.subspan(static_cast<std::size_t>(cached->entries));
      return {};
    }
    std::size_t count = 0;
    while (count < entries.size() && entries[count].path.starts_with(path)) {
      ++count;
    }
    Entries inside = entries.first(count);
    entries = entries.subspan(count);
    if (inside.empty()) return removed(item.id, path);
    if (!is_sparse_folder(inside.front()) || inside.front().path != path) {
      return folder(item.id, cached, path, inside);
    }
    if (same_id(inside.front().id, item.id)) return {};
    auto expanded = expand(inside.front());
    if (!expanded) return std::unexpected(expanded.error());
    return folder(item.id, nullptr, path, *expanded);
  }

  Result<void> file(const TreeEntry& item, const std::string& path,
                    Entries& entries) {
    bool in_index = false;
    for (; !entries.empty() && entries.front().path == path;
         entries = entries.subspan(1)) {
      const IndexEntry& entry = entries.front();
      in_index = true;
      if (!is_staged(entry) || same_id(entry.id, item.id)) continue;
      Change change{path, entry.object(), std::nullopt};
      if ((entry.mode & kTypeMask) == item.type()) {
        change.before = item.id;
      }
      out_.changes.push_back(std::move(change));
    }
    if (!in_index && item.is_file()) {
      out_.removals.push_back({path, item.id});
    }
    return {};
  }

  Result<void> removed(const ObjectId& tree, const std::string& prefix) {
    return folder(tree, nullptr, prefix, {});
  }

  // The files of a folder that a sparse index holds as one entry.
  Result<Entries> expand(const IndexEntry& entry) {
    auto& list = expanded_.emplace_back();
    if (auto done = list_tree(entry.object(), std::string(entry.path), list);
        !done) {
      return std::unexpected(done.error());
    }
    return Entries(list);
  }

  Result<void> list_tree(const ObjectId& tree, const std::string& prefix,
                         std::vector<IndexEntry>& list) {
    if (std::ranges::count(prefix, '/') > kDeepestFolder) return damaged(tree);
    auto object = repository_.tree(tree);
    if (!object) return std::unexpected(object.error());
    const Object& kept = objects_.emplace_back(std::move(*object));
    std::string_view bytes = kept.bytes();
    TreeEntry item;
    while (!bytes.empty()) {
      if (!take_entry(bytes, kHash, item)) return damaged(tree);
      std::string path = prefix + std::string(item.name);
      if (item.is_folder()) {
        auto done = list_tree(item.id, path + '/', list);
        if (!done) return done;
      } else {
        IndexEntry entry;
        entry.path = paths_.emplace_back(std::move(path));
        // The id in the tree's own bytes, which are kept.
        entry.id = reinterpret_cast<const std::uint8_t*>(bytes.data()) -
                   id_size(kHash);
        entry.mode = item.mode;
        list.push_back(entry);
      }
    }
    return {};
  }

  const Repository& repository_;
  TreeComparison& out_;
  // What the entries of expanded folders point into.
  std::deque<std::vector<IndexEntry>> expanded_;
  std::deque<Object> objects_;
  std::deque<std::string> paths_;
};

}  // namespace

Result<TreeComparison> compare(const Repository& repository,
                               const std::optional<ObjectId>& tree,
                               const IndexFile& index) {
  TreeComparison out;
  Comparer comparer(repository, out);
  const CachedTree& cached = index.cached_tree();
  Result<void> done;
  if (!tree) {
    done = comparer.added(index.entries());
  } else if (cached.entries < 0 || cached.id != *tree) {
    done = comparer.folder(*tree, &cached, "", index.entries());
  }
  if (!done) return std::unexpected(done.error());
  std::ranges::sort(out.changes, {}, &Change::path);
  return out;
}

}  // namespace stanch
