// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/range.h"
#include "scanner/rule_database.h"

struct hs_scratch;

namespace stanch {

// A place where a trigger of a rule ends: the trigger's last byte is end - 1.
struct Hit {
  std::uint32_t rule = 0;
  std::uint64_t end = 0;

  auto operator<=>(const Hit&) const = default;
};

// Runs the triggers over stretches of text. One a thread: it owns Hyperscan's
// scratch. Borrows the database.
class HitFinder {
 public:
  explicit HitFinder(const RuleDatabase& database);
  ~HitFinder();
  HitFinder(const HitFinder&) = delete;
  HitFinder& operator=(const HitFinder&) = delete;

  // Appends the hits in text[stretch), in no order, a rule and end perhaps
  // twice. Bytes outside the stretch are not seen: a trigger that looks round
  // itself takes the stretch's edges for the text's.
  void find(std::string_view text, Range stretch, std::vector<Hit>& out);

 private:
  const RuleDatabase& database_;
  hs_scratch* scratch_ = nullptr;
};

}  // namespace stanch
