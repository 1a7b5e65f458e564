// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/secret.h"

namespace stanch {

// What a registry is to be told who asks.
struct RegistryLogin {
  enum class Kind {
    kNone,      // nothing is known: anonymous
    kPassword,  // user and secret
    kIdentity,  // the secret is a refresh token
    kBearer,    // the secret is an access token, used as it is
  };
  Kind kind = Kind::kNone;
  std::string user;
  Secret secret;
};

// Where logins are looked for, in this order.
struct LoginPlaces {
  std::vector<std::string> files;  // of the form of docker's config.json
  std::chrono::milliseconds helper_patience = std::chrono::seconds(10);
};

// REGISTRY_AUTH_FILE alone, or $DOCKER_CONFIG/config.json (else that in
// ~/.docker) and containers/auth.json in $XDG_RUNTIME_DIR.
LoginPlaces login_places_from_environment();

// The login for a registry ("docker.io", "localhost:5000"): the first file that
// knows it decides, and in a file credHelpers, credsStore, auths. A file that
// is not there is passed over; one that makes no sense, and a helper that fails
// or says nothing in time, are errors that name them and quote nothing.
Result<RegistryLogin> find_login(const LoginPlaces& places,
                                 const std::string& registry);

// The registries that those files know a login for, by the names that stand
// there, each once; nothing of a login is read. Files that make no sense are
// passed over.
std::vector<std::string> registries_with_login(const LoginPlaces& places);

// Runs `docker-credential-NAME get`, no shell between, the registry's key on
// its standard input. Nothing where it knows no login. (docker-credential-
// helpers' protocol.)
Result<std::optional<RegistryLogin>> ask_credential_helper(
    const std::string& name, const std::string& key,
    std::chrono::milliseconds patience);

}  // namespace stanch
