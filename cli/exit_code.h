// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace stanch {

// How stanch ends (docs/manual.md, "Exit codes"). A signal that ended the run
// adds 128 to its number, as shells do.
inline constexpr int kExitClean = 0;
inline constexpr int kExitFindings = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitIncomplete = 3;
// Of `stanch respond`.
inline constexpr int kExitPerson = 4;       // somebody has to decide
inline constexpr int kExitNotProven = 5;    // accepted, or still live
inline constexpr int kExitUnavailable = 6;  // an issuer, a store is down

}  // namespace stanch
