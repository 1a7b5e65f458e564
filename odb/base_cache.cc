// SPDX-License-Identifier: Apache-2.0
#include "odb/base_cache.h"

#include <utility>

namespace stanch {

std::size_t BaseCache::cost(const StoredObject& object) {
  constexpr std::size_t kOfAnEntry = 160;
  return object.bytes.capacity() + kOfAnEntry;
}

const StoredObject* BaseCache::find(const Key& key) {
  auto found = places_.find(key);
  if (found == places_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return &found->second->object;
}

void BaseCache::put(const Key& key, StoredObject object) {
  const std::size_t size = cost(object);
  if (size > room_ / 2 || places_.contains(key)) return;
  while (taken_ + size > room_) {
    taken_ -= cost(entries_.back().object);
    places_.erase(entries_.back().key);
    entries_.pop_back();
  }
  entries_.push_front({key, std::move(object)});
  places_[key] = entries_.begin();
  taken_ += size;
}

}  // namespace stanch
