// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.h"
#include "core/secret.h"
#include "inventory/inventory.h"
#include "inventory/record.h"
#include "response/credential.h"

namespace stanch {

struct LeakedValueQuery {
  bool from_stdin = false;
  std::string folder = ".";  // where the repository is, for places by its name
  std::string config;        // -c
};

// The bytes of a secret of the inventory, which does not have them: read again
// where it leaked (the blob, or the file), by the rule that found it, or from
// standard input. What comes is compared by fingerprint. They are never in an
// argument, a variable or a file of ours. Of an access key of AWS it is the
// secret key that stands near. kUsage where they are not found.
// The pieces that stand near it come with it where it was read again.
Result<LeakedCredential> leaked_value(Inventory& inventory,
                                      const SecretRecord& record,
                                      const LeakedValueQuery& query);

}  // namespace stanch
