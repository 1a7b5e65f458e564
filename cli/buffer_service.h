// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/scan_flags.h"
#include "core/finding.h"
#include "core/result.h"
#include "rules/config.h"
#include "scanner/scanner.h"

namespace stanch {

// What `stanch serve` scans with: the configuration that applies here, made
// ready once for any number of texts. Belongs to one thread.
class BufferService {
 public:
  // kUsage for what is wrong with the options or the configuration. What does
  // not count in it is said.
  static Result<std::unique_ptr<BufferService>> open(const ScanFlags& flags);

  // None for a path that the configuration leaves out.
  std::vector<Finding> scan(std::string_view bytes, const std::string& path);

  int redact() const { return redact_; }

 private:
  BufferService(RuleDatabase database, const ScanFlags& flags,
                const Config& config, Confidence least);

  RuleDatabase database_;
  Scanner scanner_;
  std::function<bool(std::string_view)> excluded_;
  Confidence least_;
  int redact_;
};

}  // namespace stanch
