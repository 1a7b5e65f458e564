// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "git/refs.h"
#include "git/revision.h"
#include "odb/object_store.h"

namespace stanch {

// A repository that is opened for the sake of what its commits are called.
struct OpenRevisions {
  // `path` and the errors as find_layout() has them (odb/layout.h).
  static Result<std::unique_ptr<OpenRevisions>> open(std::string_view path);

  OpenRevisions(ObjectStore opened, Refs read)
      : store(std::move(opened)), refs(std::move(read)) {}
  OpenRevisions(const OpenRevisions&) = delete;
  OpenRevisions& operator=(const OpenRevisions&) = delete;

  // As Revisions::commit().
  Result<ObjectId> commit(std::string_view text) {
    return Revisions(store, refs, reader).commit(text);
  }

  ObjectStore store;
  Refs refs;
  ObjectReader reader{store};
};

}  // namespace stanch
