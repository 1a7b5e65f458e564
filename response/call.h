// SPDX-License-Identifier: Apache-2.0
//
// What comes of asking an issuer or a store. Faults are told apart by what the
// response does about them, which takes status, error code and body together:
// a status alone means too many things (docs/response.md, "Answers").
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace stanch {

enum class CallFault {
  kUnavailable,  // down, sealed, electing a leader, busy: later it may work
  kDenied,       // our own identity may not do it
  kConflict,     // somebody else changed it in between
  kGone,         // what is spoken of is not there
  kProtocol,     // an answer that is none of these
};

// One line: what was asked of whom and what came of it. Never a secret.
struct CallError {
  CallFault fault = CallFault::kProtocol;
  std::string message;
};

template <typename T>
using Answer = std::expected<T, CallError>;

inline std::unexpected<CallError> call_error(CallFault fault,
                                             std::string message) {
  return std::unexpected(CallError{fault, std::move(message)});
}

}  // namespace stanch
