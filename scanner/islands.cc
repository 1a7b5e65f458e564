// SPDX-License-Identifier: Apache-2.0
//
// For each rule that was woken, its expression runs over *islands*: round a hit
// that ends at t, every match that contains the trigger lies in
// [t - longest, t + longest); stretches that overlap are joined. Because each
// match of the rule contains a trigger, and two islands share no byte, the
// matches found island by island are those found in the whole text.
//
//   text      ....token....................token.token.......
//   hits           ^                           ^     ^
//   islands   [--------)              [-------------------)
//
// A match that was longer than the rule allows is cut off by its island's edge;
// then the island grows until the match ends by itself, and the next one starts
// no earlier than there, as in the whole text.
//
// A rule whose matches are known to begin with a trigger, or with a text that
// ends with one (rules/leading.h), has islands that begin there; where they
// have few hits, it is tried at these and nowhere else.
//
// An expression also sees one byte on either side of its island (\b, ^, $).
#include "scanner/islands.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "rules/run.h"
#include "scanner/compiled_rules.h"
#include "scanner/extraction.h"
#include "scanner/folding.h"
#include "scanner/required.h"
#include "scanner/rule_costs.h"

namespace stanch {
namespace {

// More hits of an island are searched for at once: to try each would read the
// same bytes again and again.
constexpr std::size_t kFewHits = 4;

// Adds what happens in its lifetime to the rule's costs, if somebody asks.
class CostMeter {
 public:
  CostMeter(const RuleDatabase& database, std::uint32_t rule)
      : costs_(database.impl().costs), rule_(rule) {
    if (costs_ != nullptr) started_ = Clock::now();
  }
  ~CostMeter() {
    if (costs_ == nullptr) return;
    std::chrono::nanoseconds took = Clock::now() - started_;
    cost_.nanoseconds = static_cast<std::uint64_t>(took.count());
    costs_->add(rule_, cost_);
  }
  CostMeter(const CostMeter&) = delete;
  CostMeter& operator=(const CostMeter&) = delete;

  void searched(std::size_t hits, const Range& island) {
    cost_.hits = hits;
    cost_.searches = 1;
    cost_.bytes = island.size();
  }

 private:
  using Clock = std::chrono::steady_clock;
  RuleCosts* costs_;
  std::uint32_t rule_;
  RuleCost cost_;
  Clock::time_point started_;
};

// Searches the island, growing it where a match reaches its end. Where the last
// match ends, or the island's begin.
std::uint64_t extract_island(const CompiledRule& compiled, std::uint32_t rule,
                             std::string_view text, std::span<const Hit> hits,
                             Range& island, std::vector<Candidate>& out) {
  std::size_t first = out.size();
  std::uint64_t size = island.size();
  for (;;) {
    if (compiled.heads.empty() || hits.size() > kFewHits) {
      extract(compiled, rule, text, island, out);
    } else {
      extract_at(compiled, rule, text, hits, island, out);
    }
    if (out.size() == first) return island.begin;
    std::uint64_t end = out.back().match.end;
    if (end < island.end || end == text.size()) return end;
    out.resize(first);
    size *= 2;
    island.end = std::min<std::uint64_t>(text.size(), island.begin + size);
  }
}

// Runs a rule over the whole text.
void extract_whole(const RuleDatabase& database, std::uint32_t rule,
                   std::string_view text, std::vector<Candidate>& out) {
  extract(database.impl().compiled(rule), rule, text, {0, text.size()}, out);
}

// A file that a rule finds by its path matches at its very begin, no bytes
// long. Which path that is, judging asks.
void find_files(const RuleDatabase& database, std::string_view text,
                std::vector<Candidate>& out) {
  for (std::uint32_t rule : database.impl().unbound.files) {
    const auto& keywords = database.rules()[rule].keywords;
    if (keywords.empty() || holds_any(text, keywords)) {
      out.push_back({rule, {}, {}});
    }
  }
}

// Rules that others require run without their keywords.
void find_components(const RuleDatabase& database, std::string_view text,
                     const std::vector<Hit>& hits,
                     std::vector<Candidate>& out) {
  auto rules = database.rules();
  std::set<std::string_view> required;
  for (const Candidate& candidate : out) {
    for (const auto& one : rules[candidate.rule].required) {
      required.insert(one.id);
    }
  }
  for (std::uint32_t i = 0; i < rules.size() && !required.empty(); ++i) {
    const UnboundRules& unbound = database.impl().unbound;
    bool asleep = std::ranges::find(hits, i, &Hit::rule) == hits.end() &&
                  std::ranges::find(unbound.always, i) == unbound.always.end();
    if (!unbound.whole[i] || !asleep || !required.contains(rules[i].id)) {
      continue;
    }
    std::size_t first = out.size();
    extract_whole(database, i, text, out);
    // A rule that its keywords did not wake reports nothing itself.
    for (; first < out.size(); ++first) out[first].only_component = true;
  }
}

}  // namespace

void extract_islands(const RuleDatabase& database, std::string_view text,
                     std::vector<Hit>& hits, std::vector<Candidate>& out,
                     std::vector<Range>* read) {
  const UnboundRules& unbound = database.impl().unbound;
  std::ranges::sort(hits);
  std::size_t i = 0;
  std::uint64_t searched = 0;
  while (i < hits.size()) {
    std::uint32_t rule = hits[i].rule;
    if (i > 0 && hits[i - 1].rule != rule) searched = 0;
    if (unbound.whole[rule]) {
      extract_whole(database, rule, text, out);
      while (i < hits.size() && hits[i].rule == rule) ++i;
      continue;
    }
    CostMeter meter(database, rule);
    const CompiledRule& compiled = database.impl().compiled(rule);
    // One more than the longest match: what reaches an island's edge is longer.
    std::uint64_t reach = database.rules()[rule].max_length + 1;
    // A run may end after the match that begins with it.
    std::uint64_t lead =
        reach + (database.rules()[rule].names.empty() ? 0 : kRunLooked);
    if (!compiled.heads.empty()) lead = compiled.heads.front().size();
    const std::size_t first = i;
    std::uint64_t first_end = hits[i].end;
    auto begin = first_end - std::min(first_end, lead);
    auto end = hits[i].end + reach;
    for (++i; i < hits.size() && hits[i].rule == rule &&
              hits[i].end - std::min(hits[i].end, lead) <= end;
         ++i) {
      end = hits[i].end + reach;
    }
    Range island{std::max(begin, searched),
                 std::min<std::uint64_t>(end, text.size())};
    if (!island.empty()) {
      const std::span here(hits.begin() + first, hits.begin() + i);
      searched = extract_island(compiled, rule, text, here, island, out);
      meter.searched(here.size(), island);
    }
    if (read != nullptr) {
      // The trigger itself may begin before the island.
      std::uint64_t before = std::max<std::uint64_t>(
          {lead, database.run_reach(),
           std::min(database.widest_trigger(), first_end)});
      read->push_back({first_end - std::min(first_end, before + 1),
                       std::min<std::uint64_t>(island.end + 1, text.size())});
    }
  }
  for (std::uint32_t rule : unbound.always) {
    extract_whole(database, rule, text, out);
  }
  find_files(database, text, out);
  if (unbound.any_required) {
    find_components(database, text, hits, out);
    set_starts(text, out);
  }
}

}  // namespace stanch
