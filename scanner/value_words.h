// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// What of a value is words, from 0 to 1: bytes in stretches of four letters and
// more (a capital may begin one) that can be spoken, because vowels and
// consonants take turns. Of random letters little can.
double share_of_words(std::string_view value);

// Whether it holds a word of tests and first installations: test, demo, admin,
// passw, secret, ...; in any case.
bool holds_weak_word(std::string_view value);

// Whether four characters in a row follow each other in the alphabet, in
// counting or on the keyboard, or are the same.
bool holds_run(std::string_view value);

}  // namespace stanch
