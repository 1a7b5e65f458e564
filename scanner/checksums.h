// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace stanch {

// Whether a secret passes the check that its format carries. Pure; any thread.
using Checksum = bool (*)(std::string_view secret);

struct NamedChecksum {
  std::string_view name;  // docs/rules.md says what each one checks
  Checksum holds;
};

std::span<const NamedChecksum> checksums();

// Null where there is none of that name.
Checksum find_checksum(std::string_view name);

}  // namespace stanch
