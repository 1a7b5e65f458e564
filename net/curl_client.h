// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/result.h"
#include "net/http_settings.h"

namespace stanch {

// Makes exactly one exchange for each send(): no retries, no redirects, no
// waiting (`manners` is not looked at). Keeps idle connections for the next
// request. Every piece of memory that libcurl frees is wiped first.
Result<std::unique_ptr<HttpClient>> make_curl_client(HttpSettings settings);

// Loads and starts libcurl, once; false where it is not installed.
bool start_libcurl();

// What a CURLcode means.
HttpErrorKind http_error_kind_of(int code);

}  // namespace stanch
