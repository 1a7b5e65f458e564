// SPDX-License-Identifier: Apache-2.0
//
// GitLab's Token Revocation API, the server's side: what a GitLab asks of us
// when its secret detection found a token
// (docs.gitlab.com/development/sec/token_revocation_api).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/secret.h"
#include "net/http_listener.h"

namespace stanch {

struct ReportedToken {
  std::string type;  // "gitleaks_rule_id_gitlab_personal_access_token"
  Secret value;
  std::string location;  // the page of the blob it stands in
};

class TokenRevocation {
 public:
  // Keeps what was reported, durably, before it returns.
  using Take = std::function<Result<void>(std::vector<ReportedToken> tokens)>;

  // `key` is what GitLab sends in its Authorization header.
  TokenRevocation(Secret key, std::vector<std::string> types, Take take)
      : key_(std::move(key)),
        types_(std::move(types)),
        take_(std::move(take)) {}

  ServedAnswer answer(const ServedRequest& request) const;

 private:
  Secret key_;
  std::vector<std::string> types_;
  Take take_;
};

// The types that are asked for, of every rule whose provider ends a credential:
// GitLab names them after its own rules, with '-' or with '_'.
std::vector<std::string> revocable_types();

// The rule that a type is of; empty where none of ours is like it.
std::string rule_of_type(std::string_view type);

}  // namespace stanch
