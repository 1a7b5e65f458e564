// SPDX-License-Identifier: Apache-2.0
//
// Who won where two rules claim the same bytes is found out by settling the two
// alone, so that there is one place that knows how it is settled.
#include "scanner/explain.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "scanner/allowing.h"
#include "scanner/compiled_rules.h"
#include "scanner/decoded_search.h"
#include "scanner/hits.h"
#include "scanner/islands.h"
#include "scanner/questions.h"
#include "scanner/report.h"
#include "scanner/wide_text.h"

namespace stanch {
namespace {

using Outcome = ExplainedStep::Outcome;

class Explainer {
 public:
  Explainer(const RuleDatabase& database, std::string_view text,
            const Provenance& place, const ScanOptions& options)
      : database_(database),
        text_(text),
        place_(place),
        options_{options.fingerprint_key, options.honour_comments},
        now_(options.now) {
    HitFinder finder(database);
    const Range all{0, text.size()};
    finder.find(text, {&all, 1}, hits_);
    extract_islands(database, text, hits_, candidates_);
    for (Candidate& candidate : candidates_) {
      candidate.reason = judge(database_, candidate, text_, place_, options_);
    }
    DecodedSearch decoded(database, finder, options_, options.decode_depth);
    std::vector<DecodedMatch> matches;
    decoded.find(text, {&all, 1}, finder.runs(), matches);
    for (DecodedMatch& match : matches) {
      match.candidate.reason =
          judge_at(database, match.candidate.rule, match.content, place);
      candidates_.push_back(std::move(match.candidate));
    }
    judged_ = candidates_;
    settle_overlaps(database_, candidates_);
    report_.emplace(database, text, candidates_, options.fingerprint_key);
  }

  // What touches the lines.
  std::vector<Explained> tell(Range lines);

 private:
  Explained tell(const Candidate& settled);
  void tell_value(const Case& one, Reason decided, Explained& out) const;
  void tell_allow(const Candidate& settled, Explained& out) const;
  std::string told_of_overlap(const Candidate& settled) const;

