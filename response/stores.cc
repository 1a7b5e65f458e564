// SPDX-License-Identifier: Apache-2.0
#include "response/stores.h"

#include <optional>

#include <fmt/core.h>

#include "response/aws/parameter_store.h"
#include "response/aws/secret_store.h"
#include "response/exec_store.h"
#include "response/vault/kv.h"
#include "response/vault/wrap_store.h"

namespace stanch {
namespace {

constexpr std::string_view kSecretsManager = "secretsmanager:";
constexpr std::string_view kParameterStore = "ssm:";

// The name after the word that says which store it is.
std::optional<std::string> name_after(const std::string& store,
                                      std::string_view word) {
  if (!store.starts_with(word)) return std::nullopt;
  return store.substr(word.size());
}

std::unexpected<CallError> unknown_vault() {
  return call_error(CallFault::kDenied,
                    "no Vault is known: set VAULT_ADDR and VAULT_TOKEN");
}

std::unexpected<CallError> unknown_aws() {
  return call_error(CallFault::kDenied,
                    "no key for AWS is known: set AWS_ACCESS_KEY_ID and "
                    "AWS_SECRET_ACCESS_KEY, or a profile");
}

Answer<std::vector<std::string>> look_in_vault(Vault& vault,
                                               const std::string& store,
                                               const LeakMatcher& matcher,
                                               Subject& subject) {
  auto path = resolve_kv(vault, store);
  if (!path) return std::unexpected(std::move(path.error()));
  auto matches = match_kv(vault, *path, matcher);
  if (!matches) return std::unexpected(std::move(matches.error()));
  std::vector<std::string> out;
  for (const KvMatch& match : *matches) {
    out.push_back(fmt::format("{} field {} version {}{} holds it {}",
                              match.path, match.field, match.version,
                              match.version == match.newest ? " (current)" : "",
                              match.found.transform));
    subject.version = match.newest;
    subject.leaked_versions.push_back(match.version);
    if (match.version != match.newest) continue;
    subject.is_current = true;
    subject.field = match.field;
  }
  return out;
}

}  // namespace

Answer<std::vector<std::string>> look_in_store(const ResponseReach& reach,
                                               const ResponseTarget& target,
                                               const Secret& leaked,
                                               Subject& subject) {
  if (target.store.empty()) return std::vector<std::string>();
  const Secret* wanted[] = {&leaked};
  LeakMatcher matcher(wanted);
  auto secret = name_after(target.store, kSecretsManager);
  auto parameter = name_after(target.store, kParameterStore);
  Answer<std::vector<std::string>> found = std::vector<std::string>();
  if (secret || parameter) {
    if (reach.aws == nullptr) return unknown_aws();
    found = secret ? AwsSecretStore::look(*reach.aws, *secret, matcher, subject)
                   : AwsParameterStore::look(*reach.aws, *parameter, matcher,
                                             subject);
  } else {
    if (reach.vault == nullptr) return unknown_vault();
    found = look_in_vault(*reach.vault, target.store, matcher, subject);
  }
  if (!found) return found;
  subject.store = target.store;
  subject.name_field = target.name_field;
  if (!subject.is_current) subject.field = target.field;
  return found;
}

Answer<std::unique_ptr<Store>> make_store(const ResponseReach& reach,
                                          const Subject& subject) {
  if (subject.store.empty()) return nullptr;
  if (subject.store.starts_with(kExecStore)) {
    if (reach.leaked == nullptr || exec_words(subject.store).empty()) {
      return call_error(CallFault::kProtocol, "exec: names no program");
    }
    return std::make_unique<ExecStore>(*reach.leaked, subject);
  }
  auto secret = name_after(subject.store, kSecretsManager);
  auto parameter = name_after(subject.store, kParameterStore);
  if (secret || parameter) {
    if (reach.aws == nullptr) return unknown_aws();
    if (secret) {
      return std::make_unique<AwsSecretStore>(*reach.aws, *secret, subject);
    }
    return std::make_unique<AwsParameterStore>(*reach.aws, *parameter, subject);
  }
  if (reach.vault == nullptr) return unknown_vault();
  if (auto wrap = wrap_place(subject.store)) {
    return std::make_unique<VaultWrapStore>(*reach.vault, std::move(*wrap),
                                            subject);
  }
  auto path = resolve_kv(*reach.vault, subject.store);
  if (!path) return std::unexpected(std::move(path.error()));
  return std::make_unique<VaultKv>(*reach.vault, std::move(*path), subject);
}

}  // namespace stanch
