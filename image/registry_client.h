// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image/registry_challenge.h"
#include "image/registry_login.h"
#include "net/http_client.h"
#include "net/url.h"

namespace stanch {

struct RegistryOptions {
  LoginPlaces logins;
  bool plain_http = false;  // this registry has no TLS
  // May be given the login, as the registry's own host may: "auth.example.org".
  std::vector<std::string> token_hosts = {};
  // After so long without a byte a download is taken up on a new connection.
  std::chrono::milliseconds stall_timeout = std::chrono::seconds(30);
};

// Asks one registry, as the OCI distribution specification 1.1 has it, and logs
// in when it wants that: Basic, or Bearer with a token of the server that it
// names (distribution's "Token Authentication Specification"). A login goes to
// the registry's own host, one above it (gitlab.com for registry.gitlab.com),
// Docker Hub's auth.docker.io and those of the options; where another is named
// that is an error. Without a login any server is asked for an anonymous token.
// Safe from any thread.
class RegistryClient {
 public:
  // `host` is where the API is: "registry-1.docker.io"; `registry` how logins
  // name it: "docker.io".
  RegistryClient(std::unique_ptr<HttpClient> http, std::string registry,
                 std::string host, RegistryOptions options);

  struct Question {
    std::string path;        // "/v2/library/alpine/tags/list"
    std::string repository;  // whose token it takes; may be empty
    std::string accept = {};
    std::uint64_t offset = 0;  // of the first byte that is wanted
    std::uint64_t max_body = 4U << 20;
    std::function<bool(const HttpResponse&, std::string_view)> stream = {};
  };
  // A success; all else is an error that says what the registry said.
  HttpResult get(const Question& question);

  // All pages of a list: {"tags": [...]} or {"repositories": [...]}.
  Result<std::vector<std::string>> list(const Question& question,
                                        const char* member);

 private:
  HttpResult send(const Question& question, const SecretText& authorization);
  // The value of an Authorization header that the challenges ask for.
  std::expected<SecretText, HttpError> authorize(
      const std::vector<AuthChallenge>& challenges,
      const std::string& repository);
  std::expected<SecretText, HttpError> fetch_token(
      const AuthChallenge& challenge, const std::string& repository);
  bool may_have_login(const Url& server) const;
  HttpError wrong(std::string_view what) const;

  const std::unique_ptr<HttpClient> http_;
  const std::string registry_;
  const std::string host_;
  const RegistryOptions options_;

  std::mutex mutex_;  // guards all below
  std::optional<RegistryLogin> login_;
  std::map<std::string, SecretText> authorizations_;  // by repository
};

}  // namespace stanch
