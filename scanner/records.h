// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/finding.h"

namespace stanch {

// Joins the findings of one secret by one rule into one record that lists all
// places, and puts records and places in an order that depends on nothing but
// what was found: by path, offset, rule, origin and attributes.
std::vector<Finding> to_records(std::vector<Finding> findings);

}  // namespace stanch
