// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "scanner/judge.h"

namespace stanch {

// Fills in where the candidates' matches start. Only where rules require
// others: nobody else asks.
void set_starts(std::string_view text, std::vector<Candidate>& candidates);

// Of candidates that are reported so far, those stay whose required rules each
// have one that is reported so far within reach; then those of rules that are
// only components go. What a component requires itself does not count.
void settle_required(const RuleDatabase& database,
                     std::vector<Candidate>& candidates);

}  // namespace stanch
