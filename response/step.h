// SPDX-License-Identifier: Apache-2.0
//
// The steps of a response, and which of them a response takes in which order.
// docs/response.md draws it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace stanch {

enum class Step {
  kMint,             // a new credential at the issuer
  kStore,            // the new value to where consumers read it
  kVerifyNew,        // the new value works
  kArm,              // the issuer itself ends the old one at the deadline
  kGrace,            // wait until nobody uses the old one, or the deadline
  kDisable,          // the old one stops working
  kVerifyDead,       // it is refused
  kVerifyDeadAgain,  // and again, a settle time later
  kEndSessions,      // what the old one opened is closed
  kDestroyOld,       // the old value is taken from issuer and store
  kEvidence,         // who used it until when
};

enum class ResponseAction { kRotate, kRevoke };
enum class ResponseMode { kGraceful, kEmergency };

// All that decides the order.
struct Flow {
  ResponseAction action = ResponseAction::kRevoke;
  ResponseMode mode = ResponseMode::kGraceful;
  bool overlaps = true;  // old and new may work at the same time
  bool arms = true;      // the issuer keeps deadlines
};

std::vector<Step> steps_of(const Flow& flow);

// "mint", "verify new"; they stand in the journal.
std::string_view to_string(Step step);
std::string_view to_string(ResponseAction action);
std::string_view to_string(ResponseMode mode);
std::optional<Step> step_of(std::string_view word);
std::optional<ResponseAction> response_action_of(std::string_view word);
std::optional<ResponseMode> response_mode_of(std::string_view word);

// Whether it changes something outside, so that its call is written down before
// it is made and looked for after a crash.
bool is_change(Step step);

}  // namespace stanch
