// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stanch {

// Widths count characters of valid UTF-8, each taken as one column.
constexpr std::size_t kColumns = 80;

std::size_t width(std::string_view text);

// At most `columns` of the text from its front or its back; what is cut away
// is marked by "...".
std::string head(std::string_view text, std::size_t columns);
std::string tail(std::string_view text, std::size_t columns);

// Lines of at most `columns`, broken at spaces. A word that is longer stands
// alone and whole.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

std::string grouped(std::uint64_t number);    // 1,204,000
std::string byte_count(std::uint64_t bytes);  // 14.2 MB, powers of 1000
std::string duration(double seconds);         // 12 ms, 1.50 s
// "1 secret", "1,204 secrets"
std::string counted(std::uint64_t number, std::string_view noun);

}  // namespace stanch
