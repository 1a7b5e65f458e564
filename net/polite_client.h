// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "net/http_settings.h"

namespace stanch {

// Sends by `exchanges`, which makes one exchange a call, and adds what makes a
// guest welcome: at most so many requests a host at once and a second, retries
// with growing waits, redirects by the rules of http_client.h.
std::unique_ptr<HttpClient> make_polite_client(
    std::unique_ptr<HttpClient> exchanges, HttpManners manners, NetClock clock);

}  // namespace stanch
