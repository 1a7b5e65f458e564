// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/sources.h"

namespace stanch {

Action define_stdin(CLI::App& app) {
  auto flags = std::make_unique<ScanFlags>();
  add_scan_flags(app, *flags);
  app.footer("kubectl logs deploy/api | stanch stdin");
  return
      [flags = std::move(flags)] { return run_scan(*flags, stream_target()); };
}

}  // namespace stanch
