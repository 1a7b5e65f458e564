// SPDX-License-Identifier: Apache-2.0
//
// How an expected failure travels. Functions that can fail return Result<T>;
// whoever knows more puts a word in front with context(); cli prints the one
// line and turns the kind into the exit status. Exceptions never leave the
// .cc file whose library throws them; bugs are assert().
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace stanch {

enum class ErrorKind {
  kUsage,       // what the user wrote: options, configuration, rules
  kUnreadable,  // the input could not be read, wholly or in part
  kUnwritable,  // a report could not be written
  kClosedPipe,  // the reader of our output went away
};

// One line that says what was asked, what went wrong, where, and what to do.
// It never contains a secret.
struct Error {
  ErrorKind kind = ErrorKind::kUnreadable;
  std::string message;
};

template <typename T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(ErrorKind kind, std::string message) {
  return std::unexpected(Error{kind, std::move(message)});
}

// Puts "where: " in front of the message of an error on its way up.
inline std::unexpected<Error> context(std::string_view where, Error error) {
  error.message = std::string(where) + ": " + error.message;
  return std::unexpected(std::move(error));
}

}  // namespace stanch
