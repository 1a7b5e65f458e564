// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// Whether a comment on `line` says that a finding of `rule_id` there is meant
// to stay. Understood: `stanch:allow` (any rule), `stanch:allow RULE-ID [words
// of reason]` (that rule; a first word that is no rule id is part of the
// reason), and `gitleaks:allow` (any rule).
bool allowed_by_comment(std::string_view line, std::string_view rule_id);

}  // namespace stanch
