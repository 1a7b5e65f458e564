// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/finding.h"
#include "core/secret.h"

namespace stanch {

// A leaked value with what stands near it, as a response needs it.
struct LeakedCredential {
  Secret value;
  std::string rule_id;             // that found it
  std::vector<FindingPart> parts;  // the other pieces of the same credential
};

// Lent: of a finding, or of a LeakedCredential.
struct CredentialView {
  const Secret& value;
  std::span<const FindingPart> parts = {};
};

}  // namespace stanch
