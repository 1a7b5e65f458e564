// SPDX-License-Identifier: Apache-2.0
#include "response/step.h"

#include <algorithm>
#include <array>

namespace stanch {
namespace {

struct StepRow {
  Step step;
  std::string_view word;
  bool changes;
};

constexpr std::array<StepRow, 11> kSteps = {{
    {Step::kMint, "mint", true},
    {Step::kStore, "store", true},
    {Step::kVerifyNew, "verify new", false},
    {Step::kArm, "arm deadline", true},
    {Step::kGrace, "grace", false},
    {Step::kDisable, "disable old", true},
    {Step::kVerifyDead, "verify dead", false},
    {Step::kVerifyDeadAgain, "verify dead again", false},
    {Step::kEndSessions, "end sessions", true},
    {Step::kDestroyOld, "destroy old", true},
    {Step::kEvidence, "evidence", false},
}};

constexpr std::array<std::string_view, 2> kActions = {"rotate", "revoke"};
constexpr std::array<std::string_view, 2> kModes = {"graceful", "emergency"};

const StepRow& row_of(Step step) {
  return kSteps[static_cast<std::size_t>(step)];
}

template <typename T, std::size_t N>
std::optional<T> find(const std::array<std::string_view, N>& words,
                      std::string_view word) {
  auto found = std::ranges::find(words, word);
  if (found == words.end()) return std::nullopt;
  return static_cast<T>(found - words.begin());
}

std::vector<Step> rotation(const Flow& flow) {
  using enum Step;
  std::vector<Step> prepare = {kMint, kStore, kVerifyNew};
  std::vector<Step> finish = {kDestroyOld, kEvidence};
  std::vector<Step> out;
  auto add = [&](const std::vector<Step>& steps) {
    out.insert(out.end(), steps.begin(), steps.end());
  };
  if (!flow.overlaps) {
    // The issuer has one slot: the new value is the end of the old one.
    add(prepare);
    add({kVerifyDead, kVerifyDeadAgain, kEndSessions});
  } else if (flow.mode == ResponseMode::kEmergency) {
    add({kDisable, kVerifyDead, kEndSessions});
    add(prepare);
    add({kVerifyDeadAgain});
  } else {
    add(prepare);
    if (flow.arms) add({kArm});
    add({kGrace, kDisable, kVerifyDead, kVerifyDeadAgain, kEndSessions});
  }
  add(finish);
  return out;
}

}  // namespace

std::vector<Step> steps_of(const Flow& flow) {
  using enum Step;
  if (flow.action == ResponseAction::kRotate) return rotation(flow);
  return {kDisable,     kVerifyDead, kVerifyDeadAgain,
          kEndSessions, kDestroyOld, kEvidence};
}

std::string_view to_string(Step step) { return row_of(step).word; }
std::string_view to_string(ResponseAction action) {
  return kActions[static_cast<std::size_t>(action)];
}
std::string_view to_string(ResponseMode mode) {
  return kModes[static_cast<std::size_t>(mode)];
}

std::optional<Step> step_of(std::string_view word) {
  auto found = std::ranges::find(kSteps, word, &StepRow::word);
  if (found == kSteps.end()) return std::nullopt;
  return found->step;
}
std::optional<ResponseAction> response_action_of(std::string_view word) {
  return find<ResponseAction>(kActions, word);
}
std::optional<ResponseMode> response_mode_of(std::string_view word) {
  return find<ResponseMode>(kModes, word);
}

bool is_change(Step step) { return row_of(step).changes; }

}  // namespace stanch
