// SPDX-License-Identifier: Apache-2.0
#include "reporters/printable.h"

#include "tests/support/catch.h"

namespace stanch {

TEST_CASE("text in any script is printed as it is", "[reporters]") {
  for (std::string text :
       {"", "plain \\ text", "gr\xc3\xbc\xc3\x9f", "\xe6\x97\xa5\xe6\x9c\xac",
        "\xf0\x9f\x94\x91", "\xf4\x8f\xbf\xbf"}) {
    CHECK(printable(text) == text);
    CHECK(utf8(text) == text);
  }
}

TEST_CASE("what moves the reader is escaped byte by byte", "[reporters]") {
  CHECK(printable("\x1b[2J") == "\\x1b[2J");
  CHECK(printable("a\r\n\tb\x7f") == "a\\x0d\\x0a\\x09b\\x7f");
  CHECK(printable(std::string_view("\0", 1)) == "\\x00");
  CHECK(printable("\xc2\x9b") == "\\xc2\\x9b");           // C1 CSI
  CHECK(printable("\xe2\x80\xae") == "\\xe2\\x80\\xae");  // U+202E
  CHECK(printable("\xe2\x81\xa6") == "\\xe2\\x81\\xa6");  // U+2066
  CHECK(printable("\xe2\x80\xa8") == "\\xe2\\x80\\xa8");  // U+2028
  CHECK(printable("\xd8\x9c") == "\\xd8\\x9c");           // U+061C
  CHECK(utf8("\x1b\xe2\x80\xae") == "\x1b\xe2\x80\xae");
}

TEST_CASE("what is not UTF-8 is escaped", "[reporters]") {
  CHECK(utf8("\xff") == "\\xff");
  CHECK(utf8("\xc3") == "\\xc3");                             // cut off
  CHECK(utf8("\xe2\x82z") == "\\xe2\\x82z");                  // broken off
  CHECK(utf8("\xc0\xaf") == "\\xc0\\xaf");                    // overlong
  CHECK(utf8("\xe0\x80\xaf") == "\\xe0\\x80\\xaf");           // overlong
  CHECK(utf8("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // surrogate
  CHECK(utf8("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // too large
  CHECK(printable("\xff\xc3\xbc") == "\\xff\xc3\xbc");
}

}  // namespace stanch
