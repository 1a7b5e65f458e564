// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "net/http_client.h"

namespace stanch {

// One answer while it arrives, without a word about the library that brings
// it: takes lines of the head and pieces of the body, enforces the limits.
// Each function returns whether to go on.
class Exchange {
 public:
  // What ended the exchange from our side.
  enum class End { kNone, kStopped, kTooLarge, kStalled, kCancelled };

  // Both outlive the exchange; `cancelled` may be null.
  Exchange(const HttpRequest& request, const std::atomic<bool>* cancelled);

  // A line of the head with its line end; a status line starts a new head,
  // as after 100 Continue.
  bool take_head(std::string_view line);
  bool take_body(std::string_view bytes);
  // Called about once a second, whether or not bytes move. `uploaded`: of the
  // request's body so far.
  bool go_on(std::uint64_t uploaded);

  End end() const { return end_; }
  HttpResponse& response() { return response_; }

 private:
  bool stop(End end) {
    end_ = end;
    return false;
  }

  const HttpRequest& request_;
  const std::atomic<bool>* cancelled_;
  HttpResponse response_;
  End end_ = End::kNone;
  std::size_t head_bytes_ = 0;
  bool body_began_ = false;
  std::uint64_t uploaded_ = 0;
  std::chrono::steady_clock::time_point last_byte_;
};

// Why a request may not be sent as it is; none where it may.
std::optional<std::string_view> fault_of(const HttpRequest& request);

}  // namespace stanch
