// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace stanch {

// One way in that a 401 offers (RFC 9110, 11.6.1).
struct AuthChallenge {
  std::string scheme;  // lower case: "bearer", "basic"
  std::map<std::string, std::string> parameters;  // names in lower case

  std::string parameter(const std::string& name) const;
};

// All challenges of the values of WWW-Authenticate; what makes no sense is
// left out.
std::vector<AuthChallenge> parse_challenges(
    const std::vector<std::string_view>& headers);

}  // namespace stanch
