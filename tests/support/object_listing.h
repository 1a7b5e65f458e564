// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "odb/object_store.h"

namespace stanch {

// Every object of a store, read and hashed: "<id> <type> <size>" as git prints
// it, sorted, each once. What cannot be read, or has not the hash that is its
// name, is a line "<id> <what is wrong>".
std::vector<std::string> list_objects(const ObjectStore& store);

}  // namespace stanch
