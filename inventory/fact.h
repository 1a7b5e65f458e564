// SPDX-License-Identifier: Apache-2.0
//
// What is known of a secret besides where it stands: its blast radius. Each
// source gives its own answer; the one of the best source counts.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "inventory/inventory.h"

namespace stanch {

// What can be asked. The words of `inventory tag` and of the declared table.
struct FactField {
  std::string_view name;
  std::string_view help;  // one line
};
std::span<const FactField> fact_fields();
bool is_fact_field(std::string_view name);

// Where an answer comes from, the best first.
enum class FactSource { kHand, kDeclared, kStore, kFinding, kRule };
std::string_view to_string(FactSource source);

struct Fact {
  std::string field;
  FactSource source = FactSource::kHand;
  std::string value;
  std::string reason;  // or where it was declared: "stanch-inventory.toml:12"
  std::string who;
  std::int64_t at = 0;
};

// All that was noted, by field, the best source first.
Result<std::vector<Fact>> facts_of(Inventory& inventory, std::int64_t secret);
// The same of many, in few questions, by their numbers.
using FactsBySecret = std::map<std::int64_t, std::vector<Fact>>;
Result<FactsBySecret> facts_of(Inventory& inventory, const SqlValues& secrets);

// The best one of a field; null where there is none.
const Fact* best_fact(const std::vector<Fact>& facts, std::string_view field);

// Notes answers of one source, and computes the owner and the impact anew. An
// empty value takes the answer back. What is the same already is no change.
// `who` and `at` are the inventory's. kUsage for a field that does not exist or
// a value that it cannot have.
Result<void> set_facts(Inventory& inventory, std::int64_t secret,
                       const std::vector<Fact>& facts);

// Takes back what a source noted and does not say any more: all of its facts
// whose fields are not in `kept`.
Result<void> keep_facts(Inventory& inventory, std::int64_t secret,
                        FactSource source,
                        const std::vector<std::string>& kept);

}  // namespace stanch
