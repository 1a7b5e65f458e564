// SPDX-License-Identifier: Apache-2.0
//
// How we log in to a real OpenBao ourselves.
#include "tests/support/bao_server.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/temp_dir.h"

namespace stanch {

TEST_CASE("we log in by AppRole or as a user, with a secret of a file",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  BaoServer& bao = *BaoServer::get();
  bao.call(
      "POST", "sys/policies/acl/logins",
      R"({"policy":"path \"secret/*\" {capabilities=[\"read\",\"list\"]}"})");
  bao.call("POST", "auth/approle/role/logins",
           R"({"token_policies":["logins"]})");
  auto role = bao.call("GET", "auth/approle/role/logins/role-id");
  auto id = bao.call("POST", "auth/approle/role/logins/secret-id", "{}");
  bao.call("POST", "sys/auth/people", R"({"type":"userpass"})");
  bao.call("POST", "auth/people/users/ada",
           R"({"password":"of ada","token_policies":["logins"]})");
  TempDir folder;
  std::string id_file =
      folder.write("id", std::string(id.text("/data/secret_id")) + "\n");
  std::string right = folder.write("right", "of ada\n");
  std::string wrong = folder.write("wrong", "of eve\n");
  auto sync = [&](const std::string& login) {
    folder.write("repo/.stanch.toml", "[respond.vault]\naddress = \"" +
                                          bao.address() + "\"\n" + login);
    return Command{
        .arguments = {"inventory", "sync", "vault", "--below", "secret/logins",
                      "--inventory=" + (folder.path() / "kept.db").string()},
        .folder = folder.path() / "repo",
        .environment = {{"HOME", folder.path()}}}
        .run();
  };
  bao.call("POST", "secret/data/logins/one", R"({"data":{"a":"b"}})");
  Outcome by_role =
      sync("role_id = \"" + std::string(role.text("/data/role_id")) +
           "\"\nsecret_id_file = \"" + id_file + "\"\n");
  INFO(by_role.out << by_role.err);
  CHECK(by_role.out.contains("1 paths read"));
  std::string ada = "mount = \"people\"\nuser = \"ada\"\npassword_file = \"";
  Outcome by_user = sync(ada + right + "\"\n");
  INFO(by_user.out << by_user.err);
  CHECK(by_user.out.contains("1 paths read"));
  Outcome refused = sync(ada + wrong + "\"\n");
  CHECK(refused.exit != 0);
  CHECK(refused.err.contains("log in at auth/people/login/ada"));
  CHECK_FALSE(refused.err.contains("of eve"));
}

}  // namespace stanch
