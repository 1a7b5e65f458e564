// SPDX-License-Identifier: Apache-2.0
//
// Makes a request of a ProviderCall. Marks in its texts:
//
//   <secret>       the leaked value
//   <secret.1>     its second piece between dots; any other sign works as well
//   <account SID>  another piece of the same credential, by its name
//   <id>           what the issuer said of it when it was confirmed or listed
//   <our NAME>     a credential of ours, from the variable of that name
//
// Each is written as its place needs it: percent-encoded in a URL or a form,
// escaped in JSON, one label in a host's name.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http_client.h"
#include "response/call.h"
#include "response/credential.h"
#include "response/provider.h"

namespace stanch {

// What the issuer said before: name and value, nothing secret.
using ProviderReads = std::vector<std::pair<std::string, std::string>>;

// `base`: "https://api.github.com", without marks or with. kGone where a piece
// is missing or cannot stand where it is wanted. Never sent to another origin,
// never followed elsewhere.
Answer<HttpRequest> request_of(const ProviderCall& call, std::string_view base,
                               const CredentialView& credential,
                               const ProviderReads& reads);

// The same for people: marks as they are, "POST https://host/path".
std::string line_of(const ProviderCall& call, std::string_view base);

}  // namespace stanch
