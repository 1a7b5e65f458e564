// SPDX-License-Identifier: Apache-2.0
//
// Asks issuers whether a credential works, and to end it, by the data of
// response/provider.h. A verdict takes status and body together; what a proxy,
// a captive portal or a broken server answers is unknown, whatever its status.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "net/http_client.h"
#include "response/call.h"
#include "response/credential.h"
#include "response/provider.h"
#include "response/provider_call.h"
#include "response/verdict.h"

namespace stanch {

// Servers of our own, by the id of the provider: "https://git.acme.io/api/v4".
// Where there are some, only these are asked.
using ProviderHosts = std::map<std::string, std::vector<std::string>>;

struct ProviderReply {
  Probe probe;
  bool limited = false;  // it lives, but may not do what was asked
  std::string base;      // who said so
  std::string account;   // whose it is; empty: not said
  std::string scopes;
  ProviderReads reads;
};

// What an answer says; the whole of a verdict.
ProviderReply reply_of(const Provider& provider, const HttpResponse& answer,
                       const CredentialView& credential);

// Safe to use from any number of threads, as the client is. Borrows both.
class ProviderClient {
 public:
  ProviderClient(HttpClient& http, const ProviderHosts& hosts)
      : http_(http), hosts_(hosts) {}

  // Asks each server until one takes it. The value goes to these only.
  ProviderReply confirm(const Provider& provider,
                        const CredentialView& credential) const;
  // The same of one server.
  ProviderReply confirm_at(const Provider& provider, const std::string& base,
                           const CredentialView& credential) const;
  // What the call that ends it has to know: what was said when it was confirmed
  // (`reads`), and what a list says of it where there is one.
  Answer<ProviderReads> look_up(const Provider& provider,
                                const std::string& base,
                                const CredentialView& credential,
                                ProviderReads reads) const;
  // One call that ends it, with what look_up said; what came of it in a few
  // words.
  Answer<std::string> revoke(const Provider& provider, const std::string& base,
                             const CredentialView& credential,
                             const ProviderReads& reads) const;

 private:
  HttpClient& http_;
  const ProviderHosts& hosts_;
};

}  // namespace stanch
