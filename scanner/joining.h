// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "scanner/judge.h"

namespace stanch {

// The pieces of one credential, as [[rule.part]] names them.
struct Joined {
  struct Piece {
    std::size_t part = 0;  // index into Rule::parts
    Range secret;
  };
  std::vector<Piece> pieces;  // in the order of the rule
  bool whole = false;         // nothing is missing that is not optional
};

// What belongs together among the candidates of one text that are reported.
struct Joins {
  // By candidate; of most there is nothing to say.
  std::vector<Joined> joined;
  std::vector<bool> is_piece;  // of another that is reported
};

// Each candidate takes the nearest piece there is, within the rule's lines and
// 2048 bytes, so that what is joined depends on what stands near alone.
// `candidates` are settled; what was decoded stays alone. Under
// --compat=gitleaks nothing is joined.
Joins join_parts(const RuleDatabase& database, std::string_view text,
                 const std::vector<Candidate>& candidates);

}  // namespace stanch
