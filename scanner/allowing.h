// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/provenance.h"
#include "scanner/judge.h"

namespace stanch {

struct CompiledAllow;

// Whether the allowlist speaks of this match, its place aside.
bool covers(const RuleDatabase& database, const CompiledAllow& allow,
            const Candidate& candidate, std::string_view text,
            const JudgeOptions& options);

// Whether it asks for a place: a path, a commit.
bool asks_for_place(const CompiledAllow& allow);

// Whether it speaks of this place.
bool covers_place(const CompiledAllow& allow, const Provenance& place);

}  // namespace stanch
