// SPDX-License-Identifier: Apache-2.0
#include "response/verdict.h"

namespace stanch {

std::string_view to_string(ProbeVerdict verdict) {
  switch (verdict) {
    case ProbeVerdict::kLive:
      return "live";
    case ProbeVerdict::kDead:
      return "dead";
    case ProbeVerdict::kUnknown:
      break;
  }
  return "unknown";
}

std::string_view to_string(Proof proof) {
  switch (proof) {
    case Proof::kDeadProven:
      return "dead proven";
    case Proof::kDeadReported:
      return "dead reported";
    case Proof::kLive:
      return "live";
    case Proof::kAccepted:
      break;
  }
  return "accepted";
}

std::optional<ProbeVerdict> probe_verdict_of(std::string_view word) {
  for (auto verdict :
       {ProbeVerdict::kLive, ProbeVerdict::kDead, ProbeVerdict::kUnknown}) {
    if (to_string(verdict) == word) return verdict;
  }
  return std::nullopt;
}

Proof proof_of(const Probe& before, const Probe& first, const Probe& second,
               std::int64_t settle) {
  // The last word counts: what was live for a moment after (a cache) may be
  // dead now, and what was dead for a moment may be live.
  if (second.verdict == ProbeVerdict::kLive) return Proof::kLive;
  bool refused_twice = first.verdict == ProbeVerdict::kDead &&
                       second.verdict == ProbeVerdict::kDead &&
                       second.at - first.at >= settle;
  // Refused now says nothing of a probe that never saw it work.
  if (!refused_twice || before.verdict != ProbeVerdict::kLive) {
    return Proof::kAccepted;
  }
  bool by_record = before.by_record || first.by_record || second.by_record;
  return by_record ? Proof::kDeadReported : Proof::kDeadProven;
}

}  // namespace stanch
