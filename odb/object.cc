// SPDX-License-Identifier: Apache-2.0
#include "odb/object.h"

#include <utility>

namespace stanch {

std::string_view to_string(ObjectType type) {
  switch (type) {
    case ObjectType::kCommit:
      return "commit";
    case ObjectType::kTree:
      return "tree";
    case ObjectType::kBlob:
      return "blob";
    case ObjectType::kTag:
      return "tag";
  }
  std::unreachable();
}

ObjectId name_of(HashKind kind, ObjectType type, std::string_view bytes) {
  std::string head(to_string(type));
  head += ' ' + std::to_string(bytes.size()) + '\0';
  return hash(kind, {head, bytes});
}

}  // namespace stanch
