// SPDX-License-Identifier: Apache-2.0
//
// The order of things: begin, step after step, end; and what survives a crash.
//
// The journal's first entry of a response, "begin", stays without an outcome
// until the response has ended: an open "begin" is what `resume` looks for. The
// steps are always taken from the first one; what the journal says is done is
// passed over, and what it says was begun is looked for before it is repeated.
#include "response/responder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <fmt/core.h>
#include <unistd.h>

#include "core/digest.h"
#include "core/seal.h"
#include "inventory/change.h"
#include "inventory/record.h"
#include "inventory/responder_lock.h"
#include "response/said_text.h"

namespace stanch {
namespace {

constexpr std::string_view kBegin = "begin";
// A value that the issuer chose: its plan is the identity.
constexpr std::string_view kMinted = "minted";
constexpr std::size_t kIdSize = 8;
// A response that crashed keeps its secret from others for so long.
constexpr std::int64_t kLockSeconds = 120;

std::string hex_of(std::string_view bytes) {
  return hex(
      {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

// This process: "@host/1234". Who resumes a response is another holder of the
// lock than who began it, unless that one is gone.
std::string process_name() {
  std::array<char, 256> host = {};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  return fmt::format("@{}/{}", host.data(), ::getpid());
}

// A process of this machine that does not run any more.
bool is_gone(const std::string& holder) {
  std::string ours = process_name();
  std::string host = ours.substr(0, ours.rfind('/') + 1);
  std::size_t at = holder.find(host);
  if (at == std::string::npos) return false;
  int number = std::atoi(holder.c_str() + at + host.size());
  return number > 0 && ::kill(number, 0) != 0 && errno == ESRCH;
}

Error not_this_one(const std::string& id) {
  return {ErrorKind::kUsage,
          fmt::format("no response {} is under way; `stanch respond status` "
                      "names them",
                      id)};
}

}  // namespace

Result<std::vector<OpenResponse>> open_responses(Inventory& inventory) {
  auto entries = open_intents(inventory);
  if (!entries) return std::unexpected(std::move(entries.error()));
  std::vector<OpenResponse> out;
  for (const JournalEntry& entry : *entries) {
    if (entry.intent.step != kBegin) continue;
    auto response = case_of_json(entry.intent.plan);
    if (!response) return std::unexpected(std::move(response.error()));
    out.push_back({entry.intent.response, entry.at, std::move(*response)});
  }
  return out;
}

Result<ResponseResult> Responder::start(const ResponseCase& response) {
  id_ = hex_of(random_bytes(kIdSize));
  case_ = response;
  successor_ = case_.subject.successor;
  if (auto locked = lock(); !locked) {
    return std::unexpected(std::move(locked.error()));
  }
  if (auto free = check_free(); !free) {
    auto freed = unlock_secret(inventory_, case_.secret, holder_);
    return std::unexpected(freed ? free.error() : freed.error());
  }
  auto begun = note({.step = std::string(kBegin), .plan = to_json(case_)});
  if (!begun) return std::unexpected(std::move(begun.error()));
  return run();
}

Result<void> Responder::check_free() {
  auto open = open_responses(inventory_);
  if (!open) return std::unexpected(std::move(open.error()));
  for (const OpenResponse& other : *open) {
    if (other.response.secret != case_.secret) continue;
    return fail(ErrorKind::kUsage,
                fmt::format("response {0} of secret {1} has not ended; `stanch "
                            "respond resume {0}` or `rollback {0}`",
                            other.id, case_.secret));
  }
  auto record = secret_by_id(inventory_, case_.secret);
  if (!record) return std::unexpected(std::move(record.error()));
  if (record->state == SecretState::kResponding) return {};
  return check_transition(record->state, SecretState::kResponding);
}

// What the state is already, and what it cannot become any more, is left.
Result<void> Responder::note_state(SecretState state) {
  auto record = secret_by_id(inventory_, case_.secret);
  if (!record) return std::unexpected(std::move(record.error()));
  if (!check_transition(record->state, state)) return {};
  StateChange change{.to = state, .reason = "response " + id_};
  if (state == SecretState::kDeadProven) change.liveness = Liveness::kDead;
  if (state == SecretState::kConfirmed) change.liveness = Liveness::kLive;
  return change_state(inventory_, case_.secret, change);
}

Result<ResponseResult> Responder::resume(const std::string& id) {
  auto stopped = load(id);
  if (!stopped) return std::unexpected(std::move(stopped.error()));
  if (*stopped) return std::move(**stopped);
  // Who began to take it back goes on with that: what was undone is not done.
  return is_taken_back() ? undo_all() : run();
}

Result<Responder::Stop> Responder::load(const std::string& id) {
  id_ = id;
  auto journal = journal_of_response(inventory_, id);
  if (!journal) return std::unexpected(std::move(journal.error()));
  journal_ = std::move(*journal);
  const JournalEntry* begun = entry_of(kBegin);
  if (begun == nullptr || begun->outcome) {
    return std::unexpected(not_this_one(id));
  }
  auto response = case_of_json(begun->intent.plan);
  if (!response) return std::unexpected(std::move(response.error()));
  case_ = std::move(*response);
  successor_ = case_.subject.successor;
  if (auto locked = lock(); !locked) {
    return std::unexpected(std::move(locked.error()));
  }
  Stop stopped = find_fresh();
  if (!stopped) return stopped;
  auto freed = unlock_secret(inventory_, case_.secret, holder_);
  if (!freed) return std::unexpected(std::move(freed.error()));
  return stopped;
}

Result<void> Responder::lock() {
  if (holder_.empty()) holder_ = id_ + process_name();
  auto other = lock_secret(inventory_, case_.secret, holder_, kLockSeconds);
  if (other && *other && is_gone((*other)->holder)) {
    auto freed = unlock_secret(inventory_, case_.secret, (*other)->holder);
    if (!freed) return freed;
    other = lock_secret(inventory_, case_.secret, holder_, kLockSeconds);
  }
  if (!other) return std::unexpected(std::move(other.error()));
  if (!*other) return {};
  return fail(ErrorKind::kUsage,
              fmt::format("secret {} is being responded to by {}; `stanch "
                          "respond status` shows it",
                          case_.secret, (*other)->holder));
}

Result<ResponseResult> Responder::run() {
  if (auto noted = note_state(SecretState::kResponding); !noted) {
    return std::unexpected(std::move(noted.error()));
  }
  for (Step step : steps_of(case_, issuer_.traits())) {
    if (auto locked = lock(); !locked) {
      return std::unexpected(std::move(locked.error()));
    }
    auto stopped = take(step);
    if (!stopped) return std::unexpected(std::move(stopped.error()));
    if (!*stopped) continue;
    const JournalEntry* dead = entry_of(to_string(Step::kVerifyDeadAgain));
    if (dead != nullptr && dead->outcome) {
      auto noted = note_state(SecretState::kContained);
      if (!noted) return std::unexpected(std::move(noted.error()));
    }
    if (auto freed = unlock_secret(inventory_, case_.secret, holder_); !freed) {
      return std::unexpected(std::move(freed.error()));
    }
    return std::move(**stopped);
  }
  return finish(ResponseEnd::kProven, "dead proven",
                "the old value is dead: refused twice, after it was live");
}

Result<Responder::Stop> Responder::take(Step step) {
  switch (step) {
    case Step::kVerifyNew:
      return verify_new();
    case Step::kGrace:
      return wait_for_consumers();
    case Step::kVerifyDead:
    case Step::kVerifyDeadAgain:
      return verify_dead(step);
    case Step::kEvidence:
      return collect_evidence();
    default:
      break;
  }
  // What consumers read comes first where it is stored, last where it goes.
  bool store_first = step == Step::kStore && store_ != nullptr;
  if (store_first) {
    auto stopped = change(step, *store_, "store");
    if (!stopped || *stopped) return stopped;
  }
  auto stopped = change(step, issuer_, "issuer");
  if (!stopped || *stopped || store_ == nullptr || store_first) return stopped;
  return change(step, *store_, "store");
}

Result<ResponseResult> Responder::finish(ResponseEnd end,
                                         const std::string& outcome,
                                         const std::string& message) {
  // First the state, then the end of the response: a crash in between repeats
  // what changes nothing any more.
  auto noted =
      note_state(end == ResponseEnd::kProven ? SecretState::kDeadProven
                                             : SecretState::kConfirmed);
  if (!noted) return std::unexpected(std::move(noted.error()));
  if (auto dropped = drop_sealed(inventory_, id_); !dropped) {
    return std::unexpected(std::move(dropped.error()));
  }
  auto ended = conclude(*entry_of(kBegin), outcome, "");
  if (!ended) return std::unexpected(std::move(ended.error()));
  auto freed = unlock_secret(inventory_, case_.secret, holder_);
  if (!freed) return std::unexpected(std::move(freed.error()));
  return ResponseResult{end, id_, message};
}

Result<JournalEntry> Responder::note(Intent intent) {
  intent.secret = case_.secret;
  intent.response = id_;
  intent.idempotency_key = key_of(intent.step);
  auto entry = note_intent(inventory_, intent);
  if (!entry) return entry;
  auto same = std::ranges::find(journal_, entry->id, &JournalEntry::id);
  if (same == journal_.end()) journal_.push_back(*entry);
  return entry;
}

Result<void> Responder::conclude(const JournalEntry& entry,
                                 const std::string& outcome,
                                 const std::string& said) {
  std::int64_t number = entry.id;
  std::string step = entry.intent.step;
  std::string details = clean(said);
  auto done = note_outcome(inventory_, number, outcome, details);
  if (!done) return done;
  auto kept = std::ranges::find(journal_, number, &JournalEntry::id);
  kept->outcome = outcome;
  kept->details = details;
  kept->concluded = inventory_.now();
  tell(ResponseEvent::Moment::kNoted, step,
       details.empty() ? outcome : details);
  return {};
}

Responder::Stop Responder::find_fresh() {
  auto sealed = std::ranges::find_if(journal_, [](const JournalEntry& entry) {
    return !entry.intent.sealed.empty();
  });
  if (sealed == journal_.end()) return std::nullopt;
  auto value = unsealed_value(inventory_, options_.seal, sealed->intent);
  if (!value) return stop(value.error());
  fresh_ = std::move(*value);
  if (sealed->intent.step == kMinted) {
    successor_ = sealed->intent.plan;
    issuer_.set_successor(successor_);
  }
  return std::nullopt;
}

// What the issuer shows once. Until this is written down the credential is
// nobody's: `reconcile` of the issuer finds it and takes it away.
Result<Responder::Stop> Responder::keep_minted() {
  auto minted = issuer_.take_minted();
  if (!minted) return std::nullopt;
  Intent intent{.response = id_, .step = std::string(kMinted)};
  intent.plan = minted->identity;
  auto sealed = sealed_value(inventory_, options_.seal, minted->value, intent);
  if (!sealed) return stop(sealed.error());
  intent.sealed = std::move(*sealed);
  auto entry = note(std::move(intent));
  if (!entry) return std::unexpected(std::move(entry.error()));
  auto done = conclude(*entry, "done", minted->identity);
  if (!done) return std::unexpected(std::move(done.error()));
  successor_ = minted->identity;
  issuer_.set_successor(successor_);
  fresh_ = std::move(minted->value);
  return std::nullopt;
}

const JournalEntry* Responder::entry_of(std::string_view step) const {
  auto found = std::ranges::find_if(journal_, [&](const JournalEntry& entry) {
    return entry.intent.step == step;
  });
  return found == journal_.end() ? nullptr : &*found;
}

std::string Responder::key_of(std::string_view step) const {
  // One name for one step of one response, on every machine.
  return hex(sha256({id_, "/", step})).substr(0, 32);
}

StepInput Responder::input_of(const JournalEntry& entry) const {
  const JournalEntry* stored =
      entry_of(fmt::format("{} at store", to_string(Step::kStore)));
  return {.response = id_,
          .fresh = fresh_ ? &*fresh_ : nullptr,
          .leaked = &leaked_,
          .successor = successor_,
          .deadline = entry.intent.deadline.value_or(0),
          .intended = entry.at,
          .stored = stored == nullptr ? 0 : stored->concluded};
}

Responder::Stop Responder::stop(ResponseEnd end,
                                const std::string& message) const {
  return ResponseResult{end, id_, clean(message)};
}

std::string Responder::clean(const std::string& text) const {
  return without_values(text, {&leaked_, fresh_ ? &*fresh_ : nullptr});
}

Responder::Stop Responder::stop(const CallError& error) const {
  bool later = error.fault == CallFault::kUnavailable;
  return stop(
      later ? ResponseEnd::kUnavailable : ResponseEnd::kNeedsPerson,
      fmt::format("{}; then `stanch respond resume {}`", error.message, id_));
}

void Responder::tell(ResponseEvent::Moment moment, std::string_view step,
                     std::string_view details) const {
  if (!options_.tell) return;
  options_.tell({moment, std::string(step), std::string(details)});
}

Result<void> Responder::wait_until(std::int64_t time) {
  for (std::int64_t left = time - inventory_.now(); left > 0;
       left = time - inventory_.now()) {
    options_.sleep(std::min(left, kLockSeconds / 4));
    if (auto locked = lock(); !locked) return locked;
  }
  return {};
}

}  // namespace stanch
