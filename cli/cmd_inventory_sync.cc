// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/respond_session.h"
#include "response/vault/sync.h"

namespace stanch {
namespace {

struct InventorySyncFlags {
  RespondFlags flags;
  std::vector<std::string> below;
};

int sync(const InventorySyncFlags& options) {
  auto session = RespondSession::open(options.flags);
  if (!session) return fail_with(session.error());
  if ((*session)->vault() == nullptr) {
    return fail_with({ErrorKind::kUsage,
                      "no Vault is known: set VAULT_ADDR and VAULT_TOKEN"});
  }
  auto done =
      sync_vault((*session)->inventory(), *(*session)->vault(), options.below);
  if (!done) return fail_with(done.error());
  for (const std::string& line : done->failed) say(line);
  int printed =
      print(fmt::format("{} paths read, {} secrets of the inventory "
                        "are stored in them\n",
                        done->paths, done->secrets));
  if (printed != kExitClean) return printed;
  return done->failed.empty() ? kExitClean : kExitIncomplete;
}

}  // namespace

Action define_inventory_sync_vault(CLI::App& app) {
  auto options = std::make_unique<InventorySyncFlags>();
  app.add_option("--below", options->below,
                 "only below this path of a key/value engine; repeatable")
      ->type_name("PATH");
  add_respond_inventory_flags(app, options->flags);
  app.footer("stanch inventory sync vault --below secret/billing");
  return [options = std::move(options)] { return sync(*options); };
}

}  // namespace stanch
