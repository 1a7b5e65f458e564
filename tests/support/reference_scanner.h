// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "core/provenance.h"
#include "core/range.h"
#include "scanner/rule_database.h"

namespace stanch {

// What a scanner found, without the words.
struct Sighting {
  std::string rule_id;
  Range secret;  // its place, and as many bytes as it has when it was decoded

  auto operator<=>(const Sighting& other) const {
    return std::tie(secret.begin, secret.end, rule_id) <=>
           std::tie(other.secret.begin, other.secret.end, other.rule_id);
  }
  bool operator==(const Sighting&) const = default;
};

// The slow and obvious scanner: every rule's expression over the whole text, no
// triggers, no windows; and over all that it encodes. Scanner must find exactly
// the same.
std::vector<Sighting> reference_scan(const RuleDatabase& database,
                                     std::string_view text,
                                     const Provenance& provenance);

// The same of the real one, for comparing.
class Scanner;
std::vector<Sighting> real_scan(Scanner& scanner, std::string_view text,
                                const Provenance& provenance);

}  // namespace stanch
