// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "core/result.h"
#include "inventory/inventory.h"

namespace stanch {

struct RekeyOptions {
  // The new STANCH_KEY, where the present one came from there; else a random
  // key takes the place of the key file.
  std::string key_text;
  // Drop the earlier keys as well: secrets that no run saw since then cannot be
  // recognised any more.
  bool forget_earlier = false;
};

struct RekeyResult {
  std::size_t sealed = 0;   // values of the journal, sealed anew
  std::size_t waiting = 0;  // secrets with a fingerprint of an earlier key
};

// Takes a new key: what is sealed is sealed anew, the head of the audit chain
// is signed anew. A fingerprint can be computed anew only from its value, so
// each secret gets its new one when a run sees it again; until then the earlier
// keys are kept, sealed under the new one, to recognise it by. A crash leaves
// either key in force, never none.
Result<RekeyResult> rotate_key(Inventory& inventory,
                               const RekeyOptions& options);

}  // namespace stanch
