// SPDX-License-Identifier: Apache-2.0
#include "rules/run.h"

#include <string>

#include "tests/support/catch.h"

namespace stanch {

TEST_CASE("an expression says how much of it is a run", "[rules]") {
  struct Row {
    std::string expression;
    std::size_t least;
    bool whole;
  };
  for (const Row& row : {
           Row{"acme_[0-9A-Za-z]{36}", 41, true},
           Row{"(?:AKIA|ASIA)[A-Z2-7]{16}", 20, true},
           Row{"(?i)key-[0-9a-f]{8,32}", 12, true},
           Row{R"(\w{4}(?:-[0-9a-f]{4}){3})", 19, true},
           Row{"a?b*c+[de]", 2, true},
           Row{"([0-9a-f]{40})", 40, true},
           Row{"[0-9a-f]{32}\\.[0-9a-f]{8}", 32, false},
           Row{"[0-9a-f]{32}(?:[+/])", 32, false},
           Row{"[0-9A-Za-z+/]{40}", 0, false},
           Row{"[^x]{40}", 0, false},
           Row{"[0-z]{40}", 0, false},
           // The rest may be an alternative to it all.
           Row{"[0-9a-f]{32}\\.x|y", 0, false},
           Row{"[0-9a-f]{32}|[0-9]{9}", 9, true},
           Row{"\\b[0-9]{20}", 0, false},
           Row{"[0-9", 0, false},
           Row{"[0-9]{", 0, false},
           Row{"(?:ab", 0, false},
           Row{"", 0, true},
       }) {
    CAPTURE(row.expression);
    RunShape shape = run_shape(row.expression);
    CHECK(shape.least == row.least);
    CHECK(shape.whole == row.whole);
  }
}

TEST_CASE("a run of a value has letters and digits in turn", "[rules]") {
  const std::string value = "q7Zt2mXc9LpR4vKd";
  CHECK(run_of_value(value) == 16);
  CHECK(run_of_value(value + " and more") == 16);
  CHECK(run_of_value(value + "_-x") == 19);
  CHECK(run_of_value(value.substr(1)) == 0);
  CHECK(run_of_value(std::string(50, 'a') + value + value) == 64);
  CHECK(run_of_value("get_access_token_from_request") == 0);
  CHECK(run_of_value("CURLOPT_SSL_VERIFYHOST2") == 0);
  CHECK(run_of_value("2024-01-15-10-20-30") == 0);
  CHECK(run_of_value("") == 0);
}

TEST_CASE("a block of bytes is told by what they are", "[rules]") {
  std::string bytes(kRunLooked, ' ');
  bytes[0] = 'a';
  bytes[1] = 'Z';
  bytes[2] = '0';
  bytes[3] = '_';
  bytes[4] = '-';
  bytes[5] = '/';
  bytes[6] = '@';
  bytes[7] = '[';
  bytes[8] = '`';
  bytes[9] = '{';
  bytes[10] = ':';
  bytes[11] = static_cast<char>(0xe9);
  bytes[63] = '9';
  RunBlock block = look_at_block(bytes.data());
  const std::uint64_t last = std::uint64_t{1} << 63;
  CHECK(block.letters == 0b11);
  CHECK(block.digits == (0b100 | last));
  CHECK(block.run == (0b11111 | last));
}

}  // namespace stanch
