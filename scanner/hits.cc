// SPDX-License-Identifier: Apache-2.0
#include "scanner/hits.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <iterator>

#include <hs.h>

#include "rules/assignment.h"
#include "rules/run.h"
#include "scanner/compiled_rules.h"
#include "scanner/long_runs.h"

namespace stanch {
namespace {

// What must be searched again so that no name is cut: it, what may stand in it
// for a blank, and a byte to look at.
constexpr std::uint64_t kOverlap = 2 * kLongestName;

// A longer stretch is not copied.
constexpr std::uint64_t kSmallStretch = 4096;

struct Collector {
  const std::vector<std::vector<std::uint32_t>>& woken_by;
  std::vector<Hit>& hits;
  std::uint64_t offset;
};

int collect(unsigned id, unsigned long long, unsigned long long to, unsigned,
            void* context) {
  auto& collector = *static_cast<Collector*>(context);
  for (std::uint32_t rule : collector.woken_by[id]) {
    collector.hits.push_back({rule, collector.offset + to});
  }
  return 0;
}

// Appends the hits of all sets in text[stretch).
void run(std::span<const TriggerSet> sets, std::string_view text, Range stretch,
         hs_scratch* scratch, std::vector<Hit>& out) {
  auto piece = text.substr(stretch.begin, stretch.size());
  assert(piece.size() <= UINT32_MAX);
  for (const TriggerSet& set : sets) {
    Collector collector{set.woken_by, out, stretch.begin};
    auto status = hs_scan(set.database.get(), piece.data(),
                          static_cast<unsigned>(piece.size()), 0, scratch,
                          collect, &collector);
    if (status != HS_SUCCESS) std::abort();  // a database that is not ours
  }
}

}  // namespace

HitFinder::HitFinder(const RuleDatabase& database) : database_(database) {
  const RuleDatabase::Impl& impl = database.impl();
  for (const auto* sets : {&impl.triggers, &impl.run_triggers, &impl.names}) {
    for (const TriggerSet& set : *sets) {
      // Makes the scratch large enough for each of them.
      if (hs_alloc_scratch(set.database.get(), &scratch_) != HS_SUCCESS) {
        std::abort();  // out of memory: nothing to go on with
      }
    }
  }
}

HitFinder::~HitFinder() { hs_free_scratch(scratch_); }

// Hyperscan takes a while to start, so small stretches are joined, with a line
// feed between two. What seems to be a trigger across it is harmless.
void HitFinder::scan(std::span<const TriggerSet> sets, std::string_view text,
                     Stretches stretches, std::vector<Hit>& out) {
  joined_.clear();
  places_.clear();
  origins_.clear();
  for (const Range& stretch : stretches) {
    if (stretches.size() == 1 || stretch.size() > kSmallStretch) {
      run(sets, text, stretch, scratch_, out);
      continue;
    }
    places_.push_back({joined_.size(), joined_.size() + stretch.size()});
    origins_.push_back(stretch.begin);
    joined_ += text.substr(stretch.begin, stretch.size());
    joined_ += '\n';
  }
  if (places_.empty()) return;
  joined_.pop_back();
  const std::size_t known = out.size();
  run(sets, joined_, {0, joined_.size()}, scratch_, out);
  for (auto hit = out.begin() + known; hit != out.end(); ++hit) {
    auto place = std::ranges::lower_bound(places_, hit->end, {}, &Range::end);
    const std::uint64_t in_place = std::max(hit->end, place->begin);
    hit->end = origins_[place - places_.begin()] + in_place - place->begin;
  }
}

void HitFinder::find_triggers(std::string_view text, Stretches stretches,
                              std::vector<Hit>& out) {
  scan(database_.impl().triggers, text, stretches, out);
}

void HitFinder::find_runs(std::string_view text, Stretches stretches,
                          std::vector<Hit>& out) {
  names_.clear();
  names_until_ = 0;
  runs_.clear();
  for (const Range& stretch : stretches) find_runs_in(text, stretch, out);
  scan(database_.impl().run_triggers, text, runs_, out);
}

void HitFinder::find_runs_in(std::string_view text, Range stretch,
                             std::vector<Hit>& out) {
  const bool any_names = !database_.impl().names.empty();
  std::uint64_t at = stretch.begin;
  if (at > 0 && is_run_byte(text[at - 1])) {
    // The end of a run that may have begun long before.
    std::uint64_t begin = at;
    while (begin > 0 && at - begin < kShortestRun &&
           is_run_byte(text[begin - 1])) {
      --begin;
    }
    at = after_run(text, at, stretch.end);
    if (after_run(text, at, begin + kShortestRun) - begin >= kShortestRun) {
      runs_.push_back({begin, at});
    }
  }
  while ((at = next_run(text, at, stretch.end)) < stretch.end) {
    std::size_t length = any_names ? run_of_value(text.substr(at)) : 0;
    if (length > 0) {
      names_before(text, at);
      for (const Hit& name : names_) out.push_back({name.rule, at + length});
    }
    const std::uint64_t begin = at;
    at = after_run(text, at + kShortestRun, stretch.end);
    runs_.push_back({begin, at});
  }
}

void HitFinder::names_before(std::string_view text, std::uint64_t run_begin) {
  const std::uint64_t from =
      run_begin - std::min<std::uint64_t>(run_begin, kNameReach);
  std::erase_if(names_, [from](const Hit& name) { return name.end <= from; });
  Range unseen{std::max(from, names_until_ - std::min(names_until_, kOverlap)),
               run_begin};
  const std::uint64_t seen_until = names_until_;
  const std::size_t known = names_.size();
  run(database_.impl().names, text, unseen, scratch_, names_);
  names_.erase(std::remove_if(names_.begin() + known, names_.end(),
                              [seen_until](const Hit& name) {
                                return name.end <= seen_until;
                              }),
               names_.end());
  names_until_ = run_begin;
}

}  // namespace stanch
