// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace stanch {

// The one of `words` that someone who wrote `word` most likely meant, or empty
// when none is near: at most one mistake in every three letters. A mistake is a
// letter too many, too few or wrong, or two neighbours swapped; case does not
// count. Of equally near words the first wins.
std::string nearest(std::string_view word,
                    std::span<const std::string_view> words);

}  // namespace stanch
