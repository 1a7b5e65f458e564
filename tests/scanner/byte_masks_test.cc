// SPDX-License-Identifier: Apache-2.0
#include "scanner/byte_masks.h"

#include <random>
#include <string>

#include "scanner/digits.h"
#include "tests/support/catch.h"

namespace stanch {
namespace {

bool has(std::uint64_t mask, std::size_t i) { return (mask >> i & 1) != 0; }

}  // namespace

TEST_CASE("masks tell of each of 64 bytes what it is", "[scanner]") {
  std::mt19937 random(1);
  const std::string often = "%&=\\\nu3x#/qA9-_+";
  for (int round = 0; round < 500; ++round) {
    std::string bytes(kMaskedBytes, '\0');
    for (char& byte : bytes) {
      byte = random() % 2 == 0 ? often[random() % often.size()]
                               : static_cast<char>(random());
    }
    LeadMasks leads = byte_looks().leads(bytes.data());
    DigitMasks digits = byte_looks().digits(bytes.data());
    for (std::size_t i = 0; i < kMaskedBytes; ++i) {
      char c = bytes[i];
      bool is_last = i + 1 == kMaskedBytes;
      bool is_lead = std::string("%&=\\").find(c) != std::string::npos;
      bool is_followed =
          is_last ||
          std::string("234567#qalgecsp\r\nux\\/").find(bytes[i + 1]) !=
              std::string::npos;
      int value = base64_value(c);
      INFO(round << " " << i << " " << static_cast<int>(c));
      REQUIRE(has(leads.leads, i) == (is_lead && is_followed));
      REQUIRE(has(leads.newlines, i) == (c == '\n'));
      REQUIRE(has(digits.first, i) == (value >= 0 && value < 32));
      REQUIRE(has(digits.second, i) == (value >= 0 && value / 8 % 2 == 0));
      REQUIRE(has(digits.third, i) == (value >= 0 && value / 2 % 2 == 0));
      REQUIRE(has(digits.hex_first, i) == (c >= '0' && c <= '7'));
    }
  }
}

}  // namespace stanch
