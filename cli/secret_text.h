// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inventory/audit.h"
#include "inventory/fact.h"
#include "inventory/query.h"
#include "inventory/record.h"
#include "reporters/paint.h"

namespace stanch {

// All that the inventory has of one secret, from one moment.
struct ShownSecret {
  SecretRecord secret;
  std::vector<PlaceRecord> places;
  std::vector<Fact> facts;
  std::vector<AuditEntry> changes;  // the last ones, the newest first
  Deadlines deadlines;
  std::int64_t now = 0;
};

// For somebody at a terminal in the night: what it is and how urgent, the five
// questions, where it stands, what happened, and what may be done next. Nothing
// of it moves a cursor.
std::string secret_text(const ShownSecret& shown, Paint paint);

}  // namespace stanch
