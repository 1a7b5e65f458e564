// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace stanch {

// What the expressions of an Allow look at.
enum class AllowTarget { kSecret, kMatch, kLine };

// One reason for which a finding is no leak: it is dropped when everything that
// is given here holds, of a list at least one. At least one of the conditions
// is given. An [[allow]] of ours is one; an allowlist of gitleaks is one too,
// or, where any of its conditions is enough, one for each of them.
struct Allow {
  std::vector<std::string> rules;  // rule ids; empty: any rule
  std::vector<std::string> paths;  // RE2, unanchored; one must match
  // Set: a path may also match a folder above the file, from this one down, for
  // what stands below is not even looked for. gitleaks does so in folders.
  std::string folder;
  std::vector<std::string> commits;  // full ids, lower case
  std::vector<std::string> values;   // RE2, unanchored, on the target
  AllowTarget target = AllowTarget::kSecret;
  std::vector<std::string> stopwords;     // lower case, within the secret
  std::vector<std::string> fingerprints;  // see core/secret.h
  std::string reason;                     // why it is no leak; needed
  std::string owner;                      // who answers for it, or empty
  std::string expires;  // the last day it counts, "2027-01-31", or empty
};

}  // namespace stanch
