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

// Folders in folders; git refuses more than 2048 as well.
constexpr auto kDeepest = 2048;

struct TreeEntry {
  std::uint32_t mode = 0;
  std::string_view name;
  const std::uint8_t* id = nullptr;

  bool is_folder() const { return (mode & kTypeMask) == kTypeTree; }
  bool is_file() const {
    return !is_folder() && (mode & kTypeMask) != kTypeSubmodule;
  }
  ObjectId object() const { return ObjectId(id); }
};

// Takes the first entry off the bytes of a tree: "100644 name\0<20 bytes>".
// False where they are damaged.
bool take_entry(std::string_view& bytes, TreeEntry& entry) {
  std::size_t space = bytes.find(' ');
  std::size_t nul = bytes.find('\0');
  if (nul == std::string_view::npos || space > nul) return false;
  std::size_t size = id_size(HashKind::kSha1);
  if (bytes.size() - nul - 1 < size) return false;
  entry.mode = 0;
  for (char digit : bytes.substr(0, space)) {
    entry.mode = entry.mode * 8 + static_cast<std::uint32_t>(digit - '0');
  }
  entry.name = bytes.substr(space + 1, nul - space - 1);
  entry.id = reinterpret_cast<const std::uint8_t*>(&bytes[nul + 1]);
  bytes.remove_prefix(nul + 1 + size);
  return true;
}

bool same_id(const std::uint8_t* a, const std::uint8_t* b) {
  return std::equal(a, a + id_size(HashKind::kSha1), b);
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
    if (std::ranges::count(prefix, '/') > kDeepest) return damaged(tree);
    auto object = repository_.tree(tree);
    if (!object) return std::unexpected(object.error());
    std::string_view bytes = object->bytes();
    TreeEntry item;
    while (!bytes.empty()) {
      if (!take_entry(bytes, item)) return damaged(tree);
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
    if (cached != nullptr && same_id(cached->id.data(), item.id) &&
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
    if (inside.empty()) return removed(item.object(), path);
    if (!is_sparse_folder(inside.front()) || inside.front().path != path) {
      return folder(item.object(), cached, path, inside);
    }
    if (same_id(inside.front().id, item.id)) return {};
    auto expanded = expand(inside.front());
    if (!expanded) return std::unexpected(expanded.error());
    return folder(item.object(), nullptr, path, *expanded);
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
      if ((entry.mode & kTypeMask) == (item.mode & kTypeMask)) {
        change.before = item.object();
      }
      out_.changes.push_back(std::move(change));
    }
    if (!in_index && item.is_file()) {
      out_.removals.push_back({path, item.object()});
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
    if (std::ranges::count(prefix, '/') > kDeepest) return damaged(tree);
    auto object = repository_.tree(tree);
    if (!object) return std::unexpected(object.error());
    const Object& kept = objects_.emplace_back(std::move(*object));
    std::string_view bytes = kept.bytes();
    TreeEntry item;
    while (!bytes.empty()) {
      if (!take_entry(bytes, item)) return damaged(tree);
      std::string path = prefix + std::string(item.name);
      if (item.is_folder()) {
        auto done = list_tree(item.object(), path + '/', list);
        if (!done) return done;
      } else {
        IndexEntry entry;
        entry.path = paths_.emplace_back(std::move(path));
        entry.id = item.id;
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
