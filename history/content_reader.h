// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_set>
#include <utility>
#include <vector>

#include "history/path_table.h"
#include "history/tree_contents.h"

namespace stanch {

// Walks contents by path. What differs between two contents is found without
// visiting what they share. One thread; borrows both arguments.
//
// A tree of ten folders, each of which holds the next ten times over, has ten
// billion paths: after `most` entries a call leaves out the rest, and after 256
// times as many all calls do.
class ContentReader {
 public:
  ContentReader(SharedMaps& maps, PathTable& paths, std::uint64_t most)
      : maps_(maps), paths_(paths), most_(most) {}

  // Calls take(path, blob) for all that a content holds.
  template <typename Take>
  void each(Content content, Take&& take) {
    walk(content, nullptr, take);
  }

  // Folders that were walked, by path and content.
  using Seen = std::unordered_set<std::uint64_t>;
  // The same, without folders that were walked with this `seen` before.
  template <typename Take>
  void each_new(Content content, Seen& seen, Take&& take) {
    walk(content, &seen, take);
  }

  // Calls take(path, blobs in a, blobs in b) for paths where these differ. In
  // sound trees each has one blob or none.
  template <typename Take>
  void difference(Content a, Content b, Take&& take);

  // The blobs at a path; lent until the next call.
  std::span<const std::uint32_t> blobs_at(Content content, PathNumber path);

  // Whether something was left out since this was last asked: it lies too deep,
  // or there is too much.
  bool left_out() { return std::exchange(left_out_, false); }

 private:
  // What stands at one name of a content.
  struct Named {
    std::vector<std::uint32_t> blobs;
    Content folder = kNoContent;  // of all folders of that name
  };

  template <typename Take>
  void walk(Content content, Seen* seen, Take&& take);

  // Whether another entry may be visited.
  bool may_go_on(std::uint64_t begin) {
    ++steps_;
    if (steps_ - begin <= most_ && steps_ / 256 <= most_) return true;
    left_out_ = true;
    return false;
  }
  // The path of a name in a folder; kNoPath where it is left out.
  PathNumber below(PathNumber folder, std::uint32_t name) {
    const PathNumber path = paths_.add(folder, name);
    if (path == kNoPath) left_out_ = true;
    return path;
  }
  void find(Content content, std::uint32_t name, Named& out);

  struct Folder {
    Content content = kNoContent;
    PathNumber path = kRootPath;
  };
  struct Pair {
    Content a = kNoContent;
    Content b = kNoContent;
    PathNumber path = kRootPath;
  };

  SharedMaps& maps_;
  PathTable& paths_;
  std::uint64_t most_;
  std::uint64_t steps_ = 0;
  bool left_out_ = false;
  std::vector<std::uint64_t> entries_;  // for their memory, as these
  std::vector<std::uint32_t> names_;
  Named in_a_;
  Named in_b_;
};

template <typename Take>
void ContentReader::walk(Content content, Seen* seen, Take&& take) {
  if (content == kNoContent) return;
  const std::uint64_t begin = steps_;
  std::vector<Folder> waiting = {{content, kRootPath}};
  while (!waiting.empty()) {
    const Folder folder = waiting.back();
    waiting.pop_back();
    const std::uint64_t key = std::uint64_t{folder.path} << 32 | folder.content;
    if (seen != nullptr && !seen->insert(key).second) continue;
    entries_.clear();
    maps_.each(folder.content, [&](std::uint64_t entry, std::uint32_t) {
      entries_.push_back(entry);
    });
    for (std::uint64_t entry_key : entries_) {
      if (!may_go_on(begin)) return;
      const ContentEntry entry(entry_key);
      const PathNumber path = below(folder.path, entry.name);
      if (path == kNoPath) continue;
      if (entry.is_tree) {
        waiting.push_back({entry.target, path});
      } else {
        take(path, entry.target);
      }
    }
  }
}

template <typename Take>
void ContentReader::difference(Content a, Content b, Take&& take) {
  const std::uint64_t begin = steps_;
  std::vector<Pair> waiting = {{a, b, kRootPath}};
  while (!waiting.empty()) {
    const Pair pair = waiting.back();
    waiting.pop_back();
    names_.clear();
    maps_.difference(pair.a, pair.b,
                     [&](std::uint64_t key, std::uint32_t, std::uint32_t) {
                       const std::uint32_t name = ContentEntry(key).name;
                       if (names_.empty() || names_.back() != name) {
                         names_.push_back(name);
                       }
                     });
    for (std::uint32_t name : names_) {
      if (!may_go_on(begin)) return;
      const PathNumber path = below(pair.path, name);
      if (path == kNoPath) continue;
      find(pair.a, name, in_a_);
      find(pair.b, name, in_b_);
      if (in_a_.folder != in_b_.folder) {
        waiting.push_back({in_a_.folder, in_b_.folder, path});
      }
      if (in_a_.blobs != in_b_.blobs) take(path, in_a_.blobs, in_b_.blobs);
    }
  }
}

}  // namespace stanch
