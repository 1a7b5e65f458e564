// SPDX-License-Identifier: Apache-2.0
//
// What the engine does for each kind of step: changes, which are written down
// before and after and looked for after a crash; verifications, which are
// repeated by whoever resumes until they succeed; and the wait of the grace.
#include <algorithm>

#include <fmt/core.h>

#include "core/seal.h"
#include "inventory/change.h"
#include "response/responder.h"

namespace stanch {
namespace {

using Moment = ResponseEvent::Moment;

constexpr std::size_t kValueSize = 40;
// Between two looks at a value that should be dead; seconds.
constexpr std::int64_t kLongestPause = 30;

// Letters and digits: fine in a URL, a shell, a YAML file, a connection string.
// 62 to the power of 40 values.
Secret new_value() {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  constexpr unsigned kFair = 256 / kLetters.size() * kLetters.size();
  std::string text;
  text.reserve(kValueSize);
  while (text.size() < kValueSize) {
    std::string bytes = random_bytes(kValueSize);
    for (char byte : bytes) {
      auto number = static_cast<unsigned char>(byte);
      if (number >= kFair || text.size() == kValueSize) continue;
      text += kLetters[number % kLetters.size()];
    }
    wipe(bytes.data(), bytes.size());
  }
  Secret out(text);
  wipe(text.data(), text.size());
  return out;
}

Probe probe_of(const JournalEntry& entry) {
  Probe out{.form = entry.details, .at = entry.concluded};
  out.by_record = out.form.ends_with(" (by record)");
  out.verdict = probe_verdict_of(*entry.outcome).value_or(out.verdict);
  return out;
}

std::string form_of(const Probe& probe) {
  return probe.form + (probe.by_record ? " (by record)" : "");
}

}  // namespace

Result<Responder::Stop> Responder::change(Step step, Actor& actor,
                                          std::string_view role) {
  std::vector<std::string> calls = actor.calls(step);
  if (calls.empty()) return std::nullopt;
  std::string name = fmt::format("{} at {}", to_string(step), role);
  const JournalEntry* known = entry_of(name);
  if (known != nullptr && known->outcome) return std::nullopt;
  bool was_there = known != nullptr;
  Intent intent{.step = name};
  for (const std::string& line : calls) {
    intent.plan += (intent.plan.empty() ? "" : "; ") + line;
  }
  if (step == Step::kArm) intent.deadline = inventory_.now() + case_.grace;
  if (step == Step::kMint && !was_there && !issuer_.traits().chooses_value) {
    intent.response = id_;  // what it is sealed for
    fresh_ = new_value();
    auto sealed = sealed_value(inventory_, options_.seal, *fresh_, intent);
    if (!sealed) return stop(sealed.error());
    intent.sealed = std::move(*sealed);
  }
  auto entry = note(std::move(intent));
  if (!entry) return std::unexpected(std::move(entry.error()));
  return call(step, actor, *entry, was_there);
}

Result<Responder::Stop> Responder::call(Step step, Actor& actor,
                                        const JournalEntry& entry,
                                        bool was_there) {
  const std::string& name = entry.intent.step;
  StepInput input = input_of(entry);
  if (was_there) {
    auto found = actor.reconcile(step, input);
    if (!found) return stop(found.error());
    if (*found == Reconciled::kConflict) {
      return stop(ResponseEnd::kNeedsPerson,
                  fmt::format("{}: somebody changed {} meanwhile; `stanch "
                              "respond rollback {}` or look at it by hand",
                              name, actor.place(), id_));
    }
    if (*found == Reconciled::kUndecidable) {
      return stop(ResponseEnd::kNeedsPerson,
                  fmt::format("{}: it cannot be told whether it was done at "
                              "{}; look at it by hand",
                              name, actor.place()));
    }
    if (*found == Reconciled::kApplied) {
      auto noted = conclude(entry, "done", "was done before the interruption");
      if (!noted) return std::unexpected(std::move(noted.error()));
      return std::nullopt;
    }
  }
  tell(Moment::kIntended, name, entry.intent.plan);
  auto done = actor.perform(step, input);
  if (!done) return stop(done.error());
  tell(Moment::kMade, name, clean(*done));
  if (step == Step::kMint) {
    auto stopped = keep_minted();
    if (!stopped || *stopped) return stopped;
  }
  auto noted = conclude(entry, "done", *done);
  if (!noted) return std::unexpected(std::move(noted.error()));
  return std::nullopt;
}

Result<Responder::Stop> Responder::verify_new() {
  auto entry = note({.step = std::string(to_string(Step::kVerifyNew)),
                     .plan = "the new value works"});
  if (!entry) return std::unexpected(std::move(entry.error()));
  if (entry->outcome) return std::nullopt;
  Probe probe = issuer_.probe_new(*fresh_);
  std::int64_t end = inventory_.now() + options_.patience;
  while (probe.verdict != ProbeVerdict::kLive && inventory_.now() < end) {
    auto waited = wait_until(inventory_.now() + 1);
    if (!waited) return std::unexpected(std::move(waited.error()));
    probe = issuer_.probe_new(*fresh_);
  }
  if (probe.verdict == ProbeVerdict::kLive) {
    auto noted = conclude(*entry, "live", form_of(probe));
    if (!noted) return std::unexpected(std::move(noted.error()));
    return std::nullopt;
  }
  bool old_works =
      issuer_.traits().overlaps && case_.mode == ResponseMode::kGraceful;
  return stop(ResponseEnd::kNeedsPerson,
              old_works
                  ? fmt::format("the new value does not work ({}), and nothing "
                                "was taken from the old one; `stanch respond "
                                "rollback {}`",
                                probe.form, id_)
                  : fmt::format("the new value does not work ({}), and the old "
                                "one is ended; mend that, then `stanch respond "
                                "resume {}`",
                                probe.form, id_));
}

Result<Responder::Stop> Responder::wait_for_consumers() {
  // The deadline that was armed at the issuer is this one's, too.
  std::int64_t deadline = inventory_.now() + case_.grace;
  for (const JournalEntry& entry : journal_) {
    if (entry.intent.deadline) deadline = *entry.intent.deadline;
  }
  auto entry = note({.step = std::string(to_string(Step::kGrace)),
                     .plan = "consumers move to the new value",
                     .deadline = deadline});
  if (!entry) return std::unexpected(std::move(entry.error()));
  if (entry->outcome) return std::nullopt;
  deadline = entry->intent.deadline.value_or(deadline);
  std::int64_t last_used = inventory_.now();
  CredentialUse use = issuer_.use();
  for (std::int64_t now = last_used; now < deadline; now = inventory_.now()) {
    use = issuer_.use();
    if (use.old_sessions != 0 || use.new_sessions <= 0) last_used = now;
    if (case_.quiet > 0 && now - last_used >= case_.quiet) break;
    tell(Moment::kWaiting, entry->intent.step,
         fmt::format("{} s left; sessions: {} old, {} new", deadline - now,
                     use.old_sessions, use.new_sessions));
    auto waited = wait_until(std::min(deadline, now + options_.look_every));
    if (!waited) return std::unexpected(std::move(waited.error()));
  }
  auto noted = conclude(*entry, "over",
                        fmt::format("sessions: {} old, {} new",
                                    use.old_sessions, use.new_sessions));
  if (!noted) return std::unexpected(std::move(noted.error()));
  return std::nullopt;
}

Result<Responder::Stop> Responder::verify_dead(Step step) {
  std::string name(to_string(step));
  std::int64_t settle = std::max(case_.settle, issuer_.traits().settle);
  Probe first;
  if (step == Step::kVerifyDeadAgain) {
    first = probe_of(*entry_of(to_string(Step::kVerifyDead)));
    auto waited = wait_until(first.at + settle);
    if (!waited) return std::unexpected(std::move(waited.error()));
  }
  auto entry = note({.step = name, .plan = "the old value is refused"});
  if (!entry) return std::unexpected(std::move(entry.error()));
  if (entry->outcome) return std::nullopt;
  std::int64_t end = inventory_.now() + std::max(options_.patience, settle);
  Probe probe = issuer_.probe_old(leaked_);
  // Some issuers take an hour, and count who asks.
  std::int64_t pause = 1;
  while (probe.verdict != ProbeVerdict::kDead && inventory_.now() < end) {
    auto waited = wait_until(std::min(end, inventory_.now() + pause));
    if (!waited) return std::unexpected(std::move(waited.error()));
    pause = std::min(pause * 2, kLongestPause);
    probe = issuer_.probe_old(leaked_);
  }
  probe.at = inventory_.now();
  if (step == Step::kVerifyDeadAgain && first.by_record && !probe.by_record) {
    // Only now somebody was refused: that is the first of the two.
    first = probe;
    auto waited = wait_until(first.at + settle);
    if (!waited) return std::unexpected(std::move(waited.error()));
    probe = issuer_.probe_old(leaked_);
    probe.at = inventory_.now();
  }
  if (probe.verdict != ProbeVerdict::kDead) {
    return stop(ResponseEnd::kNotProven,
                fmt::format("the old value is {} after it was disabled ({}); "
                            "`stanch respond resume {}` looks again",
                            probe.verdict == ProbeVerdict::kLive ? "still live"
                                                                 : "not proven "
                                                                   "dead",
                            probe.form, id_));
  }
  if (step == Step::kVerifyDeadAgain) {
    Proof proof = proof_of(case_.before, first, probe, settle);
    if (proof != Proof::kDeadProven) {
      std::string by_hand = issuer_.traits().by_hand;
      return stop(
          ResponseEnd::kNotProven,
          fmt::format("the old value is {}, not proven dead: {}{}{}; `stanch "
                      "respond resume {}` looks again, `close {}` ends this",
                      to_string(proof),
                      case_.before.verdict == ProbeVerdict::kLive
                          ? "only the issuer's record says so"
                          : "it was never seen to work",
                      by_hand.empty() ? "" : "; ", by_hand, id_, id_));
    }
  }
  auto noted =
      conclude(*entry, std::string(to_string(probe.verdict)), form_of(probe));
  if (!noted) return std::unexpected(std::move(noted.error()));
  return std::nullopt;
}

Result<Responder::Stop> Responder::collect_evidence() {
  auto entry = note({.step = std::string(to_string(Step::kEvidence)),
                     .plan = "who used the old value"});
  if (!entry) return std::unexpected(std::move(entry.error()));
  if (entry->outcome) return std::nullopt;
  auto lines = issuer_.evidence(leaked_);
  if (!lines) return stop(lines.error());
  if (store_ != nullptr) {
    auto more = store_->evidence(leaked_);
    if (!more) return stop(more.error());
    lines->insert(lines->end(), more->begin(), more->end());
  }
  std::string text;
  for (const std::string& line : *lines) {
    text += (text.empty() ? "" : "; ") + line;
  }
  auto noted = conclude(*entry, "done", text);
  if (!noted) return std::unexpected(std::move(noted.error()));
  return std::nullopt;
}

}  // namespace stanch
