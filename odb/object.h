// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "odb/object_id.h"

namespace stanch {

// As numbered in a pack (gitformat-pack(5)).
enum class ObjectType : std::uint8_t {
  kCommit = 1,
  kTree = 2,
  kBlob = 3,
  kTag = 4,
};

// "commit", "tree", "blob", "tag".
std::string_view to_string(ObjectType type);

// One object, whole and owned.
struct StoredObject {
  ObjectType type = ObjectType::kBlob;
  std::string bytes;
};

// What git would name it.
ObjectId name_of(HashKind kind, ObjectType type, std::string_view bytes);

struct ObjectInfo {
  ObjectType type = ObjectType::kBlob;
  std::uint64_t size = 0;
};

// What could not be read: a path or an object id, and why.
struct StoreProblem {
  std::string path;
  std::string reason;

  bool operator==(const StoreProblem&) const = default;
};

}  // namespace stanch
