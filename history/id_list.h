// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "odb/object_id.h"

namespace stanch {

// Object ids of one kind, one after the other.
class IdList {
 public:
  explicit IdList(HashKind kind = HashKind::kSha1) : kind_(kind) {}

  std::size_t size() const { return bytes_.size() / id_size(kind_); }
  ObjectId operator[](std::size_t i) const {
    return ObjectId(&bytes_[i * id_size(kind_)], kind_);
  }
  bool is(std::size_t i, const std::uint8_t* id) const {
    return std::memcmp(&bytes_[i * id_size(kind_)], id, id_size(kind_)) == 0;
  }
  void resize(std::size_t size) { bytes_.resize(size * id_size(kind_)); }
  // Different ones may be set by different threads.
  void set(std::size_t i, const ObjectId& id) {
    std::memcpy(&bytes_[i * id_size(kind_)], id.data(), id_size(kind_));
  }
  void add(const ObjectId& id) {
    bytes_.insert(bytes_.end(), id.begin(), id.end());
  }
  void add(const IdList& list) {
    bytes_.insert(bytes_.end(), list.bytes_.begin(), list.bytes_.end());
  }

 private:
  HashKind kind_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace stanch
