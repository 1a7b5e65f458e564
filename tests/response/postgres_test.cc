// SPDX-License-Identifier: Apache-2.0
//
// Against a real PostgreSQL.
#include "response/databases/postgres_issuer.h"

#include "tests/support/catch.h"
#include "tests/support/postgres_target.h"

namespace stanch {
namespace {

PostgresAddress address_of(const PostgresTarget& target) {
  auto address = parse_postgres_url(target.url());
  REQUIRE(address.has_value());
  return *address;
}

}  // namespace

TEST_CASE("only a refusal of the password is a proof", "[response]") {
  PostgresTarget* target = PostgresTarget::get();
  if (target == nullptr) return;
  PostgresAddress address = address_of(*target);
  Secret right("right password"), wrong("wrong password");
  auto verdict = [&](const std::string& role, const Secret& password) {
    Probe probe = probe_postgres_login(address, role, password);
    UNSCOPED_INFO(role << ": " << probe.form);
    return probe.verdict;
  };
  target->sql(
      "CREATE ROLE probe_live LOGIN PASSWORD 'right password';"
      "CREATE ROLE probe_nologin NOLOGIN PASSWORD 'right password';"
      "CREATE ROLE probe_ended LOGIN PASSWORD 'right password' VALID UNTIL "
      "'2001-01-01';"
      "CREATE ROLE probe_null LOGIN;"
      "CREATE ROLE probe_full LOGIN PASSWORD 'right password' CONNECTION LIMIT "
      "0;"
      "CREATE ROLE probe_host LOGIN PASSWORD 'right password'");
  CHECK(verdict("probe_live", right) == ProbeVerdict::kLive);
  CHECK(verdict("probe_live", wrong) == ProbeVerdict::kDead);
  CHECK(verdict("probe_nologin", right) == ProbeVerdict::kDead);
  CHECK(verdict("probe_ended", right) == ProbeVerdict::kDead);
  CHECK(verdict("probe_null", right) == ProbeVerdict::kDead);
  CHECK(verdict("probe_missing", right) == ProbeVerdict::kDead);
  // It works; there is no room now.
  CHECK(verdict("probe_full", right) == ProbeVerdict::kUnknown);
  CHECK(verdict("probe_live", Secret()) == ProbeVerdict::kUnknown);

  // A rule for hosts refuses everybody, whatever the password.
  std::string rules = target->sql("SHOW hba_file");
  std::string before = target->sql("SELECT pg_read_file('" + rules + "')");
  target->sql(
      "COPY (SELECT unnest(ARRAY['host all probe_host all reject',"
      "'host all all all scram-sha-256'])) TO '" +
      rules + "'; SELECT pg_reload_conf()");
  for (int i = 0; i < 100 && target->lets_in("probe_host", "right password");
       ++i) {
  }
  CHECK(verdict("probe_host", right) == ProbeVerdict::kUnknown);

  PostgresAddress nowhere{"postgresql://x@127.0.0.1:1/x", "127.0.0.1:1"};
  CHECK(probe_postgres_login(nowhere, "x", right).verdict ==
        ProbeVerdict::kUnknown);
  PostgresAddress elsewhere = address;
  elsewhere.url.replace(elsewhere.url.rfind('/') + 1, std::string::npos,
                        "no_such_database");
  CHECK(probe_postgres_login(elsewhere, "probe_live", right).verdict ==
        ProbeVerdict::kLive);
}

TEST_CASE("a role is told by its verifier, without a login", "[response]") {
  PostgresTarget* target = PostgresTarget::get();
  if (target == nullptr) return;
  target->sql(
      "CREATE ROLE told_a LOGIN PASSWORD 'one of two' VALID UNTIL "
      "'2099-01-01'; CREATE ROLE told_b NOLOGIN PASSWORD 'two of two'");
  auto session = PostgresSession::open(address_of(*target));
  REQUIRE(session.has_value());
  auto found =
      roles_of_password(*session, {"told_a", "told_b"}, Secret("one of two"));
  REQUIRE(found.has_value());
  REQUIRE(found->size() == 1);
  CHECK(found->front().name == "told_a");
  CHECK(found->front().may_login);
  CHECK(found->front().valid_until.starts_with("2099-01-01"));
}

TEST_CASE("sessions that are open are counted and ended", "[response]") {
  PostgresTarget* target = PostgresTarget::get();
  if (target == nullptr) return;
  target->sql(
      "CREATE ROLE busy_a LOGIN SUPERUSER PASSWORD 'x'; CREATE ROLE "
      "busy_b LOGIN PASSWORD 'y'");
  PostgresAddress address = address_of(*target);
  PostgresAddress as_busy = address;
  as_busy.url = "postgres://busy_a" + address.url.substr(address.url.find('@'));
  PostgresIssuer issuer(address, {.identity = "busy_a", .successor = "busy_b"});
  CHECK(issuer.use().old_sessions == 0);
  ::setenv("PGPASSWORD", "x", 1);
  auto open = PostgresSession::open(as_busy);
  ::setenv("PGPASSWORD", target->password().c_str(), 1);
  REQUIRE(open.has_value());
  CHECK(issuer.use().old_sessions == 1);
  auto torn = issuer.tears_down();
  REQUIRE(torn.has_value());
  CHECK(torn->size() == 1);
  auto ended = issuer.perform(Step::kEndSessions, {});
  REQUIRE(ended.has_value());
  CHECK(ended->starts_with("1 sessions ended; 127.0.0.1 stanch"));
  CHECK(issuer.use().old_sessions == 0);
  CHECK_FALSE(open->run("ask", "SELECT 1").has_value());
}

TEST_CASE("an address with a password or without a check is refused",
          "[response]") {
  for (std::string url :
       {"", "db.example", "host=db.example", "postgresql://u:pw@localhost/d",
        "postgresql://u@db.example/d?sslmode=disable",
        "postgresql://u@a.example,b.example/d",
        "postgresql://u@localhost/d?hostaddr=10.0.0.1"}) {
    INFO(url);
    CHECK_FALSE(parse_postgres_url(url).has_value());
  }
  auto far = parse_postgres_url("postgresql://u@db.example/d");
  REQUIRE(far.has_value());
  CHECK(far->endpoint == "db.example:5432");
}

TEST_CASE("our own rights are looked at before anything is done",
          "[response]") {
  PostgresTarget* target = PostgresTarget::get();
  if (target == nullptr) return;
  target->sql(
      "CREATE ROLE weak_us LOGIN PASSWORD 'us'; CREATE ROLE weak_a "
      "LOGIN; CREATE ROLE weak_b SUPERUSER");
  PostgresAddress address = address_of(*target);
  address.url =
      "postgres://weak_us" + address.url.substr(address.url.find('@'));
  ::setenv("PGPASSWORD", "us", 1);
  PostgresIssuer issuer(address, {.identity = "weak_a", .successor = "weak_b"});
  auto refused =
      issuer.preflight(std::vector<Step>{Step::kMint, Step::kEndSessions});
  ::setenv("PGPASSWORD", target->password().c_str(), 1);
  REQUIRE(refused.has_value());
  CHECK(refused->size() == 3);  // CREATEROLE, pg_signal_backend, a superuser
}

}  // namespace stanch
