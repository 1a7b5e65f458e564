// SPDX-License-Identifier: Apache-2.0
#include "net/host_limiter.h"

#include <algorithm>

namespace stanch {

using std::chrono::ceil;
using std::chrono::milliseconds;

HostLimiter::Turn HostLimiter::enter(const std::string& host) {
  milliseconds wait{0};
  {
    std::unique_lock lock(mutex_);
    Host& entry = hosts_[host];
    left_.wait(lock, [&] {
      return manners_.in_flight == 0 || entry.in_flight < manners_.in_flight;
    });
    ++entry.in_flight;
    if (manners_.per_second > 0) {
      // Each takes the next free slot, so that waiting needs no lock.
      auto now = clock_.now();
      auto slot = std::max(now, entry.next);
      entry.next = slot + std::chrono::nanoseconds(1'000'000'000) /
                              static_cast<int>(manners_.per_second);
      wait = ceil<milliseconds>(slot - now);
    }
  }
  if (wait.count() > 0) clock_.sleep(wait);
  return {*this, host};
}

void HostLimiter::leave(const std::string& host) {
  {
    std::scoped_lock lock(mutex_);
    --hosts_[host].in_flight;
  }
  left_.notify_all();
}

}  // namespace stanch
