// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "history/object_scan.h"

namespace stanch {

// The secrets of a scan as numbers, by rule and fingerprint.
class SecretNumbers {
 public:
  SecretNumbers(std::span<const FlaggedObject> flagged,
                const VerdictTable& verdicts);

  struct Name {
    std::size_t rule = 0;
    Fingerprint fingerprint;

    auto operator<=>(const Name&) const = default;
  };
  std::span<const Name> names() const { return names_; }

  // Appends the secrets of an object at a path, each once.
  void find(const FlaggedObject& object, std::string_view path,
            std::vector<std::uint32_t>& out) const;

 private:
  std::uint32_t number(FoundSecret found) const;

  const VerdictTable& verdicts_;
  std::vector<Name> names_;  // sorted
  // Of verdicts that are the same at every path.
  std::unordered_map<VerdictId, std::vector<std::uint32_t>> settled_;
};

}  // namespace stanch
