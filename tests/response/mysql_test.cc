// SPDX-License-Identifier: Apache-2.0
//
// Against a real MariaDB.
#include "response/databases/mysql_issuer.h"

#include "tests/support/catch.h"
#include "tests/support/leak_story.h"
#include "tests/support/mysql_stage.h"

namespace stanch {

TEST_CASE("a leaked password of MariaDB is rotated without a failed request",
          "[response]") {
  if (MysqlServer::get() == nullptr || BaoServer::get() == nullptr) return;
  TempDir folder;
  MysqlStage stage("mstory", folder.path(), StageBegin::kMake);
  LeakStory{.leak = "DATABASE_URL=mysql://mstory_a:" +
                    std::string(MysqlStage::kLeaked) +
                    "@db.acme.io:3306/shop\n",
            .config = R"([respond]
allow = ["*mstory*"]

[[respond.target]]
name = "shop"
issuer = "mysql"
address = ")" + MysqlServer::get()->url() +
                      R"("
roles = ["mstory_a", "mstory_b"]
store = "secret/mstory"
name_field = "username"
)",
            .environment = {{"VAULT_ADDR", BaoServer::get()->address()},
                            {"VAULT_TOKEN", std::string(BaoServer::kRoot)}},
            .consumer = [&] { return stage.consumer_is_let_in(); },
            .stored = [&] { return stage.stored("password"); },
            .secret = MysqlStage::kLeaked,
            .place = "ALTER USER mstory_a ACCOUNT LOCK"}
      .tell();
  stage.check_end();
}

TEST_CASE("a rotation in MariaDB is resumed from every moment", "[response]") {
  if (MysqlServer::get() == nullptr || BaoServer::get() == nullptr) return;
  crash_everywhere(
      "mcrash",
      [](const std::string& name, const std::string& folder,
         StageBegin begin) -> std::unique_ptr<ResponseStage> {
        return std::make_unique<MysqlStage>(name, folder, begin);
      },
      20);
}

TEST_CASE("one account of MariaDB is rotated without overlap", "[response]") {
  if (MysqlServer::get() == nullptr) return;
  MysqlServer& server = *MysqlServer::get();
  server.sql("CREATE USER mone IDENTIFIED BY 'the old one'");
  MysqlIssuer issuer(server.address(),
                     {.identity = "mone", .successor = "mone"});
  CHECK_FALSE(issuer.traits().overlaps);
  Secret old("the old one"), fresh("the new one");
  CHECK(issuer.probe_old(old).verdict == ProbeVerdict::kLive);
  REQUIRE(issuer.perform(Step::kMint, {.fresh = &fresh}).has_value());
  CHECK(issuer.probe_new(fresh).verdict == ProbeVerdict::kLive);
  CHECK(issuer.probe_old(old).verdict == ProbeVerdict::kDead);
}

TEST_CASE("sessions in MariaDB are counted and ended", "[response]") {
  if (MysqlServer::get() == nullptr) return;
  MysqlServer& server = *MysqlServer::get();
  server.sql("CREATE USER mbusy IDENTIFIED BY ''");
  MysqlAddress as_busy = server.address();
  as_busy.user = "mbusy";
  auto open = MysqlSession::open(as_busy);
  REQUIRE(open.has_value());
  MysqlIssuer issuer(server.address(),
                     {.identity = "mbusy", .successor = "mother"});
  CHECK(issuer.use().old_sessions == 1);
  auto ended = issuer.perform(Step::kEndSessions, {});
  REQUIRE(ended.has_value());
  CHECK(ended->starts_with("1 sessions ended; 127.0.0.1:"));
  CHECK_FALSE(open->run("ask", "SELECT 1").has_value());
}

TEST_CASE("what MariaDB refuses for another reason proves nothing",
          "[response]") {
  if (MysqlServer::get() == nullptr) return;
  MysqlServer& server = *MysqlServer::get();
  server.sql(
      "CREATE USER mfull IDENTIFIED BY 'right' WITH "
      "MAX_CONNECTIONS_PER_HOUR 1");
  auto verdict = [&](const std::string& password) {
    return probe_mysql_login(server.address(), "mfull", Secret(password))
        .verdict;
  };
  CHECK(verdict("wrong") == ProbeVerdict::kDead);
  CHECK(verdict("right") == ProbeVerdict::kLive);
  CHECK(verdict("right") == ProbeVerdict::kUnknown);
  MysqlAddress nowhere = server.address();
  nowhere.port = free_port();
  CHECK(probe_mysql_login(nowhere, "mfull", Secret("right")).verdict ==
        ProbeVerdict::kUnknown);
}

TEST_CASE("an address of MariaDB with a password is refused", "[response]") {
  for (std::string url :
       {"", "db.acme.io", "mysql://db.acme.io", "mysql://u:pw@db.acme.io",
        "mysql://u@db.acme.io/x", "postgres://u@db.acme.io"}) {
    INFO(url);
    CHECK_FALSE(parse_mysql_url(url).has_value());
  }
  CHECK(parse_mysql_url("mariadb://u@db.acme.io")->endpoint() ==
        "db.acme.io:3306");
}

}  // namespace stanch
