// SPDX-License-Identifier: Apache-2.0
#include "response/targets.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "response/exec_store.h"
#include "response/postgres_issuer.h"
#include "response/provider_issuer.h"
#include "response/vault_approle.h"
#include "response/vault_kv.h"
#include "response/vault_token.h"

namespace stanch {
namespace {

using Subjects = Answer<std::vector<Subject>>;

Subjects identify_postgres(const ResponseReach&, const ResponseTarget& target,
                           const Secret& leaked) {
  auto address = parse_postgres_url(target.address);
  if (!address) {
    return call_error(CallFault::kProtocol, address.error().message);
  }
  auto session = PostgresSession::open(*address);
  if (!session) return std::unexpected(std::move(session.error()));
  auto found = roles_of_password(*session, target.roles, leaked);
  if (!found && found.error().fault == CallFault::kDenied) {
    // We may not read verifiers: a login tells it too, and is in the log.
    found.emplace();
    for (const std::string& role : target.roles) {
      Probe probe = probe_postgres_login(*address, role, leaked);
      if (probe.verdict == ProbeVerdict::kLive) {
        found->push_back({.name = role, .may_login = true});
      }
    }
  }
  if (!found) return std::unexpected(std::move(found.error()));
  std::vector<Subject> out;
  for (const PostgresRole& role : *found) {
    Subject subject{.target = target.name,
                    .identity = role.name,
                    .restore = role.valid_until};
    for (const std::string& other : target.roles) {
      if (other != role.name) subject.successor = other;
    }
    out.push_back(std::move(subject));
  }
  return out;
}

Result<std::unique_ptr<Issuer>> make_postgres(const ResponseReach&,
                                              const ResponseTarget& target,
                                              const Subject& subject) {
  auto address = parse_postgres_url(target.address);
  if (!address) return std::unexpected(std::move(address.error()));
  return std::make_unique<PostgresIssuer>(std::move(*address), subject);
}

Subjects identify_vault_token(const ResponseReach& reach,
                              const ResponseTarget& target,
                              const Secret& leaked) {
  std::vector<Subject> out;
  if (reach.vault == nullptr || !looks_like_vault_token(leaked.reveal())) {
    return out;
  }
  auto known = look_up_token(*reach.vault, leaked);
  if (!known) return std::unexpected(std::move(known.error()));
  if (!*known) return out;
  bool batch = (*known)->accessor.empty();
  out.push_back({.target = target.name,
                 .identity = batch ? "batch" : (*known)->accessor});
  return out;
}

Result<void> needs_vault(const ResponseReach& reach) {
  if (reach.vault != nullptr) return {};
  return fail(ErrorKind::kUsage,
              "no Vault is known: set VAULT_ADDR and VAULT_TOKEN");
}

Result<std::unique_ptr<Issuer>> make_vault_token(const ResponseReach& reach,
                                                 const ResponseTarget&,
                                                 const Subject& subject) {
  if (auto there = needs_vault(reach); !there) {
    return std::unexpected(std::move(there.error()));
  }
  return std::make_unique<VaultTokenIssuer>(*reach.vault, subject);
}

VaultRole role_of(const ResponseTarget& target) {
  return {.mount = target.mount, .name = target.role};
}

Subjects identify_vault_approle(const ResponseReach& reach,
                                const ResponseTarget& target,
                                const Secret& leaked) {
  std::vector<Subject> out;
  if (reach.vault == nullptr) return out;
  auto accessor = look_up_secret_id(*reach.vault, role_of(target), leaked);
  if (!accessor) return std::unexpected(std::move(accessor.error()));
  if (accessor->empty()) return out;
  out.push_back({.target = target.name,
                 .identity = std::move(*accessor),
                 .successor = target.role});
  return out;
}

Result<std::unique_ptr<Issuer>> make_vault_approle(const ResponseReach& reach,
                                                   const ResponseTarget& target,
                                                   const Subject& subject) {
  if (auto there = needs_vault(reach); !there) {
    return std::unexpected(std::move(there.error()));
  }
  return std::make_unique<VaultAppRoleIssuer>(*reach.vault, role_of(target),
                                              subject);
}

Result<std::unique_ptr<Issuer>> make_provider(const ResponseReach& reach,
                                              const Subject& subject) {
  const Provider* provider = provider_by_id(subject.target.substr(1));
  if (provider == nullptr || reach.providers == nullptr ||
      reach.leaked == nullptr) {
    return fail(ErrorKind::kUsage,
                fmt::format("no provider '{}' is known to this version of "
                            "stanch",
                            subject.target.substr(1)));
  }
  return std::make_unique<ProviderIssuer>(*reach.providers, *provider,
                                          *reach.leaked, subject);
}

struct IssuerRow {
  std::string_view word;
  Subjects (*identify)(const ResponseReach&, const ResponseTarget&,
                       const Secret&);
  Result<std::unique_ptr<Issuer>> (*make)(const ResponseReach&,
                                          const ResponseTarget&,
                                          const Subject&);
};

constexpr std::array kIssuers = {
    IssuerRow{"postgres", identify_postgres, make_postgres},
    IssuerRow{"vault-token", identify_vault_token, make_vault_token},
    IssuerRow{"vault-approle", identify_vault_approle, make_vault_approle},
};

const IssuerRow* row_of(std::string_view word) {
  auto found = std::ranges::find(kIssuers, word, &IssuerRow::word);
  return found == kIssuers.end() ? nullptr : &*found;
}

}  // namespace

bool is_allowed(const std::vector<std::string>& allow, std::string_view place) {
  auto matches = [](auto&& self, std::string_view glob,
                    std::string_view text) -> bool {
    if (glob.empty()) return text.empty();
    if (glob.front() != '*') {
      return !text.empty() && glob.front() == text.front() &&
             self(self, glob.substr(1), text.substr(1));
    }
    for (std::size_t i = 0; i <= text.size(); ++i) {
      if (self(self, glob.substr(1), text.substr(i))) return true;
    }
    return false;
  };
  return std::ranges::any_of(allow, [&](const std::string& glob) {
    return matches(matches, glob, place);
  });
}

std::vector<std::string_view> issuer_words() {
  std::vector<std::string_view> out;
  for (const IssuerRow& row : kIssuers) out.push_back(row.word);
  return out;
}

Result<std::unique_ptr<Issuer>> make_issuer(const ResponseReach& reach,
                                            const Subject& subject) {
  if (subject.target.starts_with(kProviderMark)) {
    return make_provider(reach, subject);
  }
  for (const ResponseTarget& target : reach.config.targets) {
    if (target.name != subject.target) continue;
    if (const IssuerRow* row = row_of(target.issuer)) {
      return row->make(reach, target, subject);
    }
  }
  return fail(ErrorKind::kUsage,
              fmt::format("the configuration has no [[respond.target]] '{}' "
                          "any more",
                          subject.target));
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
  if (reach.vault == nullptr) {
    return call_error(CallFault::kDenied,
                      "no Vault is known: set VAULT_ADDR and VAULT_TOKEN");
  }
  auto path = resolve_kv(*reach.vault, subject.store);
  if (!path) return std::unexpected(std::move(path.error()));
  return std::make_unique<VaultKv>(*reach.vault, std::move(*path), subject);
}

Answer<std::vector<Subject>> identify(const ResponseReach& reach,
                                      const ResponseTarget& target,
                                      const Secret& leaked) {
  const IssuerRow* row = row_of(target.issuer);
  if (row == nullptr) return std::vector<Subject>();
  return row->identify(reach, target, leaked);
}

}  // namespace stanch
