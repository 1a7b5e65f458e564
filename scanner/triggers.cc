// SPDX-License-Identifier: Apache-2.0
#include "scanner/triggers.h"

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <map>

#include <fmt/format.h>
#include <hs.h>

namespace stanch {
namespace {

Result<TriggerDatabase> compile(std::span<const std::string> expressions,
                                const hs_platform_info* platform, int& which) {
  std::vector<const char*> sources;
  std::vector<unsigned> ids;
  for (const std::string& expression : expressions) {
    ids.push_back(static_cast<unsigned>(ids.size()));
    sources.push_back(expression.c_str());
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(sources.data(), nullptr, ids.data(),
                       static_cast<unsigned>(sources.size()), HS_MODE_BLOCK,
                       platform, &database, &error) == HS_SUCCESS) {
    return TriggerDatabase(database);
  }
  which = error->expression;
  auto failure = fail(ErrorKind::kUsage, error->message);
  hs_free_compile_error(error);
  return failure;
}

}  // namespace

// Every byte that is not plainly a letter or digit is written in hexadecimal.
std::string quoted_literal(std::string_view literal) {
  std::string out;
  for (unsigned char byte : literal) {
    bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                 (byte >= 'a' && byte <= 'z');
    if (plain) {
      out += static_cast<char>(byte);
    } else {
      out += fmt::format("\\x{:02x}", byte);
    }
  }
  return out;
}

void FreeTriggers::operator()(hs_database* database) const {
  hs_free_database(database);
}

std::vector<Trigger> gather_triggers(std::span<const Rule> rules) {
  std::map<std::string, std::vector<std::uint32_t>> woken_by;
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    auto add = [&](std::string expression) {
      auto& woken = woken_by[std::move(expression)];
      if (woken.empty() || woken.back() != i) woken.push_back(i);
    };
    for (const auto& literal : rules[i].triggers) add(quoted_literal(literal));
    for (const auto& expression : rules[i].trigger_expressions) add(expression);
  }
  std::vector<Trigger> out;
  for (auto& [expression, woken] : woken_by) {
    out.push_back({expression, std::move(woken)});
  }
  return out;
}

Result<TriggerDatabase> compile_triggers(
    std::span<const std::string> expressions, int& which) {
  return compile(expressions, nullptr, which);
}

std::size_t widest_match(std::span<const std::string> expressions) {
  std::size_t widest = 0;
  for (const std::string& expression : expressions) {
    hs_expr_info_t* info = nullptr;
    hs_compile_error_t* error = nullptr;
    if (hs_expression_info(expression.c_str(), 0, &info, &error) !=
        HS_SUCCESS) {
      hs_free_compile_error(error);
      return SIZE_MAX;
    }
    widest = std::max<std::size_t>(
        widest, info->max_width == UINT_MAX ? SIZE_MAX : info->max_width);
    std::free(info);
  }
  return widest;
}

Result<std::string> serialize_triggers(
    std::span<const std::string> expressions) {
  if (expressions.empty()) return std::string();
  hs_platform_info_t any_machine = {};
  int which = -1;
  auto database = compile(expressions, &any_machine, which);
  if (!database) {
    if (which < 0) return std::unexpected(std::move(database.error()));
    return context("trigger '" + expressions[which] + "'",
                   std::move(database.error()));
  }
  char* bytes = nullptr;
  std::size_t size = 0;
  if (hs_serialize_database(database->get(), &bytes, &size) != HS_SUCCESS) {
    return fail(ErrorKind::kUsage, "the triggers cannot be serialized");
  }
  std::string out(bytes, size);
  std::free(bytes);
  return out;
}

TriggerDatabase deserialize_triggers(std::string_view serialized) {
  hs_database_t* database = nullptr;
  if (serialized.empty() ||
      hs_deserialize_database(serialized.data(), serialized.size(),
                              &database) != HS_SUCCESS) {
    return nullptr;
  }
  return TriggerDatabase(database);
}

}  // namespace stanch
