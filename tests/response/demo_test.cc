// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/support/bao_server.h"
#include "tests/support/catch.h"
#include "tests/support/postgres_target.h"

namespace stanch {

TEST_CASE("the demonstration leads from the leak to the proof", "[response]") {
  if (PostgresTarget::get() == nullptr || BaoServer::get() == nullptr) return;
  const char* source = std::getenv("STANCH_SOURCE");
  REQUIRE(source != nullptr);
  std::string script = std::string(source) + "/docs/demo/leak-to-dead.sh";
  TempDir folder;
  std::string log = folder.path() / "log";
  int status = std::system((script + " >" + log + " 2>&1").c_str());
  std::ostringstream said;
  said << std::ifstream(log).rdbuf();
  INFO(said.str());
  CHECK(status == 0);
  CHECK(said.str().contains("the old value is dead: refused twice"));
  CHECK(said.str().contains(" 0 failed\ndone\n"));
}

}  // namespace stanch
