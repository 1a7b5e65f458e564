// SPDX-License-Identifier: Apache-2.0
#include "history/secret_numbers.h"

#include <algorithm>
#include <set>

namespace stanch {

SecretNumbers::SecretNumbers(std::span<const FlaggedObject> flagged,
                             const VerdictTable& verdicts)
    : verdicts_(verdicts) {
  std::set<VerdictId> ids;
  for (const FlaggedObject& object : flagged) {
    for (const auto& place : object.places) ids.insert(place.verdict);
  }
  for (VerdictId id : ids) {
    for (FoundSecret& found : verdicts.anywhere(id)) {
      names_.push_back({found.rule, std::move(found.fingerprint)});
    }
  }
  std::ranges::sort(names_);
  auto rest = std::ranges::unique(names_);
  names_.erase(rest.begin(), rest.end());
  for (VerdictId id : ids) {
    if (verdicts.depends_on_path(id)) continue;
    auto& numbers = settled_[id];
    for (FoundSecret& found : verdicts.at(id, {})) {
      numbers.push_back(number(std::move(found)));
    }
  }
}

std::uint32_t SecretNumbers::number(FoundSecret found) const {
  Name name{found.rule, std::move(found.fingerprint)};
  auto at = std::ranges::lower_bound(names_, name);
  return static_cast<std::uint32_t>(at - names_.begin());
}

void SecretNumbers::find(const FlaggedObject& object, std::string_view path,
                         std::vector<std::uint32_t>& out) const {
  auto first = static_cast<std::ptrdiff_t>(out.size());
  for (const auto& place : object.places) {
    auto settled = settled_.find(place.verdict);
    if (settled != settled_.end()) {
      std::ranges::copy(settled->second, std::back_inserter(out));
      continue;
    }
    for (FoundSecret& found : verdicts_.at(place.verdict, path)) {
      out.push_back(number(std::move(found)));
    }
  }
  std::sort(out.begin() + first, out.end());
  out.erase(std::unique(out.begin() + first, out.end()), out.end());
}

}  // namespace stanch
