// SPDX-License-Identifier: Apache-2.0
//
// The database engine of a real OpenBao, which makes roles in a real
// PostgreSQL.
#include "response/vault/database.h"

#include "net/http_settings.h"
#include "response/confirm.h"
#include "response/plan.h"
#include "response/responder.h"
#include "tests/support/bao_server.h"
#include "tests/support/catch.h"
#include "tests/support/known_secret.h"
#include "tests/support/postgres_target.h"
#include "tests/support/scoped.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

// An engine at `mount` with a connection, and what is configured of it.
struct Engine {
  std::string mount;
  BaoServer& bao = *BaoServer::get();
  PostgresTarget& postgres = *PostgresTarget::get();
  Vault vault{bao.http(), bao.settings()};
  ResponseConfig config;
  TempDir folder;
  std::int64_t slept = 0;

  explicit Engine(const std::string& name) : mount(name) {
    postgres.sql(
        "CREATE ROLE " + name +
        "_root SUPERUSER LOGIN PASSWORD 'root at first'; CREATE ROLE " + name +
        "_kept LOGIN PASSWORD 'kept at first'");
    std::string server = postgres.url().substr(postgres.url().find('@') + 1);
    bao.call("POST", "sys/mounts/" + mount, R"({"type":"database"})");
    bao.call("POST", mount + "/config/pg",
             R"({"plugin_name":"postgresql-database-plugin",)"
             R"("allowed_roles":"*","connection_url":)"
             R"("postgresql://{{username}}:{{password}}@)" +
                 server + R"(?sslmode=disable","username":")" + name +
                 R"(_root","password":"root at first"})");
    bao.call("POST", mount + "/roles/ro",
             R"({"db_name":"pg","default_ttl":"1h","creation_statements":)"
             R"(["CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}'"]})");
    bao.call("POST", mount + "/static-roles/st",
             R"({"db_name":"pg","rotation_period":"24h","username":")" + name +
                 R"(_kept"})");
  }

  // The one whose password it is; what a rotation would be refused for.
  Subject confirmed(const std::string& issuer, const std::string& role,
                    const Secret& leaked) {
    config.targets = {{.name = "target",
                       .issuer = issuer,
                       .address = postgres.url(),
                       .role = role,
                       .mount = mount}};
    Confirmation found = confirm({config, &vault}, leaked, 0);
    for (const std::string& line : found.failed) UNSCOPED_INFO(line);
    REQUIRE(found.subject.has_value());
    CHECK(found.liveness == Liveness::kLive);
    return *found.subject;
  }

  ResponseResult revoke(const Subject& subject, const Secret& leaked) {
    auto issuer = make_issuer({config, &vault}, subject).value();
    Inventory inventory =
        Inventory::open({.place = folder.path() / (subject.identity + ".db"),
                         .clock = [this] { return system_time() + slept; }})
            .value();
    ResponseCase response{.secret = known_secret(inventory, leaked.reveal()),
                          .settle = 1,
                          .subject = subject,
                          .before = issuer->probe_old(leaked)};
    auto refused = issuer->preflight(std::vector<Step>{Step::kDisable});
    REQUIRE(refused.has_value());
    CHECK(refused->empty());
    Responder responder(inventory, *issuer, nullptr, leaked,
                        {.sleep = [this](std::int64_t s) { slept += s; }});
    auto result = responder.start(response);
    REQUIRE(result.has_value());
    UNSCOPED_INFO(result->message);
    return *result;
  }
};

bool is_missing() {
  return PostgresTarget::get() == nullptr || BaoServer::get() == nullptr;
}

}  // namespace

TEST_CASE("a dynamic user is told by its password and ended by its lease",
          "[response]") {
  if (is_missing()) return;
  Engine engine("dyn");
  auto made = engine.bao.call("GET", "dyn/creds/ro");
  Secret leaked(made.text("/data/password"));
  std::string user(made.text("/data/username"));
  Subject subject = engine.confirmed("vault-dynamic", "ro", leaked);
  CHECK(subject.identity == user);
  CHECK(subject.owner == made.text("/lease_id"));
  // A session goes on when its role is dropped, until it is ended.
  PostgresAddress as_user = parse_postgres_url(engine.postgres.url()).value();
  as_user.url =
      "postgresql://" + user + as_user.url.substr(as_user.url.find('@'));
  std::optional<PostgresSession> open;
  {
    ScopedVariable ours("PGPASSWORD", std::string(leaked.reveal()));
    auto opened = PostgresSession::open(as_user);
    REQUIRE(opened.has_value());
    open = std::move(*opened);
  }
  CHECK(engine.revoke(subject, leaked).end == ResponseEnd::kProven);
  CHECK_FALSE(engine.postgres.lets_in(user, std::string(leaked.reveal())));
  CHECK_FALSE(open->run("ask", "SELECT 1").has_value());
}

