// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "core/digest.h"
#include "rules/allow.h"
#include "rules/rule.h"

namespace stanch {

// A hash of everything that rules and allowlists say: equal for equal ones, in
// the same order, and no others.
Sha256 fingerprint_of(std::span<const Rule> rules,
                      std::span<const Allow> allows);

}  // namespace stanch
