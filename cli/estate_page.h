// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "inventory/estate.h"

namespace stanch {

// The estate for programs: one object.
std::string estate_json(const Estate& estate, const Deadlines& deadlines);

// The same as a page to open in a browser (reporters/page.h), with the 2,000
// worst of what is overdue. `inventory`: what it is called.
std::string estate_page(const Estate& estate, const Deadlines& deadlines,
                        const std::string& inventory);

}  // namespace stanch
