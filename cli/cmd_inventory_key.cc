// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <cstring>
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/inventory_place.h"
#include "core/secret.h"
#include "inventory/rekey.h"

namespace stanch {
namespace {

struct InventoryKeyFlags {
  std::string inventory;
  bool forget = false;
};

int rotate(const InventoryKeyFlags& options) {
  RekeyOptions rekey{.forget_earlier = options.forget};
  if (char* text = std::getenv("STANCH_NEW_KEY"); text != nullptr) {
    rekey.key_text = text;
    wipe(text, std::strlen(text));
    ::unsetenv("STANCH_NEW_KEY");
  }
  auto inventory = open_inventory(options.inventory, Access::kWrite);
  if (!inventory) return fail_with(inventory.error());
  auto done = rotate_key(*inventory, rekey);
  wipe(rekey.key_text.data(), rekey.key_text.size());
  if (!done) return fail_with(done.error());
  return print(fmt::format(
      "a new key: {} sealed values are sealed anew; {} secrets {}\n",
      done->sealed, done->waiting,
      options.forget ? "cannot be recognised any more when they are seen again"
                     : "get their new fingerprint when a scan sees them"));
}

}  // namespace

Action define_inventory_key_rotate(CLI::App& app) {
  auto options = std::make_unique<InventoryKeyFlags>();
  app.add_flag("--forget", options->forget,
               "drop the earlier keys: what no scan saw since is forgotten");
  add_inventory_option(app, options->inventory);
  app.footer("stanch inventory key rotate");
  return [options = std::move(options)] { return rotate(*options); };
}

}  // namespace stanch
