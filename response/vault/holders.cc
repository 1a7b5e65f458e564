// SPDX-License-Identifier: Apache-2.0
#include "response/vault/holders.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace stanch {
namespace {

constexpr std::size_t kMostHolders = 1000;
constexpr std::size_t kMostNamed = 5;

// Where a kind of auth method keeps those who log in.
struct AuthKind {
  std::string_view kind;
  std::string_view list;
  std::string_view word;
};
constexpr std::array kAuthKinds = {
    AuthKind{"approle", "role", "role"},
    AuthKind{"kubernetes", "role", "role"},
    AuthKind{"jwt", "role", "role"},
    AuthKind{"oidc", "role", "role"},
    AuthKind{"userpass", "users", "user"},
    AuthKind{"ldap", "groups", "group"},
    AuthKind{"cert", "certs", "certificate"},
};

// Reads each of what LIST names; `name_of` says what it is called.
template <typename NameOf>
Answer<void> add_each(Vault& vault, const std::string& list, PolicyHolders& out,
                      NameOf name_of) {
  auto names = vault.send("LIST", list);
  if (!names) return std::unexpected(std::move(names.error()));
  std::vector<std::string> keys = names->body.texts("/data/keys");
  keys.resize(std::min(keys.size(), kMostHolders));
  for (const std::string& key : keys) {
    auto one = vault.send("GET", list + "/" + key);
    if (!one) return std::unexpected(std::move(one.error()));
    for (std::string_view place : {"/data/policies", "/data/token_policies"}) {
      for (const std::string& policy : one->body.texts(place)) {
        std::vector<std::string>& holders = out[policy];
        std::string name = name_of(key, one->body);
        if (std::ranges::count(holders, name) == 0) holders.push_back(name);
      }
    }
  }
  return {};
}

}  // namespace

Answer<PolicyHolders> policy_holders(Vault& vault) {
  PolicyHolders out;
  for (std::string kind : {"entity", "group"}) {
    auto added =
        add_each(vault, fmt::format("identity/{}/id", kind), out,
                 [&](const std::string&, const JsonDocument& one) {
                   return fmt::format("{} {}", kind, one.text("/data/name"));
                 });
    if (!added) return std::unexpected(std::move(added.error()));
  }
  auto methods = vault.send("GET", "sys/auth");
  if (!methods) return std::unexpected(std::move(methods.error()));
  for (const std::string& mount : methods->body.keys("/data")) {
    auto kind = methods->body.text("/data/" + pointer_segment(mount) + "/type");
    auto row = std::ranges::find(kAuthKinds, kind, &AuthKind::kind);
    if (row == kAuthKinds.end()) continue;
    auto added =
        add_each(vault, fmt::format("auth/{}{}", mount, row->list), out,
                 [&](const std::string& key, const JsonDocument&) {
                   return fmt::format("{} {} of auth/{}", row->word, key,
                                      mount.substr(0, mount.size() - 1));
                 });
    if (!added) return std::unexpected(std::move(added.error()));
  }
  return out;
}

std::string holders_line(const PolicyHolders& holders,
                         const std::string& policy) {
  auto found = holders.find(policy);
  if (found == holders.end()) return {};
  const std::vector<std::string>& names = found->second;
  auto some = names.begin() + std::min(names.size(), kMostNamed);
  std::string out = fmt::format("{}", fmt::join(names.begin(), some, ", "));
  if (names.size() <= kMostNamed) return out;
  return fmt::format("{} and {} more", out, names.size() - kMostNamed);
}

}  // namespace stanch
