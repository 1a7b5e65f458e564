// SPDX-License-Identifier: Apache-2.0
#include "image/registry_login.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base64.h"
#include "core/environment.h"
#include "core/posix.h"
#include "core/secret_text.h"

namespace stanch {
namespace {

using Json = nlohmann::ordered_json;

// The keys under which files know a registry, the usual one first.
std::vector<std::string> keys_of(const std::string& registry) {
  if (registry == "docker.io") {
    return {"https://index.docker.io/v1/", "docker.io", "index.docker.io",
            "registry-1.docker.io"};
  }
  return {registry,
          "https://" + registry,
          "https://" + registry + "/",
          "http://" + registry,
          "https://" + registry + "/v1/",
          "https://" + registry + "/v2/"};
}

std::string credential_at(const Json& json, const char* key) {
  auto found = json.find(key);
  bool is_text = found != json.end() && found->is_string();
  return is_text ? found->get<std::string>() : std::string();
}

Secret secret_at(const Json& json, const char* key) {
  std::string text = credential_at(json, key);
  Secret out(text);
  wipe(text.data(), text.size());
  return out;
}

// An entry of "auths"; nothing where it holds no login, as docker writes it
// for those that lie with a helper.
Result<std::optional<RegistryLogin>> login_of(const Json& entry) {
  using Kind = RegistryLogin::Kind;
  for (auto [key, kind] : {std::pair{"identitytoken", Kind::kIdentity},
                           std::pair{"registrytoken", Kind::kBearer}}) {
    Secret secret = secret_at(entry, key);
    if (!secret.empty()) return RegistryLogin{kind, {}, std::move(secret)};
  }
  Secret encoded = secret_at(entry, "auth");
  if (encoded.empty()) {
    Secret password = secret_at(entry, "password");
    if (password.empty()) return std::nullopt;
    return RegistryLogin{Kind::kPassword, credential_at(entry, "username"),
                         std::move(password)};
  }
  auto decoded = base64_bytes(encoded.reveal());
  auto colon = decoded ? decoded->reveal().find(':') : std::string::npos;
  if (colon == std::string::npos) {
    return fail(ErrorKind::kUnreadable,
                "an auth is not base64 of user:password");
  }
  std::string_view both = decoded->reveal();
  std::string_view password = both.substr(colon + 1);
  while (password.ends_with('\0')) password.remove_suffix(1);
  return RegistryLogin{Kind::kPassword, std::string(both.substr(0, colon)),
                       Secret(password)};
}

Result<std::optional<RegistryLogin>> find_in(
    const Json& file, const LoginPlaces& places,
    const std::vector<std::string>& keys) {
  auto member = [&](const char* name) -> const Json& {
    static const Json none = Json::object();
    auto found = file.find(name);
    return found != file.end() && found->is_object() ? *found : none;
  };
  for (const std::string& key : keys) {
    std::string helper = credential_at(member("credHelpers"), key.c_str());
    if (helper.empty()) continue;
    return ask_credential_helper(helper, key, places.helper_patience);
  }
  if (std::string helper = credential_at(file, "credsStore"); !helper.empty()) {
    auto login =
        ask_credential_helper(helper, keys.front(), places.helper_patience);
    if (!login || *login) return login;
  }
  const Json& auths = member("auths");
  for (const std::string& key : keys) {
    auto entry = auths.find(key);
    if (entry == auths.end() || !entry->is_object()) continue;
    auto login = login_of(*entry);
    if (!login || *login) return login;
  }
  return std::nullopt;
}

}  // namespace

LoginPlaces login_places_from_environment() {
  LoginPlaces places;
  if (std::string file = environment("REGISTRY_AUTH_FILE"); !file.empty()) {
    places.files = {file};
    return places;
  }
  std::string docker = environment("DOCKER_CONFIG");
  if (docker.empty()) docker = environment("HOME") + "/.docker";
  places.files.push_back(docker + "/config.json");
  if (std::string run = environment("XDG_RUNTIME_DIR"); !run.empty()) {
    places.files.push_back(run + "/containers/auth.json");
  }
  return places;
}

Result<RegistryLogin> find_login(const LoginPlaces& places,
                                 const std::string& registry) {
  std::vector<std::string> keys = keys_of(registry);
  for (const std::string& path : places.files) {
    auto text = read_small_file(path, LastLink::kFollow);
    if (!text) continue;
    Json file = Json::parse(*text, nullptr, false);
    wipe(text->data(), text->size());
    if (!file.is_object()) {
      return fail(ErrorKind::kUnreadable, path + ": it is not a JSON object");
    }
    auto login = find_in(file, places, keys);
    if (!login) return context(path, std::move(login.error()));
    if (*login) return std::move(**login);
  }
  return RegistryLogin{};
}

std::vector<std::string> registries_with_login(const LoginPlaces& places) {
  std::set<std::string> names;
  for (const std::string& path : places.files) {
    auto text = read_small_file(path, LastLink::kFollow);
    if (!text) continue;
    Json file = Json::parse(*text, nullptr, false);
    wipe(text->data(), text->size());
    for (const char* member : {"auths", "credHelpers"}) {
      if (!file.is_object() || !file.contains(member)) continue;
      for (const auto& [name, login] : file[member].items()) names.insert(name);
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace stanch
