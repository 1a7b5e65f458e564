// SPDX-License-Identifier: Apache-2.0
#include "inventory/annotate.h"

#include <map>
#include <utility>

#include <fmt/core.h>

#include "inventory/fact.h"
#include "inventory/questions.h"
#include "inventory/record.h"
#include "inventory/time_text.h"

namespace stanch {
namespace {

// Why each was ignored: what the audit chain says of the last time.
Result<std::map<std::int64_t, std::string>> reasons_of(
    Inventory& inventory, const std::vector<SecretRecord>& secrets) {
  SqlValues ignored;
  for (const SecretRecord& secret : secrets) {
    if (secret.state == SecretState::kIgnored) {
      ignored.emplace_back(secret.id);
    }
  }
  std::map<std::int64_t, std::pair<std::int64_t, std::string>> last;
  auto rows = query_in(inventory.backend(),
                       "SELECT secret, number, reason FROM audit WHERE what = "
                       "'state' AND secret IN ",
                       {}, ignored);
  if (!rows) return std::unexpected(std::move(rows.error()));
  for (const SqlRow& row : *rows) {
    auto& [number, reason] = last[row.number(0)];
    if (row.number(1) > number) reason = row.text(2);
    number = std::max(number, row.number(1));
  }
  std::map<std::int64_t, std::string> out;
  for (auto& [secret, entry] : last) out[secret] = std::move(entry.second);
  return out;
}

// "vault:kv/prod (hand, ada@host on 2026-01-31)"; empty where nobody knows.
std::string with_source(const QuestionAnswer& answer) {
  if (answer.text.empty()) return {};
  return fmt::format("{} ({})", answer.text, answer.source);
}

Answers answers_for(const SecretRecord& secret,
                    const std::vector<PlaceRecord>& places,
                    const std::vector<Fact>& facts) {
  auto five = answers(secret, places, facts);
  return {.number = secret.id,
          .stored = with_source(five[0]),
          .readers = with_source(five[1]),
          .validity = with_source(five[2]),
          .impact = with_source(five[3]),
          .log = with_source(five[4])};
}

Result<void> annotate_all(Inventory& inventory, std::span<Finding> findings) {
  std::multimap<Fingerprint, Finding*> by_print;
  SqlValues prints, numbers;
  for (Finding& finding : findings) {
    Fingerprint print = inventory.key().fingerprint(finding.secret.reveal());
    if (!by_print.contains(print)) prints.emplace_back(print);
    by_print.emplace(std::move(print), &finding);
  }
  auto secrets = secrets_of(inventory, prints);
  if (!secrets) return std::unexpected(std::move(secrets.error()));
  for (const SecretRecord& secret : *secrets) numbers.emplace_back(secret.id);
  auto places = places_of(inventory, numbers);
  if (!places) return std::unexpected(std::move(places.error()));
  auto facts = facts_of(inventory, numbers);
  if (!facts) return std::unexpected(std::move(facts.error()));
  auto reasons = reasons_of(inventory, *secrets);
  if (!reasons) return std::unexpected(std::move(reasons.error()));
  for (const SecretRecord& secret : *secrets) {
    Answers known =
        answers_for(secret, (*places)[secret.id], (*facts)[secret.id]);
    auto [begin, end] = by_print.equal_range(secret.fingerprint);
    for (auto it = begin; it != end; ++it) {
      Finding& finding = *it->second;
      finding.answers = known;
      if (secret.state != SecretState::kIgnored) continue;
      finding.ignored = {.owner = secret.owner,
                         .reason = (*reasons)[secret.id],
                         .until = day_text(secret.ignored_until.value_or(0))};
    }
  }
  return {};
}

}  // namespace

Result<void> annotate(Inventory& inventory, std::span<Finding> findings) {
  if (findings.empty()) return {};
  return inventory.read([&] { return annotate_all(inventory, findings); });
}

}  // namespace stanch
