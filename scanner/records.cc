// SPDX-License-Identifier: Apache-2.0
#include "scanner/records.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace stanch {

std::vector<Finding> to_records(std::vector<Finding> findings) {
  auto key = [](const Finding& finding) {
    const Occurrence& place = finding.place;
    return std::tie(place.provenance.path, place.offset, finding.rule_id,
                    place.provenance.origin, place.provenance.attributes);
  };
  // Secrets of one compressed text stand at one place.
  std::ranges::sort(findings, [&](const Finding& a, const Finding& b) {
    return key(a) < key(b) || (key(a) == key(b) &&
                               a.secret.fingerprint() < b.secret.fingerprint());
  });
  std::vector<Finding> records;
  std::unordered_map<std::string, std::size_t> known;
  for (Finding& finding : findings) {
    auto [it, is_new] = known.try_emplace(
        finding.rule_id + ' ' + finding.secret.fingerprint(), records.size());
    if (is_new) {
      records.push_back(std::move(finding));
    } else {
      add_place(records[it->second], std::move(finding));
    }
  }
  return records;
}

}  // namespace stanch
