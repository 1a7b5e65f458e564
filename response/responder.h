// SPDX-License-Identifier: Apache-2.0
//
// Takes a response from its first step to its last. Before a call that changes
// something it is written into the journal, and afterwards what came of it, so
// that whoever resumes knows what may have been done and asks for it. A new
// value stands in the journal sealed, from before it is used anywhere.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/secret.h"
#include "inventory/inventory.h"
#include "inventory/journal.h"
#include "inventory/state.h"
#include "response/actor.h"
#include "response/journal_seal.h"
#include "response/response_case.h"

namespace stanch {

// What happens, as it happens. kIntended: written down, not yet called; kMade:
// called, the outcome not yet written down.
struct ResponseEvent {
  enum class Moment { kIntended, kMade, kNoted, kWaiting };
  Moment moment = Moment::kNoted;
  std::string step;
  std::string details;
};

struct ResponderOptions {
  std::function<void(std::int64_t seconds)> sleep;
  std::function<void(const ResponseEvent&)> tell;
  // How often the use of the old credential is looked at during the grace.
  std::int64_t look_every = 5;
  // How long a verification is repeated while the answer is not "dead".
  std::int64_t patience = 30;
  // Borrowed; null: new values are sealed by the inventory's key.
  JournalSeal* seal = nullptr;
};

enum class ResponseEnd {
  kProven,       // done, and the old value is dead, proven
  kRolledBack,   // everything is as it was
  kNeedsPerson,  // see the message
  kNotProven,    // accepted or still live; `resume` looks again
  kUnavailable,  // an issuer, a store cannot be reached now; `resume` goes on
};

struct ResponseResult {
  ResponseEnd end = ResponseEnd::kNeedsPerson;
  std::string response;  // its id
  std::string message;   // one line; with the next command where there is one
};

// Borrows all that it is given. For one thread. Errors are those of the
// inventory; whatever issuer and store do is a ResponseResult.
class Responder {
 public:
  Responder(Inventory& inventory, Issuer& issuer, Store* store,
            const Secret& leaked, ResponderOptions options)
      : inventory_(inventory),
        issuer_(issuer),
        store_(store),
        leaked_(leaked),
        options_(std::move(options)) {}

  Result<ResponseResult> start(const ResponseCase& response);
  Result<ResponseResult> resume(const std::string& id);
  // Only while the old credential was not touched. Once begun, `resume` goes on
  // with it.
  Result<ResponseResult> roll_back(const std::string& id);

 private:
  // Why the steps stop before the last one; none: go on.
  using Stop = std::optional<ResponseResult>;

  Result<ResponseResult> run();
  Result<ResponseResult> undo_all();
  bool is_taken_back() const;
  Result<Stop> take(Step step);
  Result<Stop> change(Step step, Actor& actor, std::string_view role);
  Result<Stop> call(Step step, Actor& actor, const JournalEntry& entry,
                    bool was_there);
  Result<Stop> verify_new();
  Result<Stop> wait_for_consumers();
  Result<Stop> verify_dead(Step step);
  Result<Stop> collect_evidence();
  Result<ResponseResult> finish(ResponseEnd end, const std::string& outcome,
                                const std::string& message);

  Result<Stop> load(const std::string& id);
  Result<void> check_free();
  Result<void> lock();
  Result<void> note_state(SecretState state);
  Result<JournalEntry> note(Intent intent);
  Result<void> conclude(const JournalEntry& entry, const std::string& outcome,
                        const std::string& details);
  Stop find_fresh();
  Result<Stop> keep_minted();
  const JournalEntry* entry_of(std::string_view step) const;
  std::string key_of(std::string_view step) const;
  StepInput input_of(const JournalEntry& entry) const;
  // Without the two values, should a server have repeated one.
  std::string clean(const std::string& text) const;
  Stop stop(ResponseEnd end, const std::string& message) const;
  Stop stop(const CallError& error) const;
  void tell(ResponseEvent::Moment moment, std::string_view step,
            std::string_view details) const;
  // Sleeps without losing the lock.
  Result<void> wait_until(std::int64_t time);

  Inventory& inventory_;
  Issuer& issuer_;
  Store* store_;
  const Secret& leaked_;
  ResponderOptions options_;

  std::string id_;
  std::string holder_;  // of the lock: this process, on this machine
  ResponseCase case_;
  std::vector<JournalEntry> journal_;  // of this response, as it grows
  std::optional<Secret> fresh_;
  std::string successor_;  // whose that is
};

// A response that has begun and not ended.
struct OpenResponse {
  std::string id;
  std::int64_t at = 0;
  ResponseCase response;
};
Result<std::vector<OpenResponse>> open_responses(Inventory& inventory);

}  // namespace stanch
