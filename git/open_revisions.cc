// SPDX-License-Identifier: Apache-2.0
#include "git/open_revisions.h"

#include <utility>

#include "odb/layout.h"

namespace stanch {

Result<std::unique_ptr<OpenRevisions>> OpenRevisions::open(
    std::string_view path) {
  auto layout = find_layout(path);
  if (!layout) return std::unexpected(std::move(layout.error()));
  auto refs = Refs::read(*layout);
  if (!refs) return std::unexpected(std::move(refs.error()));
  auto store = ObjectStore::open(std::move(*layout));
  if (!store) return std::unexpected(std::move(store.error()));
  return std::make_unique<OpenRevisions>(std::move(*store), std::move(*refs));
}

}  // namespace stanch
