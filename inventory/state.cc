// SPDX-License-Identifier: Apache-2.0
#include "inventory/state.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace stanch {
namespace {

using enum SecretState;

struct StateRow {
  SecretState state;
  std::string_view word;
  bool is_open;
  std::vector<SecretState> next;
};

// `detected` follows where a secret appears anew.
const std::array<StateRow, 8> kStates = {{
    {kDetected,
     "detected",
     true,
     {kTriaged, kConfirmed, kResponding, kIgnored}},
    {kTriaged, "triaged", true, {kConfirmed, kResponding, kIgnored}},
    {kConfirmed,
     "confirmed",
     true,
     {kConfirmed, kResponding, kClosed, kIgnored}},
    {kResponding, "responding", true, {kConfirmed, kContained, kDeadProven}},
    {kContained, "contained", true, {kResponding, kDeadProven}},
    {kDeadProven, "dead proven", false, {kClosed}},
    {kClosed, "closed", false, {kDetected}},
    {kIgnored, "ignored", false, {kDetected, kIgnored}},
}};

const StateRow& row_of(SecretState state) {
  return kStates[static_cast<std::size_t>(state)];
}

constexpr std::array<std::string_view, 6> kLiveness = {
    "unasked", "live", "dead", "superseded", "not ours", "unknown"};
constexpr std::array<std::string_view, 3> kImpact = {"low", "medium", "high"};

bool is_word(std::string_view word, std::string_view written) {
  return std::ranges::equal(word, written, [](char a, char b) {
    return a == b || (a == ' ' && b == '-');
  });
}

template <typename T, std::size_t N>
std::optional<T> find(const std::array<std::string_view, N>& words,
                      std::string_view written) {
  for (std::size_t i = 0; i < N; ++i) {
    if (is_word(words[i], written)) return static_cast<T>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(SecretState state) { return row_of(state).word; }

std::string_view to_string(Liveness liveness) {
  return kLiveness[static_cast<std::size_t>(liveness)];
}

std::string_view to_string(Impact impact) {
  return kImpact[static_cast<std::size_t>(impact)];
}

std::optional<SecretState> state_of(std::string_view word) {
  for (const StateRow& row : kStates) {
    if (is_word(row.word, word)) return row.state;
  }
  return std::nullopt;
}

std::optional<Liveness> liveness_of(std::string_view word) {
  return find<Liveness>(kLiveness, word);
}

std::optional<Impact> impact_of(std::string_view word) {
  return find<Impact>(kImpact, word);
}

bool is_open(SecretState state) { return row_of(state).is_open; }

std::span<const SecretState> next_states(SecretState state) {
  return row_of(state).next;
}

Result<void> check_transition(SecretState from, SecretState to) {
  auto next = next_states(from);
  if (std::ranges::count(next, to) > 0) return {};
  std::string list;
  for (SecretState state : next) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ", to_string(state));
  }
  return fail(ErrorKind::kUsage,
              fmt::format("a secret that is {} cannot become {}; it can become "
                          "{}",
                          to_string(from), to_string(to), list));
}

std::vector<std::string_view> state_words() {
  std::vector<std::string_view> out;
  for (const StateRow& row : kStates) out.push_back(row.word);
  return out;
}

std::vector<std::string_view> impact_words() {
  return {kImpact.begin(), kImpact.end()};
}

}  // namespace stanch
