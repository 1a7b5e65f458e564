// SPDX-License-Identifier: Apache-2.0
#include "inventory/declared.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>
#include <fnmatch.h>

#include "inventory/record.h"

namespace stanch {
namespace {

using Texts = std::vector<std::string>;

template <typename Matches>
bool any_or_none(const Texts& texts, Matches matches) {
  return texts.empty() || std::ranges::any_of(texts, matches);
}

bool is_like(const std::string& glob, const std::string& text) {
  return ::fnmatch(glob.c_str(), text.c_str(), 0) == 0;
}

bool matches_place(const DeclaredRow& row, const PlaceRecord& place) {
  return any_or_none(row.paths,
                     [&](const std::string& glob) {
                       return is_like(glob, place.path);
                     }) &&
         any_or_none(row.names, [&](const std::string& glob) {
           return is_like(glob, place.name);
         });
}

bool matches(const DeclaredRow& row, const SecretRecord& secret,
             const std::vector<PlaceRecord>& places) {
  return any_or_none(
             row.rules,
             [&](const std::string& rule) { return rule == secret.kind; }) &&
         any_or_none(row.fingerprints,
                     [&](const std::string& print) {
                       return secret.fingerprint.starts_with(print);
                     }) &&
         std::ranges::any_of(places, [&](const PlaceRecord& place) {
           return matches_place(row, place);
         });
}

// "declared in github.com/acme/billing, stanch-inventory.toml:12:1": by it a
// fact is known to be of this table.
std::string origin(const std::string& repository) {
  return fmt::format("declared in {}, ", repository);
}

class Declared {
 public:
  Declared(Inventory& inventory, const std::string& repository,
           const std::vector<DeclaredRow>& rows)
      : inventory_(inventory), repository_(repository), rows_(rows) {}

  Result<void> apply(std::int64_t number) {
    auto secret = secret_by_id(inventory_, number);
    if (!secret) return std::unexpected(std::move(secret.error()));
    auto places = places_of(inventory_, number);
    if (!places) return std::unexpected(std::move(places.error()));
    std::erase_if(*places, [&](const PlaceRecord& place) {
      return place.repository != storable(repository_) || place.gone_run;
    });
    std::vector<Fact> said;
    for (const DeclaredRow& row : rows_) {
      if (!matches(row, *secret, *places)) continue;
      used_.insert(row.place);
      for (const Fact& fact : row.facts) add(row, fact, said);
    }
    if (auto stale = add_stale(number, said); !stale) return stale;
    return set_facts(inventory_, number, said);
  }

  std::vector<std::string> unused() const {
    std::vector<std::string> out;
    for (const DeclaredRow& row : rows_) {
      if (!used_.contains(row.place)) out.push_back(row.place);
    }
    return out;
  }

 private:
  // Of two rows that say the same, the later one counts.
  void add(const DeclaredRow& row, const Fact& fact, std::vector<Fact>& said) {
    std::erase_if(said,
                  [&](const Fact& other) { return other.field == fact.field; });
    Fact out = fact;
    out.source = FactSource::kDeclared;
    out.reason = origin(repository_) + row.place +
                 (fact.reason.empty() ? "" : ": " + fact.reason);
    said.push_back(std::move(out));
  }

  // What this table said before, taken back.
  Result<void> add_stale(std::int64_t number, std::vector<Fact>& said) {
    auto facts = facts_of(inventory_, number);
    if (!facts) return std::unexpected(std::move(facts.error()));
    for (Fact& fact : *facts) {
      bool is_ours = fact.source == FactSource::kDeclared &&
                     fact.reason.starts_with(storable(origin(repository_)));
      if (!is_ours || std::ranges::count(said, fact.field, &Fact::field) > 0) {
        continue;
      }
      fact.value.clear();
      said.push_back(std::move(fact));
    }
    return {};
  }

  Inventory& inventory_;
  const std::string& repository_;
  const std::vector<DeclaredRow>& rows_;
  std::set<std::string> used_;
};

}  // namespace

Result<std::vector<std::string>> apply_declared(
    Inventory& inventory, const std::string& repository,
    const std::vector<DeclaredRow>& rows,
    const std::vector<std::int64_t>& secrets) {
  Declared declared(inventory, repository, rows);
  auto done = inventory.write([&]() -> Result<void> {
    for (std::int64_t number : secrets) {
      if (auto applied = declared.apply(number); !applied) return applied;
    }
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return declared.unused();
}

}  // namespace stanch