TEST_CASE("a lease that the database does not let go of is not ended",
          "[response]") {
  if (is_missing()) return;
  Engine engine("stuck");
  auto made = engine.bao.call("GET", "stuck/creds/ro");
  Secret leaked(made.text("/data/password"));
  std::string user(made.text("/data/username"));
  engine.postgres.sql("CREATE SCHEMA AUTHORIZATION \"" + user + "\"");
  Subject subject = engine.confirmed("vault-dynamic", "ro", leaked);
  ResponseResult result = engine.revoke(subject, leaked);
  CHECK(result.end == ResponseEnd::kNeedsPerson);
  CHECK(result.message.contains("failed to revoke"));
  CHECK(engine.postgres.lets_in(user, std::string(leaked.reveal())));
}

TEST_CASE(
    "all leases of a role are ended by their prefix, or none is said to be",
    "[response]") {
  if (is_missing()) return;
  Engine engine("pre");
  auto made = engine.bao.call("GET", "pre/creds/ro");
  auto other = engine.bao.call("GET", "pre/creds/ro");
  Secret leaked(made.text("/data/password"));
  std::string user(other.text("/data/username"));
  std::string password(other.text("/data/password"));
  engine.postgres.sql("CREATE SCHEMA AUTHORIZATION \"" + user + "\"");
  Subject subject = engine.confirmed("vault-leases", "ro", leaked);
  CHECK(subject.identity == made.text("/data/username"));
  CHECK(subject.owner == "pre/creds/ro/");
  auto issuer = make_issuer({engine.config, &engine.vault}, subject).value();
  CHECK(issuer->tears_down()->back().starts_with("2 leases of ro"));
  // One that the database does not let go of.
  CHECK_FALSE(issuer->perform(Step::kDisable, {}).has_value());
  CHECK(engine.postgres.lets_in(user, password));
  engine.postgres.sql("DROP OWNED BY \"" + user + "\"");
  CHECK(issuer->perform(Step::kDisable, {}).has_value());
  CHECK_FALSE(engine.postgres.lets_in(user, password));
  CHECK(issuer->probe_old(leaked).verdict == ProbeVerdict::kDead);
}

TEST_CASE("a lease that was dropped by force proves nothing", "[response]") {
  if (is_missing()) return;
  Engine engine("force");
  auto made = engine.bao.call("GET", "force/creds/ro");
  Secret leaked(made.text("/data/password"));
  std::string user(made.text("/data/username"));
  Subject subject = engine.confirmed("vault-dynamic", "ro", leaked);
  // OpenBao forgets the lease, and answers 204 to everything about it.
  engine.postgres.sql("CREATE SCHEMA AUTHORIZATION \"" + user + "\"");
  engine.bao.call("PUT", "sys/leases/revoke-force/force/creds/ro");
  ResponseResult result = engine.revoke(subject, leaked);
  CHECK(result.end == ResponseEnd::kNotProven);
  CHECK(result.message.contains("still live"));
}

TEST_CASE("a static role and the engine's own password are rotated by it",
          "[response]") {
  if (is_missing()) return;
  Engine engine("kept");
  Secret leaked(
      engine.bao.call("GET", "kept/static-creds/st").text("/data/password"));
  Subject subject = engine.confirmed("vault-static", "st", leaked);
  CHECK(subject.identity == "kept_kept");
  CHECK(engine.revoke(subject, leaked).end == ResponseEnd::kProven);
  // Consumers that ask again are served.
  auto now = engine.bao.call("GET", "kept/static-creds/st");
  CHECK(engine.postgres.lets_in("kept_kept",
                                std::string(now.text("/data/password"))));

  Secret root("root at first");
  Subject own = engine.confirmed("vault-root", "pg", root);
  CHECK(own.identity == "kept_root");
  auto issuer = make_issuer({engine.config, &engine.vault}, own).value();
  // After a crash before the call and after it.
  CHECK(issuer->reconcile(Step::kDisable, {.leaked = &root}).value() ==
        Reconciled::kNotApplied);
  CHECK(engine.revoke(own, root).end == ResponseEnd::kProven);
  CHECK(issuer->reconcile(Step::kDisable, {.leaked = &root}).value() ==
        Reconciled::kApplied);
  // The engine itself goes on.
  CHECK(engine.bao.call("GET", "kept/creds/ro").has("/data/password"));
}

}  // namespace stanch
