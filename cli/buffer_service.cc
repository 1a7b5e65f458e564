// SPDX-License-Identifier: Apache-2.0
#include "cli/buffer_service.h"

#include <cassert>
#include <ctime>
#include <utility>

#include <fmt/core.h>

#include "cli/console.h"
#include "cli/excluding_source.h"
#include "cli/fingerprint_key.h"
#include "cli/scan_run.h"
#include "scanner/buffer.h"
#include "scanner/configured_rules.h"

namespace stanch {

BufferService::BufferService(Settings settings, const ScanFlags& flags,
                             Clock clock)
    : settings_(std::move(settings)),
      clock_(std::move(clock)),
      options_{.fingerprint_key = fingerprint_key(),
               .honour_comments = !flags.no_allow_comments,
               .decode_depth = static_cast<unsigned>(flags.decode_depth)},
      excluded_(excluded_paths(settings_.config.exclude)),
      least_(least_confidence(flags, settings_.config)),
      redact_(flags.redact) {}

Result<std::unique_ptr<BufferService>> BufferService::open(
    const ScanFlags& flags, Clock clock) {
  if (auto checked = check_flags(flags); !checked) {
    return std::unexpected(std::move(checked.error()));
  }
  auto settings = load_settings({.option = flags.config, .scans_files = true});
  if (!settings) return std::unexpected(std::move(settings.error()));
  for (const std::string& warning : settings->config.warnings) say(warning);
  if (!clock) clock = [] { return std::int64_t{std::time(nullptr)}; };
  std::unique_ptr<BufferService> out(
      new BufferService(std::move(*settings), flags, std::move(clock)));
  auto ready = out->make_ready();
  if (!ready) return std::unexpected(std::move(ready.error()));
  return out;
}

Result<void> BufferService::make_ready() {
  const std::vector<Allow>& allows = settings_.config.allows;
  auto database = RuleDatabase::compile(settings_.rules, allows);
  if (!database) return std::unexpected(std::move(database.error()));
  engine_ = std::make_unique<Engine>(std::move(*database), options_);
  first_end_.clear();
  for (const Allow& allow : allows) {
    if (allow.expires.empty()) continue;
    if (first_end_.empty() || allow.expires < first_end_) {
      first_end_ = allow.expires;
    }
  }
  return {};
}

void BufferService::drop_expired(std::int64_t now) {
  if (first_end_.empty()) return;
  std::string today = day_of(now);
  if (today <= first_end_) return;
  for (const Allow& allow : take_expired(settings_.config, today)) {
    say(fmt::format("{}: [[allow]] \"{}\" expired on {}: it does not count",
                    settings_.found.path, allow.reason, allow.expires));
  }
  // Fewer of what was compiled before: it cannot fail.
  [[maybe_unused]] auto ready = make_ready();
  assert(ready);
}

std::vector<Finding> BufferService::scan(std::string_view bytes,
                                         const std::string& path) {
  std::int64_t now = clock_();
  drop_expired(now);
  if (excluded_ && excluded_(path)) return {};
  return scan_buffer(engine_->scanner, bytes, path, least_, now);
}

}  // namespace stanch
