// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// Why a match is reported or not, in the order in which the questions are
// asked; the first "no" decides. docs/rules.md says what each one means.
enum class Reason {
  kReported,
  kWidth,
  kBoundary,
  kPath,
  kContext,
  kChecksum,
  kEntropy,
  kPlaceholder,
  kAllowlist,
  kSuppressed,
  kOverlap,
};

std::string_view to_string(Reason reason);

}  // namespace stanch
