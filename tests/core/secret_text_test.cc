// SPDX-License-Identifier: Apache-2.0
#include "core/secret_text.h"

#include <utility>

#include "tests/support/catch.h"

namespace stanch {

TEST_CASE("a text is put together from plain parts and secrets", "[core]") {
  Secret secret("hush");
  SecretText text("Bearer ");
  CHECK_FALSE(text.has_secret());
  text.append(secret).append("!");
  CHECK(text.reveal() == "Bearer hush!");
  CHECK(text.has_secret());
  SecretText copy = text.copy();
  CHECK(copy.reveal() == text.reveal());
  CHECK(copy.has_secret());
  SecretText moved = std::move(text);
  CHECK(moved.reveal() == "Bearer hush!");
  CHECK(SecretText().empty());
}

}  // namespace stanch
