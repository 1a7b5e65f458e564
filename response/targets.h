// SPDX-License-Identifier: Apache-2.0
//
// What can be responded to: the targets that the configuration names, and how
// an issuer and a store are made of one. New kinds of issuers have their row in
// targets.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/secret.h"
#include "net/http_client.h"
#include "response/actor.h"
#include "response/aws/aws.h"
#include "response/credential.h"
#include "response/databases/postgres.h"
#include "response/provider_client.h"
#include "response/subject.h"
#include "response/vault/vault.h"

namespace stanch {

// A [[respond.target]]: who issues a credential, where it is stored, who reads
// it there.
struct ResponseTarget {
  std::string name;
  std::string issuer;              // one of issuer_words()
  std::string address;             // of a database: a URL without a password
  std::vector<std::string> roles;  // two that take turns; users of Redis, IAM
  // Of AppRole, of the database engine; a transit key; a forge's repository.
  std::string role;
  std::string ssh;    // of a forge: where git reaches it; empty: by `address`
  std::string mount;  // of `role`; empty: "approle", "database"
  std::string certificate;               // a file: what an SSH authority signed
  std::vector<std::string> ciphertexts;  // below these paths stand the key's
  std::string store;                     // "secret/billing"; may be empty
  std::string field = "password";
  std::string name_field;  // that holds the name of the role; may be empty
  std::vector<std::string> consumers;  // in words, for the plan
};

// [respond]. Spans are seconds.
struct ResponseConfig {
  std::vector<std::string> allow;  // places that may be changed; '*': any text
  std::int64_t grace = 900;
  std::int64_t settle = 5;
  std::int64_t quiet = 60;
  std::vector<ResponseTarget> targets;
  ProviderHosts hosts;  // [respond.hosts]
  // Who may approve, for ssh-keygen; empty: nobody has to.
  std::string allowed_signers;
};

// Whether the list allows to change this place.
bool is_allowed(const std::vector<std::string>& allow, std::string_view place);

// The words for ResponseTarget::issuer.
std::vector<std::string_view> issuer_words();

// Why an issuer cannot be one of this target; empty where it can.
std::string fault_of_target(const ResponseTarget& target);

// The outside, as a response reaches it. Borrowed; null where no server or key
// is known.
struct ResponseReach {
  const ResponseConfig& config;
  Vault* vault = nullptr;
  Aws* aws = nullptr;
  const ProviderClient* providers = nullptr;  // null: none is asked
  HttpClient* http = nullptr;                 // for forges; null: none is asked
  const LeakedCredential* leaked = nullptr;   // null: not known (yet)
};

// kUsage where the configuration has no such target any more.
Result<std::unique_ptr<Issuer>> make_issuer(const ResponseReach& reach,
                                            const Subject& subject);
// In stores.cc. Null where the subject is in no store.
Answer<std::unique_ptr<Store>> make_store(const ResponseReach& reach,
                                          const Subject& subject);

// What a target's issuer says of a leaked value: whose it is, if it is one of
// its own. Identity, successor and what restores it are filled in.
Answer<std::vector<Subject>> identify(const ResponseReach& reach,
                                      const ResponseTarget& target,
                                      const Secret& leaked);

}  // namespace stanch
