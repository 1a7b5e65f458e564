// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "history/commit_set.h"
#include "history/commit_table.h"
#include "history/ref_tips.h"
#include "history/tree_changes.h"
#include "odb/delta_forest.h"
#include "odb/object.h"
#include "odb/object_store.h"

namespace stanch {

// What a scan found, as far as its story needs it. Secrets are numbers from 0.
struct Flagged {
  std::uint32_t secrets = 0;
  // Blobs that hold a secret, each once.
  std::vector<ObjectId> blobs;
  // Appends the secrets that stand in blobs[blob] where it lies at that path
  // ('/' between parts; empty where no path is known). Called on the caller's
  // thread, once for most pairs, in no particular order.
  std::function<void(std::uint32_t blob, std::string_view path,
                     std::vector<std::uint32_t>& secrets)>
      secrets_at;
  // Secrets in the message (or another line) of a commit or a tag.
  struct Message {
    std::uint32_t secret = 0;
    ObjectType type = ObjectType::kCommit;
    ObjectId id;
  };
  std::vector<Message> messages;
};

// The best way that leads to something, best first.
enum class Reach : std::uint8_t {
  kRefs,         // HEAD, branches, remote branches, tags
  kStash,        // refs/stash and its reflog
  kNotes,        // refs/notes/
  kOtherRefs,    // other refs
  kReflog,       // only reflogs remember it
  kUnreachable,  // in a commit that nothing leads to
  kStaged,       // in no commit, but in an index
  kDangling,     // in no commit
};

// "refs", "stash", "notes", "other-refs", "reflog", "unreachable", "staged",
// "dangling".
std::string_view to_string(Reach reach);

// From when to when a secret, or a secret at one path, was there. Of the
// commits that hold it only those count that are reached in the best way: by
// refs, else by reflogs, else the others.
struct Span {
  // Holds it and no parent does; the earliest by committer's date, then by id.
  CommitNumber first = kNoCommit;
  // Holds it and no child does; the latest.
  CommitNumber last = kNoCommit;
  // Does not hold it though a parent does; the latest. kNoCommit where there is
  // none, or where a ref's own tree holds it now: the exposure is open.
  CommitNumber removed = kNoCommit;
  bool open = false;     // the tree of a ref or HEAD holds it
  bool in_head = false;  // the tree of HEAD does
  // A parent of `first` is not in the store (a shallow clone): it may be older.
  bool from_before = false;
  Reach reach = Reach::kUnreachable;
};

// A secret at one path.
struct Leak : Span {
  std::uint32_t secret = 0;
  std::string path;
  std::uint32_t first_blob = 0;  // what stands there in `first`
  std::uint32_t last_blob = 0;   // and in `last`
  std::uint32_t versions = 0;    // how many blobs hold it at this path
};

// A secret in a message.
struct MessageLeak {
  std::uint32_t secret = 0;
  ObjectType type = ObjectType::kCommit;
  ObjectId id;
  CommitNumber commit = kNoCommit;  // kCommit only
  Reach reach = Reach::kDangling;
  std::uint32_t refs = 0;  // into Attribution::ref_sets
};

// A secret in a flagged blob that no commit holds.
struct Stray {
  std::uint32_t secret = 0;
  std::uint32_t blob = 0;
  // In the index; below a tree that a ref names; below the topmost tree that
  // nothing holds; or empty.
  std::string path;
  std::optional<ObjectId> tree;  // that one, where there is one
  Reach reach = Reach::kDangling;
  std::uint32_t refs = 0;  // into Attribution::ref_sets
};

// All of one secret: over its leaks and its messages. A message cannot be
// removed: it is open while a ref leads to it.
struct SecretStory : Span {
  std::uint32_t refs = 0;  // refs with it in their history: into ref_sets
  // Its own, one after the other, in Attribution's lists.
  std::uint32_t first_leak = 0, leaks = 0;
  std::uint32_t first_message = 0, messages = 0;
  std::uint32_t first_stray = 0, strays = 0;

  // Nothing that is selected holds it.
  bool empty() const { return leaks + messages + strays == 0; }
};

struct Attribution {
  std::vector<SecretStory> secrets;   // by number
  std::vector<Leak> leaks;            // by secret and path
  std::vector<MessageLeak> messages;  // by secret, type and id
  std::vector<Stray> strays;          // by secret, path and blob's id
  // Refs, as indexes into RefTips::tips(), ascending. Shared, as many secrets
  // are in the history of the same refs; the first is empty.
  std::vector<std::vector<std::uint32_t>> ref_sets;
  // What could not be followed: {object id in hex, reason}, by id.
  std::vector<StoreProblem> problems;
};

struct AttributionOptions {
  unsigned threads = 1;
  // Only these commits hold anything, and what they lead to; borrowed. Strays
  // are left out then. Null: all.
  const CommitSet* selected = nullptr;
  // Those of all packs, in their order; borrowed. Empty: they are made.
  std::span<const DeltaForest> forests;
  // Of one tree, or between a commit and its parent, at most so many paths are
  // followed, and 256 times as many in all; what is beyond is a problem.
  std::uint64_t most_paths = std::uint64_t{1} << 20;
  // What trees that are read may take, in bytes.
  std::uint64_t memory = std::uint64_t{512} << 20;
};

// What attribute() needs to know of the trees. It takes longest, and knows
// neither commits nor refs: those may be read at the same time.
TreeChanges read_trees(const ObjectStore& store, const Flagged& flagged,
                       const AttributionOptions& options = {});

// Tells the story of each secret. The result depends on the objects, the refs
// and the index alone: neither on threads nor on how the objects are packed.
Attribution attribute(const ObjectStore& store, const CommitTable& commits,
                      const RefTips& tips, const Flagged& flagged,
                      TreeChanges trees,
                      const AttributionOptions& options = {});

}  // namespace stanch
