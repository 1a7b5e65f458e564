// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "git/refs.h"
#include "odb/object_store.h"

namespace stanch {

// What a name of a commit means (gitrevisions(7)): an id or at least four
// digits of it; HEAD, `@` and what stands beside it; a branch, tag or remote
// name, in git's order; then any number of `~`, `~2`, `^`, `^2`, `^{commit}`,
// `^{}`. Tags are peeled. Not known: reflogs (`@{1}`), `:/text`, `REV:path`.
//
// Borrows all three. One thread.
class Revisions {
 public:
  Revisions(const ObjectStore& store, const Refs& refs, ObjectReader& reader)
      : store_(store), refs_(refs), reader_(reader) {}

  // kUsage: there is no such revision, several ids begin so, or it is no
  // commit. kUnreadable: an object on the way is missing or damaged; also where
  // nothing of that name is in a shallow clone, as it may not have been
  // fetched. The message says how to fetch it.
  Result<ObjectId> commit(std::string_view text) const;

 private:
  Result<ObjectId> base(std::string_view name, std::string_view text) const;
  Result<ObjectId> abbreviated(std::string_view digits,
                               std::string_view text) const;
  Result<ObjectId> peel(ObjectId id, std::string_view text) const;
  Result<ObjectId> parent(const ObjectId& id, std::uint64_t number,
                          std::string_view text) const;
  std::unexpected<Error> unknown(std::string_view text) const;

  const ObjectStore& store_;
  const Refs& refs_;
  ObjectReader& reader_;
};

// How to get what a shallow clone does not have.
inline constexpr std::string_view kHowToDeepen =
    "fetch more of it: git fetch --deepen=100, or git fetch --unshallow";

}  // namespace stanch
