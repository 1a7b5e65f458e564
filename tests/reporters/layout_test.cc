// SPDX-License-Identifier: Apache-2.0
#include "reporters/layout.h"

#include "reporters/code_frame.h"
#include "tests/support/catch.h"

namespace stanch {

TEST_CASE("text is cut between characters and says so", "[reporters]") {
  CHECK(head("abcdef", 6) == "abcdef");
  CHECK(head("abcdefg", 6) == "abc...");
  CHECK(tail("abcdefg", 6) == "...efg");
  CHECK(head("\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc", 4) == "\xc3\xbc...");
  CHECK(tail("\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc", 4) == "...\xc3\xbc");
  CHECK(head("abcdefg", 2) == "..");
  CHECK(width("\xc3\xbc-\xe6\x97\xa5") == 3);
}

TEST_CASE("lines are broken at spaces only", "[reporters]") {
  CHECK(wrapped("one two three", 7) ==
        std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("a longer-than-all b", 6) ==
        std::vector<std::string>{"a", "longer-than-all", "b"});
  CHECK(wrapped("", 10) == std::vector<std::string>{""});
}

TEST_CASE("numbers are written for people", "[reporters]") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(counted(1, "secret") == "1 secret");
  CHECK(counted(0, "secret") == "0 secrets");
  CHECK(byte_count(1) == "1 byte");
  CHECK(byte_count(999) == "999 bytes");
  CHECK(byte_count(14'234'567) == "14.2 MB");
  CHECK(byte_count(999'999) == "1.0 MB");
  CHECK(byte_count(~0ull) == "18.4 EB");
  CHECK(duration(0.0042) == "4 ms");
  CHECK(duration(0.9999) == "1.00 s");
}

TEST_CASE("a code frame keeps both sides of the secret", "[reporters]") {
  Finding finding;
  finding.secret = Secret("value");
  finding.place.start.line = 1'234'567;
  for (std::size_t before : {0, 5, 60, 400}) {
    for (std::size_t after : {0, 5, 60, 400}) {
      finding.line_before = std::string(before, 'b');
      finding.line_after = std::string(after, 'a');
      std::string frame = code_frame(finding, 100, {});
      std::string line = frame.substr(0, frame.find('\n'));
      std::string mark = frame.substr(line.size() + 1);
      INFO(frame);
      CHECK(line.size() <= kColumns);
      CHECK(line.find("REDACTED") == mark.find("^^^^^^^^"));
      CHECK((before == 0) == (line.find('b') == std::string::npos));
      CHECK((after == 0) == (line.find('a') == std::string::npos));
    }
  }
}

}  // namespace stanch
