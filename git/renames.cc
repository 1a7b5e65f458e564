// SPDX-License-Identifier: Apache-2.0
#include "git/renames.h"

#include <set>

#include <git2/sys/hashsig.h>

#include "git/libgit2.h"
#include "git/line_diff.h"

namespace stanch {
namespace {

using Signature = LibgitPtr<git_hashsig, git_hashsig_free>;

constexpr int kAlike = 50;  // percent
constexpr std::size_t kMostPairs = 1'000'000;

// Null where the blob has no likeness.
Signature signature(const LendBlob& lend, const ObjectId& id) {
  Signature made;
  lend(id, [&made](std::string_view bytes) {
    if (bytes.empty() || bytes.size() > kLongestDiff) return;
    made = make_libgit<Signature>(git_hashsig_create, bytes.data(),
                                  bytes.size(), GIT_HASHSIG_ALLOW_SMALL_FILES);
  });
  return made;
}

}  // namespace

void find_renames(const LendBlob& lend, TreeComparison& comparison) {
  std::set<ObjectId> removed;
  for (const Removal& removal : comparison.removals) {
    removed.insert(removal.before);
  }
  std::vector<Change*> unexplained;
  for (Change& change : comparison.changes) {
    if (change.before) continue;
    if (removed.contains(change.after)) {
      change.before = change.after;
    } else {
      unexplained.push_back(&change);
    }
  }
  if (unexplained.empty() || removed.size() * unexplained.size() > kMostPairs) {
    return;
  }
  std::vector<std::pair<ObjectId, Signature>> sources;
  for (const ObjectId& id : removed) {
    if (auto made = signature(lend, id)) {
      sources.emplace_back(id, std::move(made));
    }
  }
  for (Change* change : unexplained) {
    if (sources.empty()) return;
    auto target = signature(lend, change->after);
    int best = kAlike - 1;
    for (const auto& [id, source] : sources) {
      int alike = target ? git_hashsig_compare(source.get(), target.get()) : 0;
      if (alike > best) {
        best = alike;
        change->before = id;
      }
    }
  }
}

}  // namespace stanch
