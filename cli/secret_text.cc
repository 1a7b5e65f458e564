// SPDX-License-Identifier: Apache-2.0
#include "cli/secret_text.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "cli/inventory_list.h"
#include "inventory/impact.h"
#include "inventory/questions.h"
#include "inventory/time_text.h"
#include "reporters/layout.h"
#include "reporters/printable.h"

namespace stanch {
namespace {

constexpr std::size_t kShownIndent = 2;
constexpr std::int64_t kNoTime = 0;
constexpr std::size_t kNameColumns = 14;
constexpr std::size_t kQuestionColumns = 27;

// A line with a name; what does not fit goes on below the text.
std::string named(std::string_view name, std::size_t columns,
                  std::string_view text) {
  std::string out = fmt::format("  {:<{}}", name, columns);
  std::string next(kShownIndent + columns, ' ');
  bool is_first = true;
  for (const std::string& line :
       wrapped(printable(text), kColumns - next.size())) {
    if (!is_first) out += next;
    is_first = false;
    out += line + "\n";
  }
  return out;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out;
}

// "2026-11-21 20:46 UTC"
std::string minute_text(std::int64_t time) {
  std::string text = utc_text(time);
  return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

std::string state_text(const ShownSecret& shown) {
  const SecretRecord& secret = shown.secret;
  std::string out(to_string(secret.state));
  if (secret.liveness != Liveness::kUnasked) {
    out += fmt::format(", {}", to_string(secret.liveness));
  }
  if (secret.ignored_until) {
    out += ", until " + day_text(*secret.ignored_until);
  }
  if (auto when = due(secret, shown.deadlines, shown.now)) {
    out += *when < shown.now
               ? fmt::format("; OVERDUE by {}", span_text(shown.now - *when))
               : fmt::format("; due in {}", span_text(*when - shown.now));
    out += fmt::format(" ({})", minute_text(*when));
  }
  return out;
}

std::string opens(const ShownSecret& shown) {
  const Fact* grants = best_fact(shown.facts, "grants");
  std::string out = grants == nullptr ? shown.secret.grants : grants->value;
  if (const Fact* scope = best_fact(shown.facts, "scope")) {
    out += (out.empty() ? "scope: " : "; scope: ") + scope->value;
  }
  return out;
}

Severity loudness(Impact impact) {
  if (impact == Impact::kHigh) return Severity::kCritical;
  return impact == Impact::kMedium ? Severity::kMedium : Severity::kLow;
}

// "for 320 d, since 2026-01-05; in 4 places of 2 repositories, one of them on a
// public forge": from the first commit that is known, else from the first scan.
std::string exposure_text(const ShownSecret& shown) {
  std::int64_t from = shown.secret.first_seen, until = 0;
  std::set<std::string> here;  // a folder and its history have the same file
  std::set<std::string> repositories, open;
  for (const PlaceRecord& place : shown.places) {
    from = std::min(from, place.since.value_or(from));
    bool is_over = place.gone_at || (place.until && place.in_head == false);
    std::int64_t end = place.gone_at ? *place.gone_at : place.until.value_or(0);
    until = std::max(until, is_over ? end : shown.now);
    if (!place.gone_run) here.insert(place_text(place) + "\n" + place.layer);
    repositories.insert(place.repository);
    if (is_on_public_forge(place.repository)) open.insert(place.repository);
  }
  std::string out =
      fmt::format("for {}, since {}; in {} of {}",
                  span_text(std::max(until - from, kNoTime)), day_text(from),
                  counted(here.size(), "place"),
                  repositories.size() == 1
                      ? "1 repository"
                      : fmt::format("{} repositories", repositories.size()));
  if (!open.empty()) {
    out += fmt::format(", {} on a public forge",
                       open.size() == 1 ? "one" : grouped(open.size()));
  }
  return out;
}

std::string head_text(const ShownSecret& shown, Paint paint) {
  const SecretRecord& secret = shown.secret;
  std::string impact(to_string(secret.impact));
  std::string out =
      fmt::format("secret {}  {}  {}  {}\n\n", secret.id,
                  paint.severity(loudness(secret.impact), impact + " impact"),
                  paint.bold(printable(secret.title)),
                  paint.faint("[" + printable(secret.kind) + "]"));
  ImpactVerdict verdict = impact_of_leak(secret.severity, secret.liveness,
                                         shown.places, shown.facts);
  auto line = [&](std::string_view name, std::string_view text) {
    if (!text.empty()) out += named(name, kNameColumns, text);
  };
  line("state", state_text(shown));
  line("impact", fmt::format("{}: {}", impact, joined(verdict.reasons)));
  line("owner",
       secret.owner.empty()
           ? fmt::format("nobody; stanch inventory tag {} owner=WHO", secret.id)
           : secret.owner);
  line("opens", opens(shown));
  line("exposed", exposure_text(shown));
  line("known since", minute_text(secret.first_seen));
  line("last seen", minute_text(secret.last_seen));
  line("fingerprint", secret.fingerprint);
  return out;
}

std::string questions_text(const ShownSecret& shown) {
  std::string out;
  for (const QuestionAnswer& answer :
       answers(shown.secret, shown.places, shown.facts)) {
    out += named(answer.question, kQuestionColumns,
                 answer.text.empty()
                     ? fmt::format("unanswered: {}", answer.how)
                     : fmt::format("{} ({})", answer.text, answer.source));
  }
  return out;
}

std::string story(const PlaceRecord& place) {
  std::string out = place.source;
  if (place.copies > 1) out += fmt::format(", {} times", place.copies);
  if (!place.layer.empty()) out += ", layer " + place.layer;
  if (!place.first_commit.empty()) {
    out += ", since commit " + place.first_commit.substr(0, 12);
    if (place.since) out += " of " + day_text(*place.since);
    if (!place.author.empty()) out += " by " + place.author;
  }
  if (place.until) out += ", removed on " + day_text(*place.until);
  if (place.in_head) out += *place.in_head ? ", in HEAD" : ", not in HEAD";
  if (place.latest.value_or(false)) out += ", tagged latest";
  if (place.gone_run) {
    out += fmt::format(", gone: seen by run {} on {}", *place.gone_run,
                       day_text(place.gone_at.value_or(0)));
  }
  return out;
}

// The same file of a folder and of its history is named once.
std::string places_text(const ShownSecret& shown, Paint paint) {
  std::string out, last;
  for (const PlaceRecord& place : shown.places) {
    std::string name = place_text(place);
    if (name != last) {
      out += "  " + paint.place(printable(name)) + "\n";
      last = name;
    }
    out += named("", 2, story(place));
  }
  return out;
}

std::string changes_text(const ShownSecret& shown) {
  std::string out;
  for (const AuditEntry& entry : shown.changes) {
    std::string text =
        fmt::format("{}: {}", entry.note.what, entry.note.detail);
    if (!entry.note.reason.empty()) text += "; " + entry.note.reason;
    out += named(minute_text(entry.at), 22,
                 fmt::format("{} ({})", text, entry.who));
  }
  return out;
}

std::string next_text(const ShownSecret& shown) {
  const SecretRecord& secret = shown.secret;
  std::string first, others;
  for (SecretState state : next_states(secret.state)) {
    if (state == SecretState::kIgnored) continue;
    std::string word(to_string(state));
    std::ranges::replace(word, ' ', '-');
    if (first.empty()) {
      first = word;
    } else {
      others += (others.empty() ? " (or " : ", ") + word;
    }
  }
  if (!others.empty()) others += ")";
  std::string out;
  if (is_open(secret.state)) {
    out += named("what to do", kNameColumns, secret.next);
    out += named("runbook", kNameColumns,
                 fmt::format("stanch respond runbook {}", secret.id));
  }
  return out + named("then", kNameColumns,
                     fmt::format("stanch inventory state {} {}{}", secret.id,
                                 first, others));
}

}  // namespace

std::string secret_text(const ShownSecret& shown, Paint paint) {
  std::string out = head_text(shown, paint);
  auto part = [&](std::string_view title, const std::string& text) {
    if (!text.empty()) out += "\n" + paint.bold(title) + "\n" + text;
  };
  part("The five questions", questions_text(shown));
  part("Where it stands", places_text(shown, paint));
  part("What happened last", changes_text(shown));
  part("What may come next", next_text(shown));
  return out;
}

}  // namespace stanch
