// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/blob.h"
#include "core/finding.h"
#include "scanner/decoded_search.h"
#include "scanner/judge.h"
#include "scanner/rule_database.h"

namespace stanch {

struct ScanOptions {
  // For fingerprints (core/secret.h); borrowed; empty: the public default.
  std::string_view fingerprint_key;
  // Whether `stanch:allow` and `gitleaks:allow` comments count.
  bool honour_comments = true;
  // How many encodings inside each other are followed; 0: none.
  unsigned decode_depth = kDefaultDecodeDepth;
  // Seconds since 1970, for tokens that say when they end; 0: none has ended.
  std::int64_t now = 0;
};

// Told of every match that was not reported, and why: `stanch rules test`.
using RejectionObserver =
    std::function<void(const Rule&, std::string_view secret, Reason)>;

// Finds the secrets of one blob after the other. One per thread: it owns its
// Hyperscan scratch and its buffers. Borrows the database.
class Scanner {
 public:
  Scanner(const RuleDatabase& database, ScanOptions options);
  ~Scanner();
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;

  // Appends the findings of `blob` in the order of their offsets, then rule
  // ids. Findings own what they hold. A blob is at most 4 GiB - 1 long.
  void scan(const Blob& blob, std::vector<Finding>& out);

  // ScanOptions::now, for a scanner that lives long.
  void set_now(std::int64_t seconds);

  void observe_rejections(RejectionObserver observer);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stanch
