// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

#include "odb/object_store.h"

namespace stanch {

// The store of the repository at `path`, or an exception.
inline ObjectStore store_of(const std::string& path,
                            StoreOptions options = {}) {
  auto layout = find_layout(path);
  if (!layout) throw std::runtime_error(layout.error().message);
  auto store = ObjectStore::open(std::move(*layout), options);
  if (!store) throw std::runtime_error(store.error().message);
  return std::move(*store);
}

}  // namespace stanch
