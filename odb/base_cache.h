// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <unordered_map>

#include "odb/object.h"

namespace stanch {

// Objects that deltas were applied to lately, by where they stand. What was
// not asked for longest goes first. One thread.
class BaseCache {
 public:
  struct Key {
    std::uint32_t pack = 0;
    std::uint64_t offset = 0;
    bool operator==(const Key&) const = default;
  };

  explicit BaseCache(std::size_t bytes) : room_(bytes) {}

  // Null where it is not there. Good until the next put().
  const StoredObject* find(const Key& key);
  // One that is larger than half the cache is not kept.
  void put(const Key& key, StoredObject object);

 private:
  struct Entry {
    Key key;
    StoredObject object;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return (key.offset ^ std::uint64_t{key.pack} << 48) * 0x9e3779b97f4a7c15;
    }
  };
  using Entries = std::list<Entry>;

  static std::size_t cost(const StoredObject& object);

  std::size_t room_;
  std::size_t taken_ = 0;
  Entries entries_;  // the one asked for last is in front
  std::unordered_map<Key, Entries::iterator, Hash> places_;
};

}  // namespace stanch
