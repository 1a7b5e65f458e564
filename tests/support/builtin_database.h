// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/provenance.h"
#include "scanner/scanner.h"

namespace stanch {

// The built-in rules, compiled once in a run of the tests.
const RuleDatabase& builtin_database();

// A file in which the rules expect no less than in any other.
inline const Provenance kSettingsFile{"file", "config/settings.py", {}};

}  // namespace stanch
