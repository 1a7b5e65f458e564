// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/copy.h"
#include "scanner/scanner.h"
#include "scanner/verdicts.h"

namespace stanch {

// A stretch of a text where a trigger occurred: all bytes on which its verdict
// depends. Outside of its spots a text holds nothing.
struct Spot {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  VerdictId verdict = kNothingFound;

  bool operator==(const Spot&) const = default;
};

// Of one text, by place, no two sharing a byte.
using Spots = std::vector<Spot>;

// A text that was scanned, as the base of its next version.
struct ScannedText {
  std::uint64_t size = 0;
  std::span<const Spot> spots;
};

// Scans one version of a text after the other, reading of each only what its
// base does not have. What it finds is what a scan of the whole text finds. One
// per thread; borrows the database and the table.
class VersionScanner {
 public:
  VersionScanner(const RuleDatabase& database, const ScanOptions& options,
                 VerdictTable& verdicts);
  ~VersionScanner();
  VersionScanner(const VersionScanner&) = delete;
  VersionScanner& operator=(const VersionScanner&) = delete;

  // The spots of `text`, which took over `copies` (by `to`) from the base. No
  // copies: the whole text is new. A text is at most 4 GiB - 1 long.
  void scan(std::string_view text, const ScannedText& base,
            std::span<const Copy> copies, Spots& out);

  // Bytes that were run through the triggers so far.
  std::uint64_t bytes_read() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stanch
