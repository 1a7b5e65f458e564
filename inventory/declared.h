// SPDX-License-Identifier: Apache-2.0
//
// The blast-radius table that a team keeps beside its code:
// `stanch-inventory.toml` in the root of a repository, one [[secret]] a row.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "inventory/fact.h"
#include "inventory/inventory.h"

namespace stanch {

inline constexpr const char* kDeclaredFile = "stanch-inventory.toml";

// One row: what is true of every secret that all of its conditions match. A
// condition matches where any of its texts does; paths and names are globs
// (fnmatch(3); `*` matches a slash, too).
struct DeclaredRow {
  std::vector<std::string> paths;
  std::vector<std::string> rules;
  std::vector<std::string> names;  // "STRIPE_*"
  std::vector<std::string>
      fingerprints;         // the inventory's, or 12 digits of one
  std::vector<Fact> facts;  // field, value, reason
  std::string place;        // "stanch-inventory.toml:12:1"
};

// Notes what the rows say of these secrets, for their places in that
// repository, and takes back what they said before and do not say any more. The
// places of the rows that matched none of them.
Result<std::vector<std::string>> apply_declared(
    Inventory& inventory, const std::string& repository,
    const std::vector<DeclaredRow>& rows,
    const std::vector<std::int64_t>& secrets);

}  // namespace stanch
