// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.h"
#include "inventory/inventory.h"

namespace CLI {
class App;
}

namespace stanch {

// What `--inventory` without a value stands for.
inline constexpr const char* kDefaultInventory = "default";

// `--inventory[=WHERE]` of scans, a path or a URL; empty without it.
void add_inventory_flag(CLI::App& app, std::string& option);
// `--inventory PATH|URL` of the commands that are about it.
void add_inventory_option(CLI::App& app, std::string& option);

// The inventory that a scan is asked to keep: the option's, else
// STANCH_INVENTORY's; empty where neither is there.
Result<std::string> wanted_inventory(const std::string& option);

// Opens the one of the option, else of STANCH_INVENTORY, else the default.
Result<Inventory> open_inventory(const std::string& option, Access access);

}  // namespace stanch
