// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

#include "net/http_settings.h"

namespace stanch {

// Lets through so many requests a host at once and so many a second. Safe from
// any thread.
class HostLimiter {
 public:
  HostLimiter(const HttpManners& manners, NetClock clock)
      : manners_(manners), clock_(std::move(clock)) {}

  // Held while one request is under way. Made by enter(), which waits.
  class Turn {
   public:
    Turn(HostLimiter& limiter, std::string host)
        : limiter_(limiter), host_(std::move(host)) {}
    ~Turn() { limiter_.leave(host_); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    HostLimiter& limiter_;
    std::string host_;
  };
  Turn enter(const std::string& host);

 private:
  struct Host {
    unsigned in_flight = 0;
    NetClock::Steady next{};  // when the next one may start
  };

  void leave(const std::string& host);

  const HttpManners manners_;
  const NetClock clock_;
  std::mutex mutex_;  // guards all below
  std::condition_variable left_;
  std::map<std::string, Host> hosts_;
};

}  // namespace stanch
