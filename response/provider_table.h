// SPDX-License-Identifier: Apache-2.0
//
// What response/compile writes: constants that need no work before main().
#pragma once

#include <span>
#include <string_view>

#include "response/provider.h"

namespace stanch {

extern const std::span<const Provider> kProviders;  // by id

// An answer from the vendor's documentation and what it has to be taken as.
// Not part of the program: only tests link it.
struct ProviderExample {
  std::string_view provider;
  std::string_view taken_as;  // "live", "limited", "dead", "unknown"
  int status;
  std::string_view header;  // "Name: value"; may be empty
  std::string_view body;
};
extern const std::span<const ProviderExample> kProviderExamples;

}  // namespace stanch
