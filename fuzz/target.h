// SPDX-License-Identifier: Apache-2.0
//
// What every target is: a promise about any bytes.
#pragma once

#include <cstdlib>
#include <string_view>

namespace stanch {

// Defined by each target; called by libfuzzer_entry.cc or by replay_main.cc.
void check_any(std::string_view bytes);

// A broken promise ends the program, which the fuzzer sees.
inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace stanch
