// SPDX-License-Identifier: Apache-2.0
#include "scanner/report.h"

#include <algorithm>

#include "scanner/entropy.h"

namespace stanch {
namespace {

// How much of a line is shown on either side of a secret, in bytes.
constexpr std::uint64_t kShown = 80;
constexpr std::string_view kMask = "REDACTED";

}  // namespace

Report::Report(const RuleDatabase& database, std::string_view text,
               std::span<const Candidate> candidates,
               std::string_view fingerprint_key)
    : database_(database), text_(text), fingerprint_key_(fingerprint_key) {
  for (const Candidate& candidate : candidates) {
    if (candidate.reason == Reason::kReported) {
      secrets_.push_back(candidate.secret);
    }
  }
  secrets_ = merged(std::move(secrets_));
}

std::string Report::shown(Range range) const {
  std::string out;
  std::uint64_t from = range.begin;
  for (auto it =
           std::ranges::upper_bound(secrets_, range.begin, {}, &Range::end);
       it != secrets_.end() && it->begin < range.end; ++it) {
    if (it->begin > from) out += text_.substr(from, it->begin - from);
    out += kMask;
    from = it->end;
  }
  if (from < range.end) out += text_.substr(from, range.end - from);
  return out;
}

Finding Report::finding(const Candidate& candidate) const {
  const Rule& rule = database_.rules()[candidate.rule];
  auto [begin, end] = candidate.secret;
  std::string_view secret = text_.substr(begin, end - begin);

  Finding out;
  out.rule_id = rule.id;
  out.title = rule.title;
  out.provider = rule.provider;
  out.grants = rule.grants;
  out.next = rule.next;
  out.severity = rule.severity;
  out.tags = rule.tags;
  out.secret = Secret(secret, fingerprint_key_);
  out.match_before = shown({candidate.match.begin, begin});
  out.match_after = shown({end, candidate.match.end});
  out.entropy = shannon_entropy(secret);

  std::uint64_t line_begin = begin - std::min(begin, kShown);
  auto before = text_.substr(line_begin, begin - line_begin);
  if (auto newline = before.rfind('\n'); newline != before.npos) {
    line_begin += newline + 1;
  }
  out.line_before = shown({line_begin, begin});
  if (!secret.contains('\n')) {
    std::uint64_t line_end = std::min<std::uint64_t>(
        {text_.find('\n', end), end + kShown, text_.size()});
    out.line_after = shown({end, line_end});
  }
  return out;
}

}  // namespace stanch
