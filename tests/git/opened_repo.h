// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

#include "git/refs.h"
#include "git/revision.h"
#include "odb/layout.h"
#include "odb/object_store.h"

namespace stanch {

// What errors mean in a test that expects none.
template <typename T>
T expected(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

// A repository as the commands that read it by themselves open it.
struct OpenedRepo {
  explicit OpenedRepo(const std::string& path)
      : store(expected(ObjectStore::open(expected(find_layout(path))))),
        refs(expected(Refs::read(store.layout()))) {}

  // The id of a commit; throws where there is none.
  ObjectId commit(std::string_view name) {
    return expected(Revisions(store, refs, reader).commit(name));
  }

  ObjectStore store;
  Refs refs;
  ObjectReader reader{store};
};

}  // namespace stanch
