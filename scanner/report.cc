// SPDX-License-Identifier: Apache-2.0
#include "scanner/report.h"

#include <algorithm>
#include <utility>

#include "scanner/decode.h"
#include "scanner/decoded_search.h"
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
    : database_(database),
      text_(text),
      candidates_(candidates),
      fingerprint_key_(fingerprint_key),
      page_{text, secrets_on({})} {}

// Turns to the text to which the steps lead, decoding it again where the last
// one was another: findings are few.
void Report::open(const std::vector<DecodedStep>& steps) {
  std::size_t known = 0;
  while (known < levels_.size() && known < steps.size() &&
         levels_[known].run == steps[known].run) {
    ++known;
  }
  if (known == levels_.size() && known == steps.size()) return;
  levels_.erase(levels_.begin() + static_cast<std::ptrdiff_t>(known),
                levels_.end());
  for (; known < steps.size(); ++known) {
    std::string_view text = known == 0 ? text_ : levels_.back().decoded.text();
    const EncodedRun& run = steps[known].run;
    DecodedText decoded = decode(text, run, kLongestDecoded);
    levels_.push_back({run, std::move(decoded)});
  }
  page_.text = levels_.empty() ? text_ : levels_.back().decoded.text();
  page_.secrets = secrets_on(levels_);
}

// Of every reported candidate the stretch of the innermost text that shows its
// secret: its own place, or what is left of one further out or in.
std::vector<Range> Report::secrets_on(std::span<const Level> levels) const {
  std::vector<Range> out;
  for (const Candidate& candidate : candidates_) {
    if (candidate.reason != Reason::kReported) continue;
    Range range = candidate.secret;
    bool is_inside = true;
    for (std::size_t i = 0; i < levels.size() && !range.empty(); ++i) {
      is_inside = is_inside && i < candidate.steps.size() &&
                  candidate.steps[i].run == levels[i].run;
      range = is_inside ? candidate.steps[i].secret
                        : levels[i].decoded.shown(range);
    }
    if (!range.empty()) out.push_back(range);
  }
  return merged(std::move(out));
}

std::string_view Report::secret(const Candidate& candidate) {
  open(candidate.steps);
  auto [begin, end] = candidate.steps.empty() ? candidate.secret
                                              : candidate.steps.back().secret;
  return page_.text.substr(begin, end - begin);
}

std::string_view Report::text_of(const Candidate& candidate) {
  open(candidate.steps);
  return page_.text;
}

std::string Report::shown(Range range) const {
  std::string out;
  if (range.empty()) return out;
  std::uint64_t from = range.begin;
  for (auto it = std::ranges::upper_bound(page_.secrets, range.begin, {},
                                          &Range::end);
       it != page_.secrets.end() && it->begin < range.end; ++it) {
    if (it->begin > from) out += page_.text.substr(from, it->begin - from);
    out += kMask;
    from = it->end;
  }
  if (from < range.end) out += page_.text.substr(from, range.end - from);
  return out;
}

Finding Report::finding(const Candidate& candidate) {
  const Rule& rule = database_.rules()[candidate.rule];
  std::string_view secret = this->secret(candidate);
  bool is_decoded = !candidate.steps.empty();
  Range match = is_decoded ? candidate.steps.back().match : candidate.match;
  auto begin = static_cast<std::uint64_t>(secret.data() - page_.text.data());
  std::uint64_t end = begin + secret.size();

  Finding out;
  out.rule_id = rule.id;
  out.title = rule.title;
  out.provider = rule.provider;
  out.grants = rule.grants;
  out.next = rule.next;
  out.severity = rule.severity;
  out.tags = rule.tags;
  out.secret = Secret(secret, fingerprint_key_);
  out.match_before = shown({match.begin, begin});
  out.match_after = shown({end, match.end});
  out.entropy = rule.dialect == Dialect::kGitleaks ? character_entropy(secret)
                                                   : shannon_entropy(secret);
  for (const DecodedStep& step : candidate.steps) {
    out.decoded.emplace_back(to_string(step.run.encoding));
  }

  std::uint64_t line_begin = begin - std::min(begin, kShown);
  auto before = page_.text.substr(line_begin, begin - line_begin);
  if (auto newline = before.rfind('\n'); newline != before.npos) {
    line_begin += newline + 1;
  }
  out.line_before = shown({line_begin, begin});
  if (!secret.contains('\n')) {
    std::string_view near = page_.text.substr(0, end + kShown);
    std::uint64_t line_end =
        std::min<std::uint64_t>(near.find('\n', end), near.size());
    out.line_after = shown({end, line_end});
  }
  return out;
}

}  // namespace stanch
