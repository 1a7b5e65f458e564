// SPDX-License-Identifier: Apache-2.0
//
// Of what Vault issues no value is left anywhere, either.
#include "tests/support/bao_server.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/postgres_target.h"
#include "tests/support/temp_dir.h"
#include "tests/support/watched_flow.h"

namespace stanch {

TEST_CASE("no value of what Vault issues is left anywhere", "[response]") {
  if (BaoServer::get() == nullptr) return;
  BaoServer& bao = *BaoServer::get();
  SECTION("a token") {
    auto made =
        bao.call("POST", "auth/token/create", R"({"policies":["default"]})");
    WatchedFlow{.target = "issuer = \"vault-token\"\n",
                .action = "revoke",
                .leaked = std::string(made.text("/auth/client_token"))}
        .run();
  }
  SECTION("a secret id") {
    bao.call("POST", "auth/approle/role/hidden",
             R"({"token_policies":["default"]})");
    auto made = bao.call("POST", "auth/approle/role/hidden/secret-id", "{}");
    std::string id(made.text("/data/secret_id"));
    bao.call("POST", "secret/data/hidden",
             R"({"data":{"secret_id":")" + id + "\"}}");
    WatchedFlow{.target =
                    "issuer = \"vault-approle\"\nrole = \"hidden\"\n"
                    "store = \"secret/hidden\"\n"
                    "field = \"secret_id\"\n",
                .action = "rotate",
                .leaked = id}
        .run([&] {
          auto stored = bao.call("GET", "secret/data/hidden");
          return std::string(stored.text("/data/data/secret_id"));
        });
  }
  SECTION("a private key") {
    bao.call("POST", "sys/mounts/pkihidden", R"({"type":"pki"})");
    bao.call("POST", "pkihidden/root/generate/internal",
             R"({"common_name":"ca","ttl":"24h","key_type":"ec"})");
    bao.call("POST", "pkihidden/roles/web",
             R"({"allow_any_name":true,"enforce_hostnames":false,)"
             R"("key_type":"ec","max_ttl":"1h"})");
    auto made = bao.call("POST", "pkihidden/issue/web",
                         R"({"common_name":"www.acme.io"})");
    std::string key(made.text("/data/private_key"));
    std::string body = key.substr(key.find('\n') + 1);
    std::string said = WatchedFlow{.target =
                                       "issuer = \"vault-pki\"\n"
                                       "mount = \"pkihidden\"\n",
                                   .action = "revoke",
                                   .leaked = key,
                                   .hidden = {body.substr(0, body.find('\n'))}}
                           .run();
    CHECK(said.contains("revoked by OCSP"));
  }
  SECTION("a ciphertext, and a journal that the engine seals") {
    bao.call("POST", "sys/mounts/trhidden", R"({"type":"transit"})");
    bao.call("POST", "trhidden/keys/data");
    bao.call("POST", "trhidden/keys/journal");
    auto made = bao.call("POST", "trhidden/datakey/wrapped/data", "{}");
    std::string ciphertext(made.text("/data/ciphertext"));
    bao.call("POST", "secret/data/trhidden",
             R"({"data":{"data_key":")" + ciphertext + "\"}}");
    WatchedFlow{.target =
                    "issuer = \"vault-transit\"\nmount = \"trhidden\"\n"
                    "role = \"data\"\nstore = \"secret/trhidden\"\n"
                    "field = \"data_key\"\n",
                .action = "rotate",
                .leaked = ciphertext,
                .settings = "seal = \"trhidden/journal\"\n"}
        .run([&] {
          auto stored = bao.call("GET", "secret/data/trhidden");
          return std::string(stored.text("/data/data/data_key"));
        });
  }
  SECTION("a secret id that is handed over wrapped") {
    bao.call("POST", "auth/approle/role/handed",
             R"({"token_policies":["default"]})");
    auto made = bao.call("POST", "auth/approle/role/handed/secret-id", "{}");
    TempDir folder;
    std::string file = folder.path() / "token";
    WatchedFlow{.target = "issuer = \"vault-approle\"\nrole = \"handed\"\n",
                .action = "rotate",
                .leaked = std::string(made.text("/data/secret_id")),
                .options = {"--to", "wrap:" + file}}
        .run([&] {
          Vault holder(bao.http(), bao.settings(read_file(file)));
          auto opened = holder.send("POST", "sys/wrapping/unwrap");
          return std::string(opened->body.text("/data/value"));
        });
  }
  SECTION("a database user of a lease") {
    if (PostgresTarget::get() == nullptr) return;
    PostgresTarget& postgres = *PostgresTarget::get();
    postgres.sql(
        "CREATE ROLE dbhidden_root SUPERUSER LOGIN PASSWORD 'root at first'");
    std::string server = postgres.url().substr(postgres.url().find('@') + 1);
    bao.call("POST", "sys/mounts/dbhidden", R"({"type":"database"})");
    bao.call("POST", "dbhidden/config/pg",
             R"({"plugin_name":"postgresql-database-plugin",)"
             R"("allowed_roles":"*","connection_url":)"
             R"("postgresql://{{username}}:{{password}}@)" +
                 server +
                 R"(?sslmode=disable","username":"dbhidden_root",)"
                 R"("password":"root at first"})");
    bao.call("POST", "dbhidden/roles/ro",
             R"({"db_name":"pg","default_ttl":"1h","creation_statements":)"
             R"(["CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}'"]})");
    auto made = bao.call("GET", "dbhidden/creds/ro");
    WatchedFlow{.target =
                    "issuer = \"vault-dynamic\"\nrole = \"ro\"\n"
                    "mount = \"dbhidden\"\naddress = \"" +
                    postgres.url() + "\"\n",
                .action = "revoke",
                .leaked = std::string(made.text("/data/password"))}
        .run();
  }
}

}  // namespace stanch
