// SPDX-License-Identifier: Apache-2.0
#include "scanner/checksums.h"

#include "scanner/base64.h"
#include "tests/support/catch.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

bool holds(std::string_view name, std::string_view secret) {
  Checksum checksum = find_checksum(name);
  REQUIRE(checksum != nullptr);
  return checksum(secret);
}

// Changes one character at a time; every change must be noticed.
void check_notices_changes(std::string_view name, const std::string& good,
                           std::size_t from, char a, char b) {
  CHECK(holds(name, good));
  for (std::size_t i = from; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == a ? b : a;
    INFO(name << " position " << i);
    CHECK_FALSE(holds(name, bad));
  }
}

}  // namespace

TEST_CASE("base64 is read in both alphabets, padded or not", "[scanner]") {
  CHECK(decode_base64("Zm9vYmE=") == "fooba");
  CHECK(decode_base64("Zm9vYmE") == "fooba");
  CHECK(decode_base64("-_8") == decode_base64("+/8="));
  CHECK_FALSE(decode_base64("Zm9v YmE"));
  CHECK_FALSE(decode_base64("Zm9vY"));
  CHECK(decode_base64("") == "");
}

TEST_CASE("a CRC-32 in base 62 notices every change", "[scanner]") {
  check_notices_changes("crc32-base62", github_pat(1), 4, 'a', 'b');
  CHECK_FALSE(holds("crc32-base62", "ghp"));
  CHECK_FALSE(holds("crc32-base62", "ghp_"));
}

TEST_CASE("bech32 follows BIP-173's own vectors", "[scanner]") {
  for (const char* good :
       {"A12UEL5L", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"}) {
    CHECK(holds("bech32", good));
  }
  CHECK_FALSE(holds("bech32", "A12UEL5M"));
  CHECK_FALSE(holds("bech32", "1qzzfhee"));
}

TEST_CASE("base58check takes Bitcoin's genesis address", "[scanner]") {
  check_notices_changes("base58check", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", 1,
                        'x', 'y');
}

TEST_CASE("a strkey carries a CRC-16", "[scanner]") {
  // SEP-23's example of an account id.
  check_notices_changes(
      "crc16-strkey",
      "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ", 1, 'A', 'B');
}

TEST_CASE("a JWT is two JSON objects and a signature", "[scanner]") {
  // {"alg":"HS256"} . {"sub":"1"}
  CHECK(holds("jwt", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"));
  CHECK_FALSE(holds("jwt", "eyJhbGciOiJIUzI1NiJ9.bm90IGpzb24.c2ln"));
  CHECK_FALSE(holds("jwt", "eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiIxIn0.c2ln"));
  CHECK_FALSE(holds("jwt", "eyJhbGciOiJIUzI1NiJ9"));
}

TEST_CASE("a PEM key is a whole DER sequence in any quoting", "[scanner]") {
  // A SEQUENCE of 45 zero bytes in 64 characters, over two lines.
  std::string body = "MC0" + std::string(61, 'A');
  std::string a = body.substr(0, 32);
  std::string b = body.substr(32);
  std::string begin = "-----BEGIN PRIVATE" + std::string(" KEY-----");
  std::string end = "-----END PRIVATE" + std::string(" KEY-----");
  CHECK(holds("pem-key", begin + "\n" + a + "\n" + b + "\n" + end));
  CHECK(holds("pem-key", begin + "\r\n" + a + "\r\n" + b + "\r\n" + end));
  CHECK(holds("pem-key", begin + "\\n" + a + "\\n" + b + "\\n" + end));
  CHECK(holds("pem-key", begin + "\\\\n" + a + "\\\\n" + b + "\\\\n" + end));
  CHECK(holds("pem-key", begin + "\\n\" +\n  \"" + a + "\\n\" +\n  \"" + b +
                             "\\n\" +\n  \"" + end));
  CHECK(holds("pem-key", begin + "\n    " + a + "\n    " + b + "\n    " + end));
  CHECK_FALSE(holds("pem-key", begin + "\n" + a + "\n...\n" + end));
  CHECK_FALSE(holds("pem-key", begin + "\n" + a + "\n" + end));
  CHECK_FALSE(holds("pem-key", begin + "\n" + end));
  CHECK_FALSE(holds("pem-key", begin));
}

TEST_CASE("a checksum that does not exist is not found", "[scanner]") {
  CHECK(find_checksum("crc33") == nullptr);
  for (const NamedChecksum& checksum : checksums()) {
    CHECK_FALSE(checksum.holds(""));
    CHECK_FALSE(checksum.holds("-----"));
  }
}

}  // namespace stanch
