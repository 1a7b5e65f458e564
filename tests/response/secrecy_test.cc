// SPDX-License-Identifier: Apache-2.0
//
// Neither the leaked value nor the new one is ever where others can read it.
#include "tests/support/bao_server.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/rotation_case.h"
#include "tests/support/secrecy_watch.h"

namespace stanch {
TEST_CASE("no value is in an argument, a variable, a file or a message",
          "[response]") {
  if (PostgresTarget::get() == nullptr || BaoServer::get() == nullptr) return;
  TempDir folder;
  RotationCase made("secrecy", folder.path());
  std::string leaked(made.leaked().reveal());
  std::string url = PostgresTarget::get()->url();
  folder.write("repo/leak.env", "DATABASE_URL=postgres://secrecy_a:" + leaked +
                                    "@db.acme.io/app\n");
  folder.write("repo/.stanch.toml", R"([respond]
allow = ["*secrecy*"]

[[respond.target]]
name = "secrecy"
issuer = "postgres"
address = ")" + url + R"("
roles = ["secrecy_a", "secrecy_b"]
store = "secret/secrecy"
name_field = "username"
)");
  std::string inventory = folder.path() / "kept/inventory.db";
  std::map<std::string, std::string> environment = {
      {"VAULT_ADDR", BaoServer::get()->address()},
      {"VAULT_TOKEN", std::string(BaoServer::kRoot)},
      {"HOME", folder.path()},
      {"TMPDIR", folder.path()}};
  std::string repo = folder.path() / "repo";
  Command scan{.arguments = {"dir", "--inventory=" + inventory, "."},
               .folder = repo,
               .environment = environment};
  Outcome found = scan.run();
  INFO(found.out << found.err);
  REQUIRE(found.exit == 1);

  SecrecyWatch watch(folder.path(), "leak.env");
  Command rotate{
      .arguments = {"respond", "rotate", "1", "--apply", "--grace", "2s",
                    "--settle", "1s", "--inventory", inventory},
      .folder = repo,
      .environment = environment,
      .meanwhile = [&](pid_t process) { watch.watch(process); }};
  Outcome outcome = rotate.run();
  INFO(outcome.out << outcome.err);
  CHECK(outcome.exit == 0);
  CHECK(outcome.out.contains("the old value is dead"));
  std::string fresh = made.stored("password");
  REQUIRE(fresh.size() == 40);
  REQUIRE(fresh != leaked);
  CHECK(made.consumer_is_let_in());
  watch.add(outcome.out + outcome.err + found.out);
  watch.check_hidden({leaked, fresh});
}

TEST_CASE("nothing is changed without --apply and a place that is allowed",
          "[response]") {
  if (PostgresTarget::get() == nullptr || BaoServer::get() == nullptr) return;
  TempDir folder;
  RotationCase made("careful", folder.path());
  std::string repo = folder.path() / "repo";
  auto configured = [&](const std::string& allow) {
    folder.write("repo/.stanch.toml", "[respond]\nallow = [" + allow + R"(]

[[respond.target]]
name = "careful"
issuer = "postgres"
address = ")" + PostgresTarget::get()->url() +
                                          R"("
roles = ["careful_a", "careful_b"]
store = "secret/careful"
)");
  };
  auto respond = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "respond");
    words.insert(words.end(),
                 {"--stdin", "--inventory", folder.path() / "careful.db"});
    return Command{
        .arguments = words,
        .folder = repo,
        .input = std::string(made.leaked().reveal()) + "\n",
        .environment = {{"VAULT_ADDR", BaoServer::get()->address()},
                        {"VAULT_TOKEN", std::string(BaoServer::kRoot)}}}
        .run();
  };
  configured("\"*careful*\"");
  Outcome plan = respond({"rotate", "1"});
  INFO(plan.out << plan.err);
  CHECK(plan.exit == 0);
  CHECK(plan.out.contains("ALTER ROLE careful_a NOLOGIN"));
  CHECK(plan.out.contains("nothing was changed"));
  configured("\"vault://*\"");
  Outcome refused = respond({"rotate", "1", "--apply"});
  CHECK(refused.exit == 4);
  CHECK(refused.out.contains("[respond] allow does not have postgres://"));
  CHECK(made.stored("password") == made.leaked().reveal());
  CHECK(made.consumer_is_let_in());

  Outcome confirmed = respond({"confirm", "1", "--search"});
  CHECK(confirmed.exit == 0);
  CHECK(confirmed.out.contains("verdict     live"));
  CHECK(confirmed.out.contains(
      "stored in secret/careful field password version 1 of 1"));
  Outcome book = Command{.arguments = {"respond", "runbook", "1", "--inventory",
                                       folder.path() / "careful.db"},
                         .folder = repo}
                     .run();
  CHECK(book.exit == 0);
  CHECK(book.out.contains("ALTER ROLE careful_a NOLOGIN"));
}

}  // namespace stanch
