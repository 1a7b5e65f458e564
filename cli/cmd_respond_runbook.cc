// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/inventory_place.h"
#include "cli/respond_session.h"
#include "cli/settings.h"
#include "reporters/printable.h"
#include "response/runbook.h"

namespace stanch {
namespace {

struct RespondRunbookFlags {
  std::int64_t secret = 0;
  RespondFlags flags;
};

// Without a session: it must work when no server answers.
int write_runbook(const RespondRunbookFlags& options) {
  auto settings = load_settings({.option = options.flags.config});
  if (!settings) return fail_with(settings.error());
  auto respond = read_respond_settings(settings->config, settings->found.path);
  if (!respond) return fail_with(respond.error());
  auto inventory = open_inventory(options.flags.inventory, Access::kRead);
  if (!inventory) return fail_with(inventory.error());
  auto record = secret_by_id(*inventory, options.secret);
  if (!record) return fail_with(record.error());
  auto places = places_of(*inventory, options.secret);
  if (!places) return fail_with(places.error());
  std::string text = runbook(*record, *places, respond->response);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    out += printable(text.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return print(out);
}

}  // namespace

Action define_respond_runbook(CLI::App& app) {
  auto options = std::make_unique<RespondRunbookFlags>();
  app.add_option("ID", options->secret, "its number in the inventory")
      ->required()
      ->type_name("")
      ->group("Arguments");
  add_respond_inventory_flags(app, options->flags);
  app.footer("stanch respond runbook 7 > runbook.md");
  return [options = std::move(options)] { return write_runbook(*options); };
}

}  // namespace stanch
