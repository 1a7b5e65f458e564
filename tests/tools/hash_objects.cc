// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "tests/support/object_listing.h"

int main(int argc, char** argv) {
  using namespace stanch;
  auto layout = find_layout(argc > 1 ? argv[1] : "");
  auto store = layout ? ObjectStore::open(std::move(*layout))
                      : std::unexpected(layout.error());
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 3;
  }
  for (const StoreProblem& problem : store->problems()) {
    std::fprintf(stderr, "%s: %s\n", problem.path.c_str(),
                 problem.reason.c_str());
  }
  for (const std::string& line : list_objects(*store)) std::puts(line.c_str());
  return store->problems().empty() ? 0 : 3;
}
