// SPDX-License-Identifier: Apache-2.0
#include "response/provider.h"

#include <algorithm>

#include "response/provider_table.h"

namespace stanch {

std::span<const Provider> providers() { return kProviders; }

const Provider* provider_by_id(std::string_view id) {
  auto found = std::ranges::find(kProviders, id, &Provider::id);
  return found == kProviders.end() ? nullptr : &*found;
}

const Provider* provider_of_rule(std::string_view rule_id) {
  auto found = std::ranges::find_if(kProviders, [&](const Provider& provider) {
    return std::ranges::find(provider.rules, rule_id) != provider.rules.end();
  });
  return found == kProviders.end() ? nullptr : &*found;
}

}  // namespace stanch
