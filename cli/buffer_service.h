// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/scan_flags.h"
#include "cli/settings.h"
#include "core/finding.h"
#include "core/result.h"
#include "scanner/scanner.h"

namespace stanch {

// What `stanch serve` scans with: the configuration that applies here, made
// ready once for any number of texts. What ends on a day (an [[allow]], a
// token) ends while it runs, too. Belongs to one thread.
class BufferService {
 public:
  using Clock = std::function<std::int64_t()>;  // seconds since 1970

  // kUsage for what is wrong with the options or the configuration. What does
  // not count in it is said. The clock is asked for each text; none: the
  // system's.
  static Result<std::unique_ptr<BufferService>> open(const ScanFlags& flags,
                                                     Clock clock = {});

  // None for a path that the configuration leaves out.
  std::vector<Finding> scan(std::string_view bytes, const std::string& path);

  int redact() const { return redact_; }

 private:
  struct Engine {
    RuleDatabase database;
    Scanner scanner;  // borrows it

    Engine(RuleDatabase the_database, const ScanOptions& options)
        : database(std::move(the_database)), scanner(database, options) {}
  };

  BufferService(Settings settings, const ScanFlags& flags, Clock clock);
  Result<void> make_ready();
  void drop_expired(std::int64_t now);

  Settings settings_;
  Clock clock_;
  ScanOptions options_;
  std::unique_ptr<Engine> engine_;
  std::string first_end_;  // the first day on which an [[allow]] ends, or none
  std::function<bool(std::string_view)> excluded_;
  Confidence least_;
  int redact_;
};

}  // namespace stanch
