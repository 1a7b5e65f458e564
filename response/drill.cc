// SPDX-License-Identifier: Apache-2.0
#include "response/drill.h"

#include <fmt/core.h>

#include "core/base64.h"
#include "core/seal.h"
#include "response/databases/scram.h"
#include "response/vault/kv.h"

namespace stanch {
namespace {

constexpr std::size_t kDrillBytes = 24;
constexpr std::string_view kDrillTtl = "15m";

Secret random_drill_value() {
  return Secret(base64_text(random_bytes(kDrillBytes)).reveal());
}

Answer<void> drill_statements(const Drill& drill, std::string_view what,
                              bool make) {
  auto address = parse_postgres_url(drill.target.address);
  if (!address) {
    return call_error(CallFault::kProtocol, address.error().message);
  }
  auto session = PostgresSession::open(*address);
  if (!session) return std::unexpected(std::move(session.error()));
  std::string sql;
  for (const std::string& role : drill.target.roles) {
    std::string name = session->identifier(role);
    bool is_old = &role == &drill.target.roles.front();
    sql += !make    ? fmt::format("DROP ROLE IF EXISTS {};", name)
           : is_old ? fmt::format("CREATE ROLE {} LOGIN PASSWORD {};", name,
                                  session->literal(scram_verifier(drill.value)))
                    : fmt::format("CREATE ROLE {} NOLOGIN;", name);
  }
  auto done = session->run(what, sql);
  if (!done) return std::unexpected(std::move(done.error()));
  return {};
}

Answer<void> store_drill(const ResponseReach& reach, const Drill& drill) {
  if (drill.target.store.empty()) return {};
  if (reach.vault == nullptr) {
    return call_error(CallFault::kDenied,
                      "no Vault is known: set VAULT_ADDR and VAULT_TOKEN");
  }
  auto path = resolve_kv(*reach.vault, drill.target.store);
  if (!path) return std::unexpected(std::move(path.error()));
  SecretText body = R"({"data":{)";
  append_json(body, drill.target.field);
  body.append(":");
  append_json(body, drill.value.reveal());
  body.append("}}");
  auto done = reach.vault->ask("store a throw-away secret", "POST",
                               path->at("data"), std::move(body));
  if (!done) return std::unexpected(std::move(done.error()));
  return {};
}

Answer<void> make_drill_token(Vault& vault, Drill& drill) {
  auto reply =
      vault.ask("make a throw-away token", "POST", "auth/token/create",
                SecretText(fmt::format(R"({{"ttl":"{}","policies":["default"],)"
                                       R"("display_name":"stanch-drill"}})",
                                       kDrillTtl)));
  if (!reply) return std::unexpected(std::move(reply.error()));
  drill.value = Secret(reply->body.text("/auth/client_token"));
  return {};
}

}  // namespace

Answer<Drill> planned_drill(const ResponseTarget& of, const std::string& name) {
  Drill out;
  out.target = {.name = name,
                .issuer = of.issuer,
                .address = of.address,
                .field = of.field,
                .consumers = {"nobody: it is a drill"}};
  if (of.issuer == "vault-token") {
    out.action = ResponseAction::kRevoke;
    return out;
  }
  if (of.issuer != "postgres") {
    return call_error(CallFault::kGone,
                      fmt::format("{}: nothing can be rehearsed at an issuer "
                                  "{}; there is postgres and vault-token",
                                  of.name, of.issuer));
  }
  out.target.roles = {name + "_a", name + "_b"};
  if (!of.store.empty()) {
    out.target.store = of.store.substr(0, of.store.rfind('/') + 1) + name;
  }
  return out;
}

Answer<void> make_drill(const ResponseReach& reach, Drill& drill) {
  if (drill.target.issuer == "vault-token") {
    if (reach.vault == nullptr) {
      return call_error(CallFault::kDenied,
                        "no Vault is known: set VAULT_ADDR and VAULT_TOKEN");
    }
    return make_drill_token(*reach.vault, drill);
  }
  drill.value = random_drill_value();
  auto made = drill_statements(drill, "make throw-away roles", true);
  if (!made) return made;
  auto stored = store_drill(reach, drill);
  if (!stored) {
    auto cleared = clear_drill(reach, drill);
    if (!cleared) return cleared;
  }
  return stored;
}

Answer<void> clear_drill(const ResponseReach& reach, const Drill& drill) {
  if (drill.target.issuer != "postgres") return {};  // it ends by itself
  auto dropped = drill_statements(drill, "drop throw-away roles", false);
  if (!dropped || drill.target.store.empty() || reach.vault == nullptr) {
    return dropped;
  }
  auto path = resolve_kv(*reach.vault, drill.target.store);
  if (!path) return std::unexpected(std::move(path.error()));
  auto done = reach.vault->ask("delete a throw-away secret", "DELETE",
                               path->at("metadata"));
  if (!done && done.error().fault != CallFault::kGone) {
    return std::unexpected(std::move(done.error()));
  }
  return {};
}

}  // namespace stanch
