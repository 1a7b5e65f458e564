// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/secret_text.h"

namespace stanch {

// An http or https URL (RFC 3986) taken apart. Stricter than browsers: what
// two readers could understand differently is refused.
struct Url {
  std::string scheme;  // "http" or "https"
  std::string host;    // lower case; an IPv6 address without its brackets
  unsigned port = 0;   // the scheme's, where none was written
  SecretText target;   // path and query, at least "/"; a fragment is dropped

  // "https://host", with the port where it is not the scheme's. For messages:
  // the rest of a URL may be secret.
  std::string origin() const;
  // "host" or "host:port", as in a Host header.
  std::string authority() const;
  SecretText text() const;
  // localhost and names below it, 127.0.0.0/8, ::1.
  bool is_loopback() const;
  bool has_origin_of(const Url& other) const;
  Url copy() const;
};

// The message names the fault but not the text, which may be secret.
Result<Url> parse_url(std::string_view text);

// What `reference`, of a Location or Link header, means at `base`.
Result<Url> resolve_url(const Url& base, std::string_view reference);

// Percent-encodes all but the unreserved characters of RFC 3986, for one
// segment of a path or one value of a query or form.
std::string url_encoded(std::string_view text);

}  // namespace stanch
