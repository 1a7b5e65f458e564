// SPDX-License-Identifier: Apache-2.0
//
// All trees are read side by side, folder by folder: each is sorted alike, so
// one pass over `after` moves a cursor forward in every other tree.
//
//   after:           parent 1:        parent 2:
//   Makefile  11     Makefile  11     Makefile  12   as in parent 1: not new
//   lib/      21     lib/      22     lib/      21   as in parent 2: not read
//   src/      31     src/      32     src/      33   in neither: read src/ of
//                                                    all three
//
// A merge takes nearly every folder from one parent or the other, so it costs
// little more than an ordinary commit, though it differs from each parent in
// thousands of files.
#include "git/tree_diff.h"

#include <utility>

#include <fmt/format.h>

#include "git/tree_entry.h"

namespace stanch {
namespace {

// The entries of one tree, one after the other. Stays where it is: its entry
// points into its bytes.
class Cursor {
 public:
  Cursor() = default;
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  void start(std::string bytes, HashKind kind) {
    bytes_ = std::move(bytes);
    rest_ = bytes_;
    kind_ = kind;
    next();
  }

  bool at_end() const { return at_end_; }
  bool damaged() const { return damaged_; }
  const TreeEntry& entry() const { return entry_; }

  void next() {
    at_end_ = rest_.empty();
    if (!at_end_) damaged_ = at_end_ = !take_entry(rest_, kind_, entry_);
  }

 private:
  std::string bytes_;
  std::string_view rest_;
  HashKind kind_ = HashKind::kSha1;
  TreeEntry entry_;
  bool at_end_ = true;
  bool damaged_ = false;
};

// One for each other tree; nothing where it has no such folder.
using Folders = std::vector<std::optional<ObjectId>>;

bool same_content(const TreeEntry& a, const TreeEntry& b) {
  return a.id == b.id && a.is_folder() == b.is_folder() &&
         a.is_file() == b.is_file();
}

class Differ {
 public:
  Differ(ObjectReader& reader, bool wants_removals, TreeDiff& out)
      : reader_(reader), wants_removals_(wants_removals), out_(out) {}

  // `path` is "" or ends with '/'.
  Result<void> folder(const ObjectId& after, const Folders& others,
                      const std::string& path, int depth) {
    if (depth > kDeepestFolder) return too_much(after);
    Cursor tree;
    if (!open(after, path, tree)) return {};
    std::vector<Cursor> cursors(others.size());
    for (std::size_t i = 0; i < others.size(); ++i) {
      // To compare with less would make what is old new.
      if (others[i] && !open(*others[i], path, cursors[i])) return {};
    }
    for (; !tree.at_end(); tree.next()) {
      if (auto done = entry(tree.entry(), cursors, path, depth); !done) {
        return done;
      }
    }
    if (tree.damaged()) damaged(after, path);
    return finish(others, cursors, path, depth);
  }

 private:
  bool open(const ObjectId& id, const std::string& path, Cursor& cursor) {
    ++seen_;
    auto bytes = reader_.read(id, ObjectType::kTree);
    if (bytes) {
      cursor.start(std::move(*bytes), id.kind());
    } else {
      out_.problems.push_back({path, id, bytes.error().message});
    }
    return bytes.has_value();
  }

  void damaged(const ObjectId& id, const std::string& path) {
    out_.problems.push_back(
        {path, id,
         fmt::format("the tree {} is damaged; see git fsck", hex(id))});
  }

  static std::unexpected<Error> too_much(const ObjectId& id) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("the tree {} has too many files, or folders that "
                            "nest too deep",
                            hex(id)));
  }

  // Takes the entry that stands in the place of `item` off the cursor.
  Result<std::optional<TreeEntry>> counterpart(const TreeEntry& item,
                                               Cursor& cursor,
                                               const std::string& path,
                                               int depth) {
    for (; !cursor.at_end() && comes_before(cursor.entry(), item);
         cursor.next()) {
      auto done = removed(cursor.entry(), path, depth);
      if (!done) return std::unexpected(done.error());
    }
    if (cursor.at_end() || comes_before(item, cursor.entry())) {
      return std::nullopt;
    }
    TreeEntry found = cursor.entry();
    cursor.next();
    return found;
  }

  Result<void> entry(const TreeEntry& item, std::vector<Cursor>& cursors,
                     const std::string& path, int depth) {
    Folders before(cursors.size());
    bool known = false;
    for (std::size_t i = 0; i < cursors.size(); ++i) {
      auto other = counterpart(item, cursors[i], path, depth);
      if (!other) return std::unexpected(other.error());
      if (!*other) continue;
      known = known || same_content(**other, item);
      if ((*other)->type() == item.type()) before[i] = (*other)->id;
    }
    if (known || (!item.is_folder() && !item.is_file())) return {};
    if (++seen_ > kMostChanges) return too_much(item.id);
    std::string name = path + std::string(item.name);
    if (item.is_folder()) {
      return folder(item.id, before, name + '/', depth + 1);
    }
    out_.changes.push_back({std::move(name), item.id, std::move(before)});
    return {};
  }

  // An entry that only the other tree has.
  Result<void> removed(const TreeEntry& item, const std::string& path,
                       int depth) {
    if (!wants_removals_) return {};
    if (++seen_ > kMostChanges) return too_much(item.id);
    std::string name = path + std::string(item.name);
    if (item.is_file()) out_.removals.push_back({name, item.id});
    if (!item.is_folder()) return {};
    if (depth >= kDeepestFolder) return too_much(item.id);
    // What cannot be read here could only have been the origin of a rename.
    auto bytes = reader_.read(item.id, ObjectType::kTree);
    if (!bytes) return {};
    Cursor tree;
    for (tree.start(std::move(*bytes), item.id.kind()); !tree.at_end();
         tree.next()) {
      auto done = removed(tree.entry(), name + '/', depth + 1);
      if (!done) return done;
    }
    return {};
  }

  // What remains in the other trees behind the last entry.
  Result<void> finish(const Folders& others, std::vector<Cursor>& cursors,
                      const std::string& path, int depth) {
    for (std::size_t i = 0; i < cursors.size(); ++i) {
      for (Cursor& cursor = cursors[i]; !cursor.at_end(); cursor.next()) {
        auto done = removed(cursor.entry(), path, depth);
        if (!done) return done;
      }
      if (cursors[i].damaged()) damaged(*others[i], path);
    }
    return {};
  }

  ObjectReader& reader_;
  const bool wants_removals_;
  TreeDiff& out_;
  std::size_t seen_ = 0;  // entries and folders that differ
};

}  // namespace

Result<TreeDiff> diff_trees(ObjectReader& reader,
                            std::span<const ObjectId> others,
                            const ObjectId& after) {
  TreeDiff out;
  for (const ObjectId& other : others) {
    if (other == after) return out;
  }
  auto done = Differ(reader, others.size() == 1, out)
                  .folder(after, Folders(others.begin(), others.end()), "", 0);
  if (!done) return std::unexpected(done.error());
  return out;
}

}  // namespace stanch
