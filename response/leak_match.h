// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/digest.h"
#include "core/secret.h"

namespace stanch {

// Compares what stands in a store with leaked values, by HMAC-SHA-256 under a
// key of this run alone: neither time nor memory dumps of the table tell a
// value. Safe to use from several threads.
class LeakMatcher {
 public:
  // Borrows nothing.
  explicit LeakMatcher(std::span<const Secret* const> leaked);

  struct Found {
    std::size_t leak = 0;   // its place in `leaked`
    std::string transform;  // "as it is", "trimmed", "decoded from base64"
  };
  // What a stored text is of them: itself, without white space round it, or
  // decoded from base64.
  std::optional<Found> match(std::string_view stored) const;

 private:
  std::string key_;
  std::map<Sha256, std::size_t> leaks_;
};

}  // namespace stanch
