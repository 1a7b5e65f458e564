// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inventory/state.h"
#include "response/targets.h"

namespace stanch {

// What was found out of a leaked value, without changing anything.
struct Confirmation {
  Liveness liveness = Liveness::kUnknown;
  // Whose it is, with its store; empty: of no target.
  std::optional<Subject> subject;
  Probe probe;                      // of the credential itself
  std::vector<std::string> found;   // one line each: whose, and where stored
  std::vector<std::string> opens;   // what it opens, as far as can be told
  std::vector<std::string> failed;  // what could not be asked, and why
  bool may_work_later = false;      // some of that was not there just now
};

// Asks the issuers of all targets, and looks where they say it is stored. The
// value goes to its own issuer only; what is stored is compared here.
Confirmation confirm(const ResponseReach& reach, const Secret& leaked,
                     std::int64_t now);

// Looks for the value below these paths of key/value engines ("secret/"),
// in all of them where there are none. One line for each place it stands in;
// what could not be read is told to `failed`.
std::vector<std::string> find_in_stores(Vault& vault,
                                        std::vector<std::string> below,
                                        const Secret& leaked,
                                        std::vector<std::string>& failed);

}  // namespace stanch
