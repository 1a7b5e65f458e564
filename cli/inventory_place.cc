// SPDX-License-Identifier: Apache-2.0
#include "cli/inventory_place.h"

#include <array>
#include <cstdlib>

#include <fmt/core.h>
#include <pwd.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "cli/fingerprint_key.h"

namespace stanch {
namespace {

// "ada@host", for the audit chain.
std::string who() {
  const passwd* user = ::getpwuid(::geteuid());
  std::array<char, 256> host = {};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  return fmt::format("{}@{}",
                     user == nullptr ? std::to_string(::geteuid())
                                     : std::string(user->pw_name),
                     host.data());
}

}  // namespace

void add_inventory_flag(CLI::App& app, std::string& option) {
  app.add_flag("--inventory{default}", option)
      ->description("keep there what is found (default: your own one)")
      ->type_name("[=WHERE]")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

void add_inventory_option(CLI::App& app, std::string& option) {
  app.add_option("--inventory", option,
                 "which one (default: STANCH_INVENTORY, or your own)")
      ->type_name("PATH|URL");
}

Result<std::string> wanted_inventory(const std::string& option) {
  if (option == kDefaultInventory) return default_inventory();
  if (!option.empty()) return option;
  const char* place = std::getenv("STANCH_INVENTORY");
  return place == nullptr ? std::string() : std::string(place);
}

Result<Inventory> open_inventory(const std::string& option, Access access) {
  auto place = wanted_inventory(option);
  if (place && place->empty()) place = default_inventory();
  if (!place) return std::unexpected(std::move(place.error()));
  return Inventory::open({.place = std::move(*place),
                          .key_text = std::string(fingerprint_key()),
                          .who = who(),
                          .access = access});
}

}  // namespace stanch
