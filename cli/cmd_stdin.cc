// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/gitleaks_flags.h"
#include "cli/sources.h"

namespace stanch {

Action define_stdin(CLI::App& app) {
  struct StdinFlags {
    ScanFlags flags;
    GitleaksFlags words;
  };
  auto options = std::make_unique<StdinFlags>();
  add_scan_flags(app, options->flags);
  add_gitleaks_flags(app, options->words, "");
  app.footer("kubectl logs deploy/api | stanch stdin");
  return [options = std::move(options)] {
    auto settled = settle_gitleaks_flags(options->words, options->flags);
    if (!settled) return fail_with(settled.error());
    return run_scan(options->flags, stream_target());
  };
}

}  // namespace stanch
