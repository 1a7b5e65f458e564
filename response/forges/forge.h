// SPDX-License-Identifier: Apache-2.0
//
// The keys of SSH that a forge knows, by its API: GitHub
// (docs.github.com/rest/deploy-keys, rest/users/keys), GitLab
// (docs.gitlab.com/api/deploy_keys, api/user_keys) and Gitea
// (docs.gitea.com/api). They differ in where and how, which is data.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret_text.h"
#include "net/http_client.h"
#include "response/call.h"

namespace stanch {

// Borrowed, a constant.
struct ForgeApi {
  std::string_view word;      // "github-key", of a target's issuer
  std::string_view base;      // of its API; empty: it has to be named
  std::string_view variable;  // that our token is in
  std::string_view header;    // "Authorization: Bearer "
  std::string_view keys;      // of a repository, "{}"
  bool is_one_segment;        // the repository's name there, '/' as "%2F"
  std::string_view page;      // "per_page=100&page={}"
  std::string_view may_push;  // the member that says so
  bool is_reversed;           // that one says that it may not
};

// Null where there is none of that word.
const ForgeApi* forge_api_of(std::string_view word);

struct ForgeKey {
  std::string id;
  std::string title;
  std::string line;  // as ssh_public_line
  bool may_push = false;
  std::string last_used;  // "2026-11-22T03:00:00Z"; empty: not said
};

// The keys of one place. For one thread; `http` is borrowed.
class ForgeKeys {
 public:
  // `repository`: "acme/billing"; empty: the keys of whose token we have.
  ForgeKeys(HttpClient& http, const ForgeApi& forge, std::string base,
            std::string repository, SecretText token)
      : http_(http),
        forge_(forge),
        base_(std::move(base)),
        repository_(std::move(repository)),
        token_(std::move(token)) {}

  // "github://api.github.com/acme/billing/keys"
  std::string place() const;
  Answer<std::vector<ForgeKey>> list();
  // The id of the new one.
  Answer<std::string> add(const ForgeKey& key);
  // As good twice as once.
  Answer<void> remove(const std::string& id);
  std::string path() const;

 private:
  Answer<HttpResponse> send(const std::string& method, const std::string& path,
                            SecretText body = {});
  CallError error_of(std::string_view what, const HttpResponse& answer) const;

  HttpClient& http_;
  const ForgeApi& forge_;
  std::string base_;
  std::string repository_;
  SecretText token_;
};

}  // namespace stanch
