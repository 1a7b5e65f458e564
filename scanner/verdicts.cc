// SPDX-License-Identifier: Apache-2.0
#include "scanner/verdicts.h"

#include <algorithm>
#include <utility>

#include "scanner/compiled_rules.h"

namespace stanch {
namespace {

void put(std::string& out, std::uint64_t number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

void put(std::string& out, Range range) {
  put(out, range.begin);
  put(out, range.end);
}

// Equal verdicts, and only they, have equal bytes.
std::string bytes_of(const Verdict& verdict) {
  std::string out;
  for (const Verdict::Match& match : verdict.matches) {
    put(out, match.rule);
    put(out, match.secret);
    put(out, match.start.line);
    put(out, match.start.column);
    put(out, match.only_component ? 1 : 0);
    put(out, static_cast<std::uint64_t>(match.content.reason));
    put(out, match.content.allows.size());
    for (std::uint32_t allow : match.content.allows) put(out, allow);
    put(out, match.fingerprint.size());
    out += match.fingerprint;
    put(out, match.steps.size());
    for (const DecodedStep& step : match.steps) {
      put(out, static_cast<std::uint64_t>(step.run.encoding));
      put(out, step.run.range);
      put(out, step.run.view);
      put(out, step.match);
      put(out, step.secret);
    }
  }
  return out;
}

}  // namespace

VerdictId VerdictTable::add(Verdict verdict) {
  std::string bytes = bytes_of(verdict);
  {
    std::lock_guard lock(mutex_);
    auto known = ids_.find(bytes);
    if (known != ids_.end()) return known->second;
  }
  Kept kept;
  kept.depends_on_path =
      std::ranges::any_of(verdict.matches, [&](const Verdict::Match& match) {
        return !match.content.allows.empty() ||
               !database_.rules()[match.rule].path.empty();
      });
  if (!kept.depends_on_path) kept.settled = settle(verdict, {});
  kept.verdict = std::move(verdict);
  std::lock_guard lock(mutex_);
  auto [place, is_new] = ids_.try_emplace(
      std::move(bytes), static_cast<VerdictId>(kept_.size()) + 1);
  if (is_new) kept_.push_back(std::move(kept));
  return place->second;
}

std::vector<FoundSecret> VerdictTable::settle(const Verdict& verdict,
                                              std::string_view path) const {
  Provenance place{.path = std::string(path)};
  std::vector<Candidate> candidates;
  for (const Verdict::Match& match : verdict.matches) {
    candidates.push_back({match.rule, match.secret, match.secret,
                          judge_at(database_, match.rule, match.content, place),
                          match.start, match.only_component, match.steps});
  }
  settle_overlaps(database_, candidates);
  std::vector<FoundSecret> out;
  for (const Candidate& candidate : candidates) {
    if (candidate.reason != Reason::kReported) continue;
    auto match =
        std::ranges::find_if(verdict.matches, [&](const Verdict::Match& one) {
          return one.rule == candidate.rule && one.secret == candidate.secret &&
                 one.steps == candidate.steps;
        });
    out.push_back({match->rule, match->fingerprint, match->secret.begin});
  }
  return out;
}

const VerdictTable::Kept& VerdictTable::kept(VerdictId id) const {
  std::lock_guard lock(mutex_);
  return kept_[id - 1];
}

bool VerdictTable::depends_on_path(VerdictId id) const {
  return id != kNothingFound && kept(id).depends_on_path;
}

std::vector<FoundSecret> VerdictTable::anywhere(VerdictId id) const {
  std::vector<FoundSecret> out;
  if (id == kNothingFound) return out;
  for (const Verdict::Match& match : kept(id).verdict.matches) {
    if (match.content.reason != Reason::kReported) continue;
    out.push_back({match.rule, match.fingerprint, match.secret.begin});
  }
  return out;
}

std::vector<FoundSecret> VerdictTable::at(VerdictId id,
                                          std::string_view path) const {
  if (id == kNothingFound) return {};
  const Kept& kept = this->kept(id);
  return kept.depends_on_path ? settle(kept.verdict, path) : kept.settled;
}

}  // namespace stanch
