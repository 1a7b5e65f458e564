// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// STANCH_KEY, empty without it. The first call takes it out of the environment,
// so that neither a child nor /proc shows it, and keeps it until the program
// ends, when it is wiped.
std::string_view fingerprint_key();

}  // namespace stanch
