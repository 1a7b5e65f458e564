// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/secret.h"
#include "inventory/inventory.h"
#include "inventory/record.h"
#include "inventory/run_scope.h"

namespace stanch {

// A secret that a run saw, without the secret: its fingerprints, under the
// inventory's keys in their order, and what its rule says.
struct SeenSecret {
  std::vector<Fingerprint> fingerprints;
  std::string kind;
  std::string title;
  std::string provider;
  std::string severity;
  std::string grants;
  std::string next;
  // `secret`, `id` and the times of the inventory's own do not count.
  std::vector<PlaceRecord> places;
};

struct RunNote {
  std::string target;   // as the user named it
  std::string version;  // of stanch; empty: another program found it
  RunScope scope;
};

// What became of it.
struct MergeResult {
  std::int64_t run = 0;  // 0: there was nothing to write down
  std::size_t added = 0;
  std::size_t known = 0;
  std::size_t reopened = 0;
  std::size_t gone = 0;            // places
  std::vector<std::int64_t> seen;  // numbers of the secrets, in their order
};

// Writes one run down, in one transaction: new secrets and places are added;
// of known ones only `last_seen` changes, and what moved; where the scope is
// whole, places that were not seen are marked gone. A secret that is closed or
// ignored opens again where it stands in a new place, or is back in an old one;
// one whose ignoring ended opens again when it is seen.
Result<MergeResult> merge_run(Inventory& inventory, const RunNote& run,
                              const std::vector<SeenSecret>& secrets);

}  // namespace stanch
