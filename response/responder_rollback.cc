// SPDX-License-Identifier: Apache-2.0
//
// The way back, as long as the old credential was not touched: the last step
// first. It is written down and resumed as the way forward is.
#include <algorithm>

#include <fmt/core.h>

#include "response/responder.h"

namespace stanch {
namespace {

// Before the name of a step that is taken back.
constexpr std::string_view kUndo = "undo ";

}  // namespace

bool Responder::is_taken_back() const {
  return std::ranges::any_of(journal_, [](const JournalEntry& entry) {
    return entry.intent.step.starts_with(kUndo);
  });
}

Result<ResponseResult> Responder::roll_back(const std::string& id) {
  auto stopped = load(id);
  if (!stopped) return std::unexpected(std::move(stopped.error()));
  if (*stopped) return std::move(**stopped);
  // With one slot, the new value was the end of the old one.
  Step last = issuer_.traits().overlaps ? Step::kDisable : Step::kMint;
  if (entry_of(fmt::format("{} at issuer", to_string(last))) == nullptr) {
    return undo_all();
  }
  return ResponseResult{
      ResponseEnd::kNeedsPerson, id_,
      fmt::format("the old value is disabled already, so nothing is taken "
                  "back; go on with `stanch respond resume {}`",
                  id_)};
}

Result<ResponseResult> Responder::undo_all() {
  std::vector<JournalEntry> done = journal_;
  std::ranges::reverse(done);
  for (const JournalEntry& entry : done) {
    std::string_view name = entry.intent.step;
    std::size_t at = name.rfind(" at ");
    auto step = step_of(name.substr(0, at));
    if (!step || !is_change(*step) || at == name.npos) continue;
    bool by_issuer = name.ends_with(" at issuer");
    Actor& actor = by_issuer ? static_cast<Actor&>(issuer_) : *store_;
    auto noted = note({.step = fmt::format("{}{}", kUndo, name),
                       .plan = "takes back what was done"});
    if (!noted) return std::unexpected(std::move(noted.error()));
    if (noted->outcome) continue;
    tell(ResponseEvent::Moment::kIntended, noted->intent.step, "");
    auto undone = actor.undo(*step, input_of(entry));
    if (!undone) return *stop(undone.error());
    tell(ResponseEvent::Moment::kMade, noted->intent.step, "");
    auto concluded = conclude(*noted, "done", *undone);
    if (!concluded) return std::unexpected(std::move(concluded.error()));
  }
  return finish(ResponseEnd::kRolledBack, "rolled back",
                "everything is as it was; the leaked value still works");
}

}  // namespace stanch
