// SPDX-License-Identifier: Apache-2.0
#include "core/secret.h"

#include "tests/support/catch.h"

namespace stanch {

TEST_CASE("a secret shows nothing of itself unless asked", "[core]") {
  Secret secret("hunter2-and-more");
  CHECK(secret.redacted() == "REDACTED");
  CHECK(secret.redacted(0) == "hunter2-and-more");
  CHECK(secret.redacted(75) == "hunt...");
  CHECK(secret.reveal() == "hunter2-and-more");
}

TEST_CASE("no percentage but 0 shows a whole secret", "[core]") {
  for (std::size_t size = 1; size < 40; ++size) {
    Secret secret(std::string(size, 'x'));
    for (int percent = 1; percent <= 100; ++percent) {
      CHECK(secret.redacted(percent).find(secret.reveal()) ==
            std::string::npos);
    }
  }
}

TEST_CASE("equal secrets have equal fingerprints under one key", "[core]") {
  CHECK(Secret("a") == Secret("a"));
  CHECK_FALSE(Secret("a") == Secret("b"));
  CHECK_FALSE(Secret("a", "key 1") == Secret("a", "key 2"));
  CHECK(Secret("a").fingerprint().size() == 32);
}

TEST_CASE("a moved-from secret is empty", "[core]") {
  Secret first("value");
  Secret second(std::move(first));
  CHECK(second.reveal() == "value");
  CHECK(first.empty());  // NOLINT(bugprone-use-after-move)
}

}  // namespace stanch
