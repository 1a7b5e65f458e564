// SPDX-License-Identifier: Apache-2.0
//
// Stores that keep one text for a secret: it is the value itself, or an object
// in JSON whose members are the values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/secret_text.h"
#include "response/leak_match.h"

namespace stanch {

struct TextMatch {
  std::string field;  // the member; empty: the whole text
  LeakMatcher::Found found;
};

// The first place in the text that holds a value which is looked for. Members
// of members are not looked at.
std::optional<TextMatch> match_text(std::string_view text,
                                    const LeakMatcher& matcher);

// One member, or the whole text where the field is empty; nothing where there
// is none.
std::optional<SecretText> text_field(std::string_view text,
                                     const std::string& field);

// The text with other values: {"password", "..."}; the whole of it where the
// first field is empty. Nothing where it is no object.
std::optional<SecretText> with_fields(
    std::string_view text,
    const std::vector<std::pair<std::string, std::string_view>>& fields);

}  // namespace stanch
