// SPDX-License-Identifier: Apache-2.0
#include "cli/inventory_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include <fmt/core.h>

#include "cli/settings.h"
#include "core/nearest.h"
#include "inventory/time_text.h"

namespace stanch {
namespace {

constexpr std::array<std::string_view, 6> kOrders = {"impact", "age",  "seen",
                                                     "owner",  "kind", "id"};

std::unexpected<Error> unknown(std::string_view what, std::string_view word,
                               std::span<const std::string_view> words) {
  std::string near = nearest(word, words);
  std::string list;
  for (std::string_view each : words) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ", each);
  }
  return fail(
      ErrorKind::kUsage,
      fmt::format("unknown {} {}; {}", what, word,
                  near.empty() ? "there are " + list
                               : fmt::format("did you mean {}?", near)));
}

}  // namespace

Result<std::int64_t> secret_number(std::string_view word) {
  std::string_view digits = word;
  if (digits.starts_with('S') || digits.starts_with('s')) {
    digits.remove_prefix(1);
  }
  std::int64_t out = 0;
  auto [end, failure] =
      std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (failure != std::errc() || end != digits.data() + digits.size() ||
      out < 1) {
    return fail(ErrorKind::kUsage,
                "a secret is named by its number; `stanch inventory list` "
                "shows them");
  }
  return out;
}

Result<SecretState> read_state(std::string_view word) {
  if (auto state = state_of(word)) return *state;
  return unknown("state", word, state_words());
}

Result<Impact> read_impact(std::string_view word) {
  if (auto impact = impact_of(word)) return *impact;
  return unknown("impact", word, impact_words());
}

Result<Liveness> read_liveness(std::string_view word) {
  constexpr std::array<std::string_view, 5> kWords = {
      "live", "dead", "superseded", "not ours", "unknown"};
  auto liveness = liveness_of(word);
  if (liveness && *liveness != Liveness::kUnasked) return *liveness;
  return unknown("verdict", word, kWords);
}

Result<SecretOrder> read_order(std::string_view word) {
  auto found = std::ranges::find(kOrders, word);
  if (found == kOrders.end()) return unknown("order", word, kOrders);
  return static_cast<SecretOrder>(found - kOrders.begin());
}

Result<std::int64_t> read_end(std::string_view word, std::int64_t now) {
  if (auto span = span_of(word)) return now + *span;
  if (auto time = time_of(word)) return *time;
  return fail(ErrorKind::kUsage,
              "--expires: give a day, as 2027-01-31, or a span, as 90d");
}

Result<Deadlines> read_deadlines(const std::string& config) {
  auto settings = load_settings({.option = config, .target = "."});
  if (!settings) return std::unexpected(std::move(settings.error()));
  Deadlines out;
  for (auto [name, place] :
       {std::pair("high", &out.high), std::pair("medium", &out.medium),
        std::pair("low", &out.low)}) {
    auto written = settings->config.deadlines.find(name);
    if (written == settings->config.deadlines.end()) continue;
    auto span = span_of(written->second);
    if (!span) {
      return fail(ErrorKind::kUsage,
                  fmt::format("{}: [inventory] {}: expected a number and its "
                              "unit, as 24h or 7d",
                              settings->found.path, name));
    }
    *place = *span;
  }
  return out;
}

}  // namespace stanch
