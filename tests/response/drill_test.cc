// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/rotation_case.h"

namespace stanch {

TEST_CASE("a drill leaves nothing but the time that it took", "[response]") {
  if (PostgresTarget::get() == nullptr || BaoServer::get() == nullptr) return;
  TempDir folder;
  folder.write("repo/.stanch.toml",
               R"([respond]
allow = ["postgres://*/stanch_drill_*", "vault://*/secret/stanch_drill_*"]
settle = "1s"

[[respond.target]]
name = "billing"
issuer = "postgres"
address = ")" + PostgresTarget::get()->url() +
                   R"("
roles = ["billing_a", "billing_b"]
store = "secret/billing"
)");
  auto drill = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"respond", "rotate", "--drill"});
    words.insert(words.end(), {"--inventory", folder.path() / "drill.db"});
    return Command{
        .arguments = words,
        .folder = folder.path() / "repo",
        .environment = {{"VAULT_ADDR", BaoServer::get()->address()},
                        {"VAULT_TOKEN", std::string(BaoServer::kRoot)}}}
        .run();
  };
  auto roles = [] {
    return PostgresTarget::get()->sql(
        "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'stanch_drill%'");
  };
  Outcome plan = drill({"billing"});
  INFO(plan.out << plan.err);
  CHECK(plan.exit == 0);
  CHECK(plan.out.contains("--apply does it"));
  Outcome done = drill({"billing", "--apply"});
  INFO(done.out << done.err);
  CHECK(done.exit == 0);
  CHECK(done.out.contains("verify dead again"));
  CHECK(done.out.contains("s in all"));
  CHECK(roles().starts_with("0"));
  CHECK(drill({"other", "--apply"}).exit == 2);
  folder.write("repo/.stanch.toml",
               "[respond]\nallow = []\n"
               "[[respond.target]]\nname = \"b\"\n"
               "issuer = \"vault-token\"\n");
  CHECK(drill({"b", "--apply"}).exit == 4);
}

}  // namespace stanch
