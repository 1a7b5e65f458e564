// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace stanch {

inline constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

// `size` characters of `alphabet`, the same for the same seed.
std::string random_text(unsigned seed, std::size_t size,
                        std::string_view alphabet = kBase62);

// A token of GitHub's classic form with the right checksum, made at run time so
// that none stands in the tree.
std::string github_pat(unsigned seed);

// A line of a file that leaks it.
std::string github_leak(unsigned seed);

// The same with a checksum that is wrong in its last digit.
std::string broken_github_pat(unsigned seed);

}  // namespace stanch
