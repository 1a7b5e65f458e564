// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "odb/inflate.h"
#include "odb/object.h"
#include "odb/object_id.h"

namespace stanch {

// Objects in files of their own, objects/xx/yyyy... (gitrepository-layout(5)):
// "type size", NUL and the bytes, deflated together.

// Where an object stands, or would.
std::string loose_path(const std::string& objects, const ObjectId& id);

// The names of all loose objects of an object folder, in no order. What has no
// such name is passed by. Folders that cannot be read are problems; one that
// is gone is none.
std::vector<ObjectId> list_loose(const std::string& objects, HashKind kind,
                                 std::vector<StoreProblem>& problems);

// Nothing: there is no such file. kUnreadable: it is there and damaged, longer
// than `longest`, or cannot be read; the message does not name the object.
Result<std::optional<StoredObject>> read_loose(const std::string& path,
                                               std::uint64_t longest,
                                               Inflater& inflater);
Result<std::optional<ObjectInfo>> loose_info(const std::string& path);

// The same of a file's bytes.
Result<StoredObject> parse_loose(std::string_view deflated,
                                 std::uint64_t longest, Inflater& inflater);

}  // namespace stanch
