// SPDX-License-Identifier: Apache-2.0
//
// Triggers as Hyperscan databases; for the .cc files of this folder.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "rules/rule.h"

struct hs_database;
struct hs_scratch;

namespace stanch {

struct FreeTriggers {
  void operator()(hs_database* database) const;
};
using TriggerDatabase = std::unique_ptr<hs_database, FreeTriggers>;

// One Hyperscan expression and the rules (by index) that it wakes.
struct Trigger {
  std::string expression;
  std::vector<std::uint32_t> rules;
};

// A literal as a Hyperscan expression.
std::string quoted_literal(std::string_view literal);

// What wakes rules. Each distinct expression once, literals quoted, sorted.
struct Triggers {
  std::vector<Trigger> anywhere;
  std::vector<Trigger> in_runs;  // need be sought in runs (rules/run.h) only
  std::vector<Trigger> names;    // Rule::names
};
Triggers gather_triggers(std::span<const Rule> rules);

// Ids are the positions in `expressions`. kUsage with Hyperscan's reason;
// `which` then says which expression, or is negative where it is none of them.
Result<TriggerDatabase> compile_triggers(
    std::span<const std::string> expressions, int& which);

// The most bytes that a trigger's match may have; SIZE_MAX: there is no limit.
std::size_t widest_match(std::span<const std::string> expressions);

// Expressions of the built-in rules, compiled when stanch was built.
struct PrecompiledTriggers {
  std::span<const std::string_view> expressions;  // sorted; ids are positions
  std::string_view database;  // serialized; packed where it is not `size` long
  std::size_t size;           // of it, serialized
  std::size_t widest;         // widest_match()
};

// Defined by the file that stanch_compile_triggers writes.
extern const PrecompiledTriggers kBuiltinTriggers;
extern const PrecompiledTriggers kBuiltinRunTriggers;
extern const PrecompiledTriggers kBuiltinNames;

// For a machine of any kind that Hyperscan runs on: the same bytes everywhere.
Result<std::string> serialize_triggers(
    std::span<const std::string> expressions);

// The same as a zlib stream (RFC 1950): a tenth of the size, and a millisecond
// to unpack. For a program that must be small.
std::string pack_triggers(std::string_view serialized);

// Null where there are none, and where the Hyperscan that runs is not of the
// version that wrote them.
TriggerDatabase unpack_triggers(const PrecompiledTriggers& triggers);

}  // namespace stanch
