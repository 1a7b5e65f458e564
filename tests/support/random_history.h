// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "tests/support/repo_builder.h"

namespace stanch {

// How the objects of a random history are stored.
enum class Storage {
  kAsImported,  // one pack, as git fast-import leaves it
  kLoose,
  kRepacked,    // --depth=50
  kDeep,        // --depth=4095
  kManyPacks,   // several packs under a multi-pack index
  kAlternates,  // half of it in another repository's store
  kSha256,
  kCruft,  // some of it unreachable, in a cruft pack
};
inline constexpr int kStorages = 8;

std::string_view to_string(Storage storage);

// A repository with some twenty commits on several branches: random edits of
// text that is full of secrets and half secrets, renames, removals, merges,
// merges that add what no parent has, copies between files, tags, notes, odd
// dates. The same seed gives the same commits, however they are stored.
class RandomHistory {
 public:
  RandomHistory(unsigned seed, Storage storage);

  const std::string& path() const { return repo_.path(); }
  const RepoBuilder& repo() const { return repo_; }

 private:
  void import(const std::string& stream);
  void store(Storage storage);

  RepoBuilder repo_;
  std::deque<RepoBuilder> lenders_;  // they stay where they are
};

}  // namespace stanch
