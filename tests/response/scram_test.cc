// SPDX-License-Identifier: Apache-2.0
#include "response/databases/scram.h"

#include "tests/support/catch.h"
#include "tests/support/postgres_target.h"

namespace stanch {

TEST_CASE("a verifier is recognised by its password only", "[response]") {
  Secret right("some password"), wrong("some passwort");
  std::string verifier = scram_verifier(right);
  CHECK(scram_matches(verifier, right) == true);
  CHECK(scram_matches(verifier, wrong) == false);
  CHECK(scram_verifier(right) != verifier);  // another salt
  for (std::string text :
       {"", "md5d8578edf8458ce06fbc5bb76a58c5ca4", "SCRAM-SHA-256$",
        "SCRAM-SHA-256$0:AAAA$BBBB:CCCC", "SCRAM-SHA-256$x:AAAA$BBBB:CCCC",
        "SCRAM-SHA-256$99999999999:AAAA$BBBB:CCCC",
        "SCRAM-SHA-256$4096:A*AA$BBBB:CCCC"}) {
    INFO(text);
    CHECK(scram_matches(text, right) == std::nullopt);
  }
}

TEST_CASE("PostgreSQL takes our verifier and we take its own", "[response]") {
  PostgresTarget* server = PostgresTarget::get();
  if (server == nullptr) return;
  Secret value("a new value");
  server->sql("CREATE ROLE scram_ours LOGIN PASSWORD '" +
              scram_verifier(value) +
              "'; CREATE ROLE scram_theirs LOGIN PASSWORD 'a new value'");
  CHECK(server->lets_in("scram_ours", "a new value"));
  CHECK_FALSE(server->lets_in("scram_ours", "another value"));
  std::string theirs = server->sql(
      "SELECT rolpassword FROM pg_authid WHERE rolname = 'scram_theirs'");
  CHECK(scram_matches(theirs, value) == true);
}

}  // namespace stanch
