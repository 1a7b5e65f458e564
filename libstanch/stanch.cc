// SPDX-License-Identifier: Apache-2.0
#include "libstanch/stanch.h"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <exception>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/buffer.h"
#include "scanner/configured_rules.h"
#include "scanner/scanner.h"

// What the names of the C header stand for.
struct stanch_rules {
  stanch::RuleDatabase database;
  stanch::Confidence least;
};

struct stanch_scanner {
  stanch::Scanner scanner;
  stanch::Confidence least;
};

namespace stanch {
namespace {

constexpr int kNotScanned = -1;

void tell(std::string_view message, char* error, std::size_t size) {
  if (error == nullptr || size == 0) return;
  std::size_t length = std::min(message.size(), size - 1);
  std::memcpy(error, message.data(), length);
  error[length] = '\0';
}

Result<stanch_rules> made_ready(const char* toml) {
  auto ours = configured_rules(toml == nullptr ? "" : toml, "configuration");
  if (!ours) return std::unexpected(std::move(ours.error()));
  auto database =
      RuleDatabase::compile(std::move(ours->rules), ours->config.allows);
  if (!database) return std::unexpected(std::move(database.error()));
  return stanch_rules{std::move(*database), ours->config.min_confidence};
}

struct FoundPlace {
  const Finding* finding;
  const Occurrence* place;
};

std::vector<FoundPlace> places_of(const std::vector<Finding>& findings) {
  std::vector<FoundPlace> out;
  for (const Finding& finding : findings) {
    out.push_back({&finding, &finding.place});
    for (const Occurrence& place : finding.other_places) {
      out.push_back({&finding, &place});
    }
  }
  std::ranges::stable_sort(
      out, {}, [](const FoundPlace& found) { return found.place->offset; });
  return out;
}

int tell_of(const FoundPlace& found, stanch_found callback, void* payload) {
  const auto& [finding, place] = found;
  std::string severity(to_string(finding->severity));
  std::string confidence(to_string(finding->confidence));
  auto number = [](auto value) { return static_cast<std::uint32_t>(value); };
  stanch_finding told = {
      .rule_id = finding->rule_id.c_str(),
      .title = finding->title.c_str(),
      .severity = severity.c_str(),
      .confidence = confidence.c_str(),
      .fingerprint = finding->secret.fingerprint().c_str(),
      .next = finding->next.c_str(),
      .offset = place->offset,
      .start_line = number(place->start.line),
      .start_column = number(place->start.column),
      .end_line = number(place->end.line),
      .end_column = number(place->end.column),
  };
  return callback(&told, payload);
}

}  // namespace
}  // namespace stanch

const char* stanch_version() { return STANCH_VERSION; }

stanch_rules* stanch_rules_new(const char* toml, char* error,
                               std::size_t error_size) {
  try {
    auto rules = stanch::made_ready(toml);
    if (rules) return new stanch_rules(std::move(*rules));
    stanch::tell(rules.error().message, error, error_size);
  } catch (const std::exception& unexpected) {
    stanch::tell(unexpected.what(), error, error_size);
  }
  return nullptr;
}

void stanch_rules_free(stanch_rules* rules) { delete rules; }

stanch_scanner* stanch_scanner_new(const stanch_rules* rules) {
  try {
    return new stanch_scanner{.scanner = {rules->database, {}},
                              .least = rules->least};
  } catch (const std::exception&) {
    return nullptr;
  }
}

void stanch_scanner_free(stanch_scanner* scanner) { delete scanner; }

int stanch_scan(stanch_scanner* scanner, const void* bytes, std::size_t size,
                const char* path, stanch_found found, void* payload) {
  if (size > std::numeric_limits<std::uint32_t>::max()) {
    return stanch::kNotScanned;
  }
  try {
    auto findings = stanch::scan_buffer(
        scanner->scanner, {static_cast<const char*>(bytes), size},
        path == nullptr ? "" : path, scanner->least, std::time(nullptr));
    for (const stanch::FoundPlace& place : stanch::places_of(findings)) {
      if (int said = stanch::tell_of(place, found, payload)) return said;
    }
    return 0;
  } catch (const std::exception&) {
    return stanch::kNotScanned;
  }
}
