// SPDX-License-Identifier: Apache-2.0
#include "response/closing.h"

#include <algorithm>

#include <fmt/core.h>

#include "inventory/change.h"
#include "inventory/journal.h"
#include "inventory/responder_lock.h"
#include "response/responder.h"

namespace stanch {
namespace {

constexpr std::int64_t kClosingSeconds = 60;

// Why it cannot be closed; empty: it can. What was begun to end the old value
// and denied is done by hand then.
std::string unfinished(const std::vector<JournalEntry>& journal,
                       bool has_store) {
  auto entry_of = [&](const std::string& name) {
    return std::ranges::find_if(journal, [&](const JournalEntry& entry) {
      return entry.intent.step == name;
    });
  };
  auto name_of = [](Step step, std::string_view role) {
    return fmt::format("{} at {}", to_string(step), role);
  };
  auto mint = entry_of(name_of(Step::kMint, "issuer"));
  auto store = entry_of(name_of(Step::kStore, "store"));
  // With one slot the new value ends the old one; then it is verified.
  bool ended =
      entry_of(name_of(Step::kDisable, "issuer")) != journal.end() ||
      entry_of(std::string(to_string(Step::kVerifyDead))) != journal.end();
  if (!ended) return "the old value was not touched";
  if (mint == journal.end()) return "";
  if (!mint->outcome) return "a new value was begun to be made";
  bool stored = store != journal.end() && store->outcome;
  return has_store && !stored ? "the new value is not stored yet" : "";
}

}  // namespace

Result<void> close_response(Inventory& inventory, const std::string& id,
                            const std::string& reason) {
  auto open = open_responses(inventory);
  if (!open) return std::unexpected(std::move(open.error()));
  auto found = std::ranges::find(*open, id, &OpenResponse::id);
  if (found == open->end()) {
    return fail(ErrorKind::kUsage,
                fmt::format("no response {} is under way", id));
  }
  std::int64_t secret = found->response.secret;
  std::string holder = "close " + id;
  auto other = lock_secret(inventory, secret, holder, kClosingSeconds);
  if (!other) return std::unexpected(std::move(other.error()));
  if (*other) {
    return fail(ErrorKind::kUsage,
                fmt::format("secret {} is being responded to by {}", secret,
                            (*other)->holder));
  }
  auto done = inventory.write([&]() -> Result<void> {
    auto journal = journal_of_response(inventory, id);
    if (!journal) return std::unexpected(std::move(journal.error()));
    std::string why =
        unfinished(*journal, !found->response.subject.store.empty());
    if (!why.empty()) {
      return fail(ErrorKind::kUsage,
                  fmt::format("response {0} is not closed: {1}; `stanch "
                              "respond resume {0}`, or `rollback {0}`",
                              id, why));
    }
    auto changed = change_state(
        inventory, secret,
        {.to = SecretState::kContained,
         .reason = fmt::format("response {} closed: {}", id, reason)});
    if (!changed && changed.error().kind != ErrorKind::kUsage) return changed;
    if (auto dropped = drop_sealed(inventory, id); !dropped) return dropped;
    return note_outcome(inventory, journal->front().id, "closed", reason);
  });
  auto freed = unlock_secret(inventory, secret, holder);
  return done ? freed : done;
}

}  // namespace stanch
