// SPDX-License-Identifier: Apache-2.0
#include "cli/buffer_service.h"

#include <ctime>
#include <utility>

#include "cli/console.h"
#include "cli/excluding_source.h"
#include "cli/fingerprint_key.h"
#include "cli/scan_run.h"
#include "cli/settings.h"
#include "scanner/buffer.h"

namespace stanch {

BufferService::BufferService(RuleDatabase database, const ScanFlags& flags,
                             const Config& config, Confidence least)
    : database_(std::move(database)),
      scanner_(database_,
               {.fingerprint_key = fingerprint_key(),
                .honour_comments = !flags.no_allow_comments,
                .decode_depth = static_cast<unsigned>(flags.decode_depth),
                .now = std::time(nullptr)}),
      excluded_(excluded_paths(config.exclude)),
      least_(least),
      redact_(flags.redact) {}

Result<std::unique_ptr<BufferService>> BufferService::open(
    const ScanFlags& flags) {
  if (auto checked = check_flags(flags); !checked) {
    return std::unexpected(std::move(checked.error()));
  }
  auto settings = load_settings({.option = flags.config, .scans_files = true});
  if (!settings) return std::unexpected(std::move(settings.error()));
  for (const std::string& warning : settings->config.warnings) say(warning);
  auto database = RuleDatabase::compile(std::move(settings->rules),
                                        settings->config.allows);
  if (!database) return std::unexpected(std::move(database.error()));
  return std::unique_ptr<BufferService>(
      new BufferService(std::move(*database), flags, settings->config,
                        least_confidence(flags, settings->config)));
}

std::vector<Finding> BufferService::scan(std::string_view bytes,
                                         const std::string& path) {
  if (excluded_ && excluded_(path)) return {};
  return scan_buffer(scanner_, bytes, path, least_);
}

}  // namespace stanch
