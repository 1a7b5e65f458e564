// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tests/support/temp_dir.h"

namespace stanch {

// What a program of the machine said, and how it ended.
struct ValidatorAnswer {
  int status = 0;
  std::string text;
};

// Runs a command in a shell; what it says passes through a file of the folder.
ValidatorAnswer ask(const TempDir& folder, const std::string& command);

// Shows files to python3-jsonschema, a validator that is not ours: `schema` is
// a path in the tree, `files` " 'a' 'b'". Status 0: all are valid.
ValidatorAnswer validate_json(const TempDir& folder, const std::string& schema,
                              const std::string& files);

}  // namespace stanch
