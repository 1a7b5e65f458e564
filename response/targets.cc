// SPDX-License-Identifier: Apache-2.0
#include "response/targets.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "response/aws/key_issuer.h"
#include "response/databases/mysql_issuer.h"
#include "response/databases/postgres_issuer.h"
#include "response/databases/redis_issuer.h"
#include "response/provider_issuer.h"
#include "response/vault/approle.h"
#include "response/vault/database.h"
#include "response/vault/pki.h"
#include "response/vault/ssh.h"
#include "response/vault/token.h"
#include "response/vault/transit.h"

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

// Of what Vault issues, where one is known.
template <Subjects (*Identify)(Vault&, const ResponseTarget&, const Secret&)>
Subjects identify_at_vault(const ResponseReach& reach,
                           const ResponseTarget& target, const Secret& leaked) {
  if (reach.vault == nullptr) return std::vector<Subject>();
  return Identify(*reach.vault, target, leaked);
}

template <typename T>
Result<std::unique_ptr<Issuer>> make_at_vault(const ResponseReach& reach,
                                              const ResponseTarget& target,
                                              const Subject& subject) {
  if (reach.vault != nullptr) {
    return std::make_unique<T>(*reach.vault, target, subject);
  }
  return fail(ErrorKind::kUsage,
              "no Vault is known: set VAULT_ADDR and VAULT_TOKEN");
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

std::string fault_of_postgres(const ResponseTarget& target) {
  if (target.address.empty()) return "needs 'address'";
  if (auto url = parse_postgres_url(target.address); !url) {
    return url.error().message;
  }
  bool fine = !target.roles.empty() && target.roles.size() <= 2;
  return fine ? "" : "needs 'roles': one, or two that take turns";
}

std::string fault_of_mysql(const ResponseTarget& target) {
  if (target.address.empty()) return "needs 'address'";
  if (auto url = parse_mysql_url(target.address); !url) {
    return url.error().message;
  }
  bool fine = !target.roles.empty() && target.roles.size() <= 2;
  return fine ? "" : "needs 'roles': one account, or two that take turns";
}

std::string fault_of_redis(const ResponseTarget& target) {
  if (target.address.empty()) return "needs 'address'";
  auto url = parse_redis_url(target.address);
  return url ? "" : url.error().message;
}

std::string fault_of_aws_key(const ResponseTarget& target) {
  return target.roles.empty()
             ? "needs 'roles': the IAM users whose keys it may "
               "be"
             : "";
}

std::string needs_role(const ResponseTarget& target) {
  return target.role.empty() ? "needs 'role'" : "";
}

std::string fault_of_vault_database(const ResponseTarget& target) {
  if (target.role.empty()) return "needs 'role'";
  if (target.address.empty()) return "needs 'address', of the database";
  auto url = parse_postgres_url(target.address);
  return url ? "" : url.error().message;
}

std::string no_fault(const ResponseTarget&) { return {}; }

struct IssuerRow {
  std::string_view word;
  std::string (*fault)(const ResponseTarget&);
  Subjects (*identify)(const ResponseReach&, const ResponseTarget&,
                       const Secret&);
  Result<std::unique_ptr<Issuer>> (*make)(const ResponseReach&,
                                          const ResponseTarget&,
                                          const Subject&);
};

constexpr IssuerRow vault_database_row(std::string_view word) {
  return {word, fault_of_vault_database,
          identify_at_vault<identify_vault_database>,
          make_at_vault<VaultDatabaseIssuer>};
}

constexpr std::array kIssuers = {
    IssuerRow{"postgres", fault_of_postgres, identify_postgres, make_postgres},
    IssuerRow{"mysql", fault_of_mysql, identify_mysql, make_mysql},
    IssuerRow{"redis", fault_of_redis, identify_redis, make_redis},
    IssuerRow{"aws-key", fault_of_aws_key, identify_aws_key, make_aws_key},
    IssuerRow{"vault-token", no_fault, identify_at_vault<identify_vault_token>,
              make_at_vault<VaultTokenIssuer>},
    IssuerRow{"vault-approle", needs_role,
              identify_at_vault<identify_vault_approle>,
              make_at_vault<VaultAppRoleIssuer>},
    IssuerRow{"vault-pki", no_fault, identify_at_vault<identify_vault_pki>,
              make_at_vault<VaultPkiIssuer>},
    IssuerRow{"vault-transit", needs_role,
              identify_at_vault<identify_vault_transit>,
              make_at_vault<VaultTransitIssuer>},
    IssuerRow{"vault-ssh", no_fault, identify_at_vault<identify_vault_ssh>,
              make_at_vault<VaultSshIssuer>},
    vault_database_row("vault-dynamic"),
    vault_database_row("vault-leases"),
    vault_database_row("vault-static"),
    vault_database_row("vault-root"),
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

std::string fault_of_target(const ResponseTarget& target) {
  const IssuerRow* row = row_of(target.issuer);
  return row == nullptr ? "" : row->fault(target);
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

Answer<std::vector<Subject>> identify(const ResponseReach& reach,
                                      const ResponseTarget& target,
                                      const Secret& leaked) {
  const IssuerRow* row = row_of(target.issuer);
  if (row == nullptr) return std::vector<Subject>();
  return row->identify(reach, target, leaked);
}

}  // namespace stanch
