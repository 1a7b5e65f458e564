// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// Whether a comment on `line` says that a finding of `rule_id` there is meant
// to stay. No language's comments are known: the mark counts wherever it
// stands on the line.
//
//   stanch:allow                        any rule
//   stanch:allow words of reason        any rule
//   stanch:allow RULE-ID [reason]       that rule
//   stanch:allow ID-ONE, ID-TWO [...]   those rules
//   gitleaks:allow                      any rule
//
// A word after the mark is a rule id when it is made of a-z, 0-9 and '-' alone
// and has a '-' inside; ids are joined by commas, and the first word that is no
// id begins the reason. The mark is a word of its own: `stanch:allowed` is
// none. Where a line has several marks each one counts.
bool allowed_by_comment(std::string_view line, std::string_view rule_id);

// The same for a comment on the line above, `stanch:allow-next-line`, which
// speaks of the line after it alone.
bool allowed_from_above(std::string_view line_above, std::string_view rule_id);

}  // namespace stanch
