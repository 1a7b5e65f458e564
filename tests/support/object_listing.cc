// SPDX-License-Identifier: Apache-2.0
#include "tests/support/object_listing.h"

#include <algorithm>

#include <fmt/format.h>

#include "odb/delta_forest.h"

namespace stanch {
namespace {

class Lister {
 public:
  explicit Lister(const ObjectStore& store) : store_(store), reader_(store) {}

  std::vector<std::string> list() {
    for (std::uint32_t pack = 0; pack < store_.packs().size(); ++pack) {
      list_pack(pack);
    }
    for (const LooseObject& loose : store_.loose()) {
      add(loose.id, reader_.read(loose.id));
    }
    std::ranges::sort(lines_);
    auto doubles = std::ranges::unique(lines_);
    lines_.erase(doubles.begin(), doubles.end());
    return std::move(lines_);
  }

 private:
  // Along the trees of deltas, so that a base is in the cache when it is
  // wanted.
  void list_pack(std::uint32_t number) {
    const Pack& pack = store_.packs()[number];
    DeltaForest forest(store_, number);
    for (const StoreProblem& problem : forest.problems()) {
      lines_.push_back(problem.path + " " + problem.reason);
    }
    std::vector<std::uint32_t> stack;
    for (std::uint32_t root : forest.roots()) {
      stack.push_back(root);
      while (!stack.empty()) {
        const std::uint32_t entry = stack.back();
        stack.pop_back();
        auto object = reader_.read(ObjectStore::Place{number, entry});
        if (object && object->type != forest.type(entry)) {
          lines_.push_back(hex(pack.id(entry)) + " has another type");
        }
        add(pack.id(entry), object);
        for (std::uint32_t child : forest.children(entry)) {
          stack.push_back(child);
        }
      }
    }
  }

  void add(const ObjectId& id, const Result<StoredObject>& object) {
    if (!object) {
      lines_.push_back(hex(id) + " " + object.error().message);
    } else if (name_of(id.kind(), object->type, object->bytes) != id) {
      lines_.push_back(hex(id) + " has another hash");
    } else {
      lines_.push_back(fmt::format("{} {} {}", hex(id), to_string(object->type),
                                   object->bytes.size()));
    }
  }

  const ObjectStore& store_;
  ObjectReader reader_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> list_objects(const ObjectStore& store) {
  return Lister(store).list();
}

}  // namespace stanch
