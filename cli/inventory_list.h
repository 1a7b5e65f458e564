// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inventory/query.h"

namespace stanch {

// What `inventory list` prints, each secret a line; nothing of it moves a
// cursor or is taken for a formula by a spreadsheet.
std::string list_as_text(const std::vector<ListedSecret>& secrets,
                         const Deadlines& deadlines, std::int64_t now);
std::string list_as_json(const std::vector<ListedSecret>& secrets,
                         const Deadlines& deadlines, std::int64_t now);
std::string list_as_csv(const std::vector<ListedSecret>& secrets,
                        const Deadlines& deadlines, std::int64_t now);

// "github.com/acme/billing:src/a.py:12"
std::string place_text(const PlaceRecord& place);

}  // namespace stanch
