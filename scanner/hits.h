// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/range.h"
#include "scanner/rule_database.h"

struct hs_scratch;

namespace stanch {

struct TriggerSet;

// A place where a trigger of a rule ends: the trigger's last byte is end - 1.
// For rules of names (rules/assignment.h) the trigger is a name, whatever
// follows, and the run of a value; it ends where the run does or kRunLooked
// bytes into it. A trigger that is only sought in runs depends on kShortestRun
// bytes more on either side.
struct Hit {
  std::uint32_t rule = 0;
  std::uint64_t end = 0;

  auto operator<=>(const Hit&) const = default;
};

// Runs the triggers over stretches of text. One a thread: it owns Hyperscan's
// scratch. Borrows the database.
class HitFinder {
 public:
  explicit HitFinder(const RuleDatabase& database);
  ~HitFinder();
  HitFinder(const HitFinder&) = delete;
  HitFinder& operator=(const HitFinder&) = delete;

  using Stretches = std::span<const Range>;  // in order, apart from each other

  // Appends the hits in stretches of the text, in no order, a rule and end
  // perhaps twice, and perhaps a few where there is no trigger. Of triggers
  // bytes outside the stretch are not seen: one that looks round itself takes
  // the stretch's edges for the text's. Of names all are told whose run begins
  // in a stretch.
  void find(std::string_view text, Stretches stretches, std::vector<Hit>& out) {
    find_triggers(text, stretches, out);
    find_runs(text, stretches, out);
  }
  void find_triggers(std::string_view text, Stretches stretches,
                     std::vector<Hit>& out);
  // Those in runs, and of names.
  void find_runs(std::string_view text, Stretches stretches,
                 std::vector<Hit>& out);

  // The runs that the last call of find() or find_runs() saw, in order; both
  // ends may be cut off by a stretch's.
  Stretches runs() const { return runs_; }

 private:
  void scan(std::span<const TriggerSet> sets, std::string_view text,
            Stretches stretches, std::vector<Hit>& out);
  void find_runs_in(std::string_view text, Range stretch,
                    std::vector<Hit>& out);
  // Brings names_ up to those that end in the kNameReach bytes before a run.
  void names_before(std::string_view text, std::uint64_t run_begin);

  const RuleDatabase& database_;
  hs_scratch* scratch_ = nullptr;
  std::string joined_;                  // small stretches,
  std::vector<Range> places_;           // where they are in it,
  std::vector<std::uint64_t> origins_;  // and where they were in the text
  std::vector<Range> runs_;
  std::vector<Hit> names_;         // of the text at hand, by end
  std::uint64_t names_until_ = 0;  // how far it was searched
};

}  // namespace stanch
