// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/rotation_case.h"
#include "tests/support/secrecy_watch.h"

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

TEST_CASE("the throw-away token of a drill is seen nowhere", "[response]") {
  if (BaoServer::get() == nullptr) return;
  TempDir folder;
  folder.write("repo/.stanch.toml",
               "[respond]\nallow = [\"vault://*/auth/token/*\"]\n"
               "settle = \"1s\"\n[[respond.target]]\nname = \"b\"\n"
               "issuer = \"vault-token\"\n");
  SecrecyWatch watch(folder.path(), "");
  Outcome done = Command{
      .arguments = {"respond", "rotate", "--drill", "b", "--apply",
                    "--inventory", folder.path() / "drill.db"},
      .folder = folder.path() / "repo",
      .environment = {{"HOME", folder.path()},
                      {"TMPDIR", folder.path()},
                      {"VAULT_ADDR", BaoServer::get()->address()},
                      {"VAULT_TOKEN", std::string(BaoServer::kRoot)}},
      .meanwhile = [&](pid_t process) {
        watch.watch(process);
      }}.run();
  INFO(done.out << done.err);
  CHECK(done.exit == 0);
  watch.add(done.out + done.err);
  watch.check_hidden({});
  // OpenBao's tokens are "s." and 24 letters and digits.
  const std::string& seen = watch.seen();
  for (std::size_t at = 0; (at = seen.find("s.", at)) != seen.npos; ++at) {
    std::string after = seen.substr(at + 2, 24);
    INFO(seen.substr(at < 20 ? 0 : at - 20, 30));
    CHECK((after.size() < 24 ||
           !std::ranges::all_of(
               after, [](unsigned char c) { return std::isalnum(c) != 0; })));
  }
}

}  // namespace stanch