  const RuleDatabase& database_;
  std::string_view text_;
  const Provenance& place_;
  JudgeOptions options_;
  std::int64_t now_;
  std::vector<Hit> hits_;
  std::vector<Candidate> judged_;      // before overlaps were settled
  std::vector<Candidate> candidates_;  // and after
  std::optional<Report> report_;       // of these
};

void add(Explained& out, Reason step, Reason decided, std::string told) {
  bool over =
      !out.steps.empty() && (out.steps.back().outcome == Outcome::kDecided ||
                             out.steps.back().outcome == Outcome::kNotAsked);
  Outcome outcome = over              ? Outcome::kNotAsked
                    : step == decided ? Outcome::kDecided
                                      : Outcome::kPassed;
  if (over) told.clear();
  out.steps.push_back({to_string(step), outcome, std::move(told)});
}

void Explainer::tell_value(const Case& one, Reason decided,
                           Explained& out) const {
  for (const Question& question : questions_of(one.rule.dialect)) {
    std::string told = question.told(one);
    if (!told.empty()) add(out, question.reason, decided, std::move(told));
    // The path is asked for as soon as it is sure that there is a value.
    if (question.reason == Reason::kBoundary && !one.rule.path.empty()) {
      add(out, Reason::kPath, decided,
          fmt::format("asks for {}", one.rule.path));
    }
  }
}

void Explainer::tell_allow(const Candidate& settled, Explained& out) const {
  const auto& allows = database_.impl().allows;
  for (std::size_t i = 0; i < allows.size() && !out.allow; ++i) {
    if (covers(database_, allows[i], settled, text_, options_) &&
        covers_place(allows[i], place_)) {
      out.allow = i;
    }
  }
}

std::string Explainer::told_of_overlap(const Candidate& settled) const {
  if (settled.reason != Reason::kOverlap) return "no rule knows more of it";
  for (const Candidate& other : judged_) {
    if (other.rule == settled.rule && other.secret == settled.secret) continue;
    std::vector<Candidate> two = {settled, other};
    two[0].reason = Reason::kReported;
    settle_overlaps(database_, two);
    bool beaten = std::ranges::any_of(two, [&](const Candidate& one) {
      return one.rule == settled.rule && one.secret == settled.secret &&
             one.reason == Reason::kOverlap;
    });
    if (beaten) {
      return fmt::format("{} has the same bytes ({})",
                         database_.rules()[other.rule].id,
                         to_string(other.reason));
    }
  }
  return {};
}

Explained Explainer::tell(const Candidate& settled) {
  const Rule& rule = database_.rules()[settled.rule];
  Explained out{.rule = settled.rule,
                .offset = settled.secret.begin,
                .size = settled.secret.size(),
                .reason = settled.reason};
  out.steps.push_back({"trigger", Outcome::kPassed, {}});
  // As it stands in the text in which it was found.
  Candidate inner = settled;
  for (const DecodedStep& step : settled.steps) {
    out.decoded.emplace_back(to_string(step.run.encoding));
    inner.match = step.match;
    inner.secret = step.secret;
  }
  out.size = inner.secret.size();
  out.steps.push_back({"expression", Outcome::kPassed,
                       fmt::format("{} bytes match", inner.match.size())});
  const Reason decided = settled.reason;
  const Surroundings around{text_, settled.match};
  tell_value(
      {rule, database_.impl().compiled(settled.rule), report_->text_of(settled),
       inner, settled.steps.empty() ? nullptr : &around},
      decided, out);
  if (decided == Reason::kAllowlist) tell_allow(settled, out);
  add(out, Reason::kAllowlist, decided,
      fmt::format("{} are in force", database_.impl().allows.size()));
  add(out, Reason::kSuppressed, decided,
      decided == Reason::kSuppressed ? "a comment on its line, or above it"
      : options_.honour_comments     ? "no comment speaks of it"
                                     : "comments do not count");
  if (!rule.required.empty()) {
    add(out, Reason::kRequired, decided, "rules that must match near by");
  }
  if (rule.is_component) add(out, Reason::kComponent, decided, "serves others");
  add(out, Reason::kOverlap, decided, told_of_overlap(settled));
  if (decided == Reason::kReported) {
    out.confidence = score({.rule = rule,
                            .value = report_->secret(settled),
                            .text = text_,
                            .match = settled.match,
                            .secret = settled.secret,
                            .path = place_.path,
                            .now = now_});
  }
  return out;
}

std::vector<Explained> Explainer::tell(Range lines) {
  std::vector<Explained> out;
  std::set<std::size_t> matched;
  for (const Candidate& candidate : candidates_) {
    if (!candidate.secret.touches(lines)) continue;
    matched.insert(candidate.rule);
    out.push_back(tell(candidate));
  }
  for (const Hit& hit : hits_) {
    Range last{hit.end - 1, hit.end};
    if (!lines.contains(last) || !matched.insert(hit.rule).second) continue;
    out.push_back(
        {.rule = hit.rule,
         .offset = last.begin,
         .steps = {{"trigger", Outcome::kPassed, {}},
                   {"expression", Outcome::kDecided, "does not match here"}}});
  }
  std::ranges::sort(out, {}, [](const Explained& one) {
    return std::tuple(one.offset, one.rule);
  });
  PositionCursor cursor(text_, {});
  for (Explained& one : out) one.start = cursor.at(one.offset);
  return out;
}

// The bytes of lines, their ends included.
Range bytes_of_lines(std::string_view text, std::uint64_t first,
                     std::uint64_t last) {
  std::uint64_t line = 1;
  Range out{first <= 1 ? 0 : text.size(), text.size()};
  for (std::size_t at = text.find('\n'); at != text.npos;
       at = text.find('\n', at + 1)) {
    ++line;
    if (line == first) out.begin = at + 1;
    if (line == last + 1) {
      out.end = at + 1;
      break;
    }
  }
  return out;
}

}  // namespace

std::string_view to_string(ExplainedStep::Outcome outcome) {
  constexpr std::array<std::string_view, 3> kNames = {"passed", "decided",
                                                      "not asked"};
  return kNames[static_cast<std::size_t>(outcome)];
}

std::vector<Explained> explain(const RuleDatabase& database, const Blob& blob,
                               const ScanOptions& options, std::uint64_t first,
                               std::uint64_t last) {
  std::optional<WideText> transcoded;
  if (auto wide = detect_wide(blob.bytes)) {
    transcoded.emplace(blob.bytes, *wide);
  }
  std::string_view text = transcoded ? transcoded->text() : blob.bytes;
  return Explainer(database, text, blob.provenance, options)
      .tell(bytes_of_lines(text, first, last));
}

}  // namespace stanch
