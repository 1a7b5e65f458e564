// SPDX-License-Identifier: Apache-2.0
#include "scanner/triggers.h"

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <hs.h>
#include <libdeflate.h>

#include "rules/run.h"

namespace stanch {
namespace {

class Gatherer {
 public:
  void add(std::string expression, std::uint32_t rule) {
    auto& woken = woken_by_[std::move(expression)];
    if (woken.empty() || woken.back() != rule) woken.push_back(rule);
  }

  std::vector<Trigger> finish() {
    std::vector<Trigger> out;
    for (auto& [expression, woken] : woken_by_) {
      out.push_back({expression, std::move(woken)});
    }
    return out;
  }

 private:
  std::map<std::string, std::vector<std::uint32_t>> woken_by_;
};

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

TriggerDatabase deserialize(std::string_view serialized) {
  hs_database_t* database = nullptr;
  if (serialized.empty() ||
      hs_deserialize_database(serialized.data(), serialized.size(),
                              &database) != HS_SUCCESS) {
    return nullptr;
  }
  return TriggerDatabase(database);
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

Triggers gather_triggers(std::span<const Rule> rules) {
  Gatherer anywhere;
  Gatherer in_runs;
  Gatherer names;
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    // What a match begins with, or all of it, is a run. A trigger that is a
    // part of that is in a run.
    const RunShape shape = run_shape(rules[i].expression);
    auto is_inside = [&](std::string_view trigger, bool is_run) {
      return is_run && rules[i].dialect == Dialect::kStanch &&
             shape.least >= kShortestRun &&
             (shape.whole || rules[i].expression.starts_with(trigger));
    };
    for (const auto& literal : rules[i].triggers) {
      const bool is_run = std::ranges::all_of(literal, is_run_byte);
      (is_inside(literal, is_run) ? in_runs : anywhere)
          .add(quoted_literal(literal), i);
    }
    for (const auto& trigger : rules[i].trigger_expressions) {
      const bool is_run = run_shape(trigger).whole;
      (is_inside(trigger, is_run) ? in_runs : anywhere).add(trigger, i);
    }
    for (const auto& name : rules[i].names) names.add(name, i);
  }
  return {anywhere.finish(), in_runs.finish(), names.finish()};
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

std::string pack_triggers(std::string_view serialized) {
  constexpr int kSmallest = 12;
  auto* compressor = libdeflate_alloc_compressor(kSmallest);
  std::string out(libdeflate_zlib_compress_bound(compressor, serialized.size()),
                  '\0');
  out.resize(libdeflate_zlib_compress(compressor, serialized.data(),
                                      serialized.size(), out.data(),
                                      out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

TriggerDatabase unpack_triggers(const PrecompiledTriggers& triggers) {
  if (triggers.database.size() == triggers.size) {
    return deserialize(triggers.database);
  }
  auto bytes = std::make_unique_for_overwrite<char[]>(triggers.size);
  auto* decompressor = libdeflate_alloc_decompressor();
  const auto unpacked = libdeflate_zlib_decompress(
      decompressor, triggers.database.data(), triggers.database.size(),
      bytes.get(), triggers.size, nullptr);
  libdeflate_free_decompressor(decompressor);
  if (unpacked != LIBDEFLATE_SUCCESS) return nullptr;
  return deserialize({bytes.get(), triggers.size});
}

}  // namespace stanch
