// SPDX-License-Identifier: Apache-2.0
#include "scanner/placeholder.h"

#include <random>
#include <string>

#include "scanner/randomness.h"
#include "tests/support/catch.h"

namespace stanch {
namespace {

constexpr std::string_view kBase64Url =
    "0123456789abcdefghijklmnopqrstuvwxyz"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

struct Alphabet {
  std::string_view name;
  std::string_view letters;
};

const Alphabet kAlphabets[] = {
    {"hex", kBase64Url.substr(0, 16)},
    {"base 36", kBase64Url.substr(0, 36)},
    {"base 62", kBase64Url.substr(0, 62)},
    {"base64url", kBase64Url},
};

std::string drawn(std::mt19937& random, std::string_view letters,
                  std::size_t size) {
  std::string out;
  while (out.size() < size) out += letters[random() % letters.size()];
  return out;
}

// How many of `count` random values the predicate takes.
template <typename Predicate>
int taken(Predicate predicate, std::string_view letters, std::size_t size,
          int count) {
  std::mt19937 random(7);
  int hits = 0;
  for (int i = 0; i < count; ++i) {
    hits += predicate(drawn(random, letters, size));
  }
  return hits;
}

}  // namespace

TEST_CASE("filler is a placeholder", "[scanner]") {
  for (std::string_view value :
       {"", "*", "***", "aaaaaaaa", "abcabcabcabc", "xyxyxyxy", "00000000",
        "abcdefghij", "0123456789", "qwertyuiop", "9876543210", "a1b2c3d4e5f6",
        "key-abcdefghijklmnop", "1234567890abcdef"}) {
    INFO(value);
    CHECK(is_placeholder(value));
  }
}

TEST_CASE("a word that says so makes a placeholder", "[scanner]") {
  for (std::string_view value :
       {"example-key-1a2b", "AKIAIOSFODNN7EXAMPLE", "changeme", "CHANGE_ME_1",
        "placeholder9", "sk-REDACTED", "dummy_key_8", "sampleToken3",
        "sk-xxxxxxxx", "tok_****", "your-api-key-7", "YOUR_KEY_9", "mySecret12",
        "fake-9f8a", "todo", "8xxxx8", "0xdeadbeef", "P4ssw0rd",
        "GENERATE_ME_64_CHARS"}) {
    INFO(value);
    CHECK(is_placeholder(value));
  }
}

TEST_CASE("a short word inside another word makes none", "[scanner]") {
  CHECK_FALSE(is_placeholder("k9unfaked7q2"));
  CHECK_FALSE(is_placeholder("qtodos81mz4"));
  CHECK_FALSE(is_placeholder("sk_test_4eC39HqLyjWDarjt"));
}

TEST_CASE("words are not looked for in long encodings", "[scanner]") {
  std::mt19937 random(3);
  std::string body = drawn(random, kBase64Url, 92);
  CHECK(is_placeholder("dummy" + body.substr(0, 91)));
  CHECK_FALSE(is_placeholder("dummy" + body));
}

TEST_CASE("a template slot is a placeholder", "[scanner]") {
  for (std::string_view value :
       {"${TOKEN}", "pre-${X}-post", "{{ token }}", "<%= token %>", "$(cat f)",
        "#{token}", "%(token)s", "[[token]]", "@@token@@", "<token>", "{token}",
        "[token]", "%TOKEN%", "@token@", "$TOKEN", "__TOKEN__", "%s", "%-8d",
        "%@"}) {
    INFO(value);
    CHECK(is_placeholder(value));
  }
}

TEST_CASE("what only opens a slot is a value", "[scanner]") {
  CHECK_FALSE(is_placeholder("k9${Zq8Lw2"));
  CHECK_FALSE(is_placeholder("$k9#Zq8!Lw2"));
  CHECK_FALSE(is_placeholder("%k9Zq8Lw2x"));
}

TEST_CASE("a reference in code is a placeholder", "[scanner]") {
  for (std::string_view value :
       {"process.env.TOKEN", "os.environ[\"X\"]", "get_token()", "self.token",
        "Foo::bar(1)", "config.api.token", "getenv(\"T\");", "keys.pop(",
        "parts[", "!!jwtSecret", "algorithm=HS_DEFAULT", ".*/SECRET=x9",
        "SESSION_SECRET=$NEW_SECRET"}) {
    INFO(value);
    CHECK(is_placeholder(value));
  }
  CHECK_FALSE(is_placeholder("config.9fK2mX7qLp.x"));
  CHECK_FALSE(is_placeholder("k9Zq=Lw2Xr"));
  CHECK_FALSE(is_placeholder("Xk9#mP2$v_L5nQ8"));
}

TEST_CASE("where a secret is kept is no secret", "[scanner]") {
  for (std::string_view value :
       {"op://vault/item/field", "arn:aws:secretsmanager:eu-west-1:1:secret:k9",
        "vault:secret/data/app#key", "SSM:/app/db", "ref+awsssm://app/db",
        "projects/42/secrets/db/versions/1", "/run/secrets/db-9x",
        "@Microsoft.KeyVault(SecretUri=https://k9.vault.azure.net/x)",
        "!Ref DbPass9", "data.vault_generic_secret.db", "env:DB_PASS9"}) {
    INFO(value);
    CHECK(is_placeholder(value));
  }
  CHECK_FALSE(is_placeholder("projects/k9/Zq8Lw2"));
  CHECK_FALSE(is_placeholder("vaulted:9Zq8Lw2"));
}

TEST_CASE("what is encrypted is no secret", "[scanner]") {
  std::mt19937 random(5);
  const std::string body = drawn(random, kBase64Url.substr(0, 62), 720);
  for (const std::string& value :
       {std::string("ENC[AES256_GCM,data:k9Zq8Lw2]"),
        std::string("ENC(k9Zq8Lw2)"), std::string("!vault |"),
        std::string("$ANSIBLE_VAULT;1.1;AES256"), "{cipher}" + body,
        "AQICAH" + body.substr(0, 200), "AgB" + body}) {
    INFO(value);
    CHECK(is_placeholder(value));
  }
  CHECK_FALSE(is_placeholder("AQICAH" + body.substr(0, 40)));
  CHECK_FALSE(is_placeholder("AgB" + body.substr(0, 100)));
  CHECK_FALSE(is_placeholder("AgQ" + body));
}

TEST_CASE("random tokens are practically never placeholders", "[scanner]") {
  for (const Alphabet& alphabet : kAlphabets) {
    for (std::size_t size : {20u, 32u, 64u, 96u, 300u}) {
      INFO(alphabet.name << ", " << size);
      CHECK(taken(is_placeholder, alphabet.letters, size, 20'000) <= 2);
    }
  }
}

TEST_CASE("default passwords are told from others", "[scanner]") {
  for (std::string_view value :
       {"password", "Password1", "my_passwd", "postgres", "guest", "admin123",
        "root!", "12345", "toor", "my_pass", "new-secret1", "myPassphrase"}) {
    INFO(value);
    CHECK(is_default_password(value));
  }
  for (std::string_view value : {"kT49xQw2", "rooted-9x", "guesthouse", "s3cr",
                                 "my_k9Zq", "newpassage"}) {
    INFO(value);
    CHECK_FALSE(is_default_password(value));
  }
}

TEST_CASE("random values look random", "[scanner]") {
  for (const Alphabet& alphabet : kAlphabets) {
    INFO(alphabet.name);
    CHECK(taken(looks_random, alphabet.letters, 20, 1000) >= 930);
    CHECK(taken(looks_random, alphabet.letters, 32, 1000) >= 970);
  }
  CHECK(looks_random("Xk9#mP2$vL5n"));
}

TEST_CASE("what people write does not look random", "[scanner]") {
  for (std::string_view value :
       {"", "x", "getAccessTokenFromRequest", "my-service-account-key-v2",
        "db-oauth2-primary", "/etc/ssl/private/key-2048.pem",
        "2024-01-15T10:03", "https://docs.acme.io/v2/auth", "1.14.2-rc.1",
        "1234567890123456", "correcthorsebatterystaple", "SHA256",
        "user123@acme.io", "123e4567-e89b-12d3-a456-426614174000",
        "a1a1a1a1a1a1a1a1", "API_KEY_HEADER_NAME_1", "oAuth2AccessToken",
        "fa4Tofa5Mapping", "PKCS7PrivateKeyTypes"}) {
    INFO(value);
    CHECK_FALSE(looks_random(value));
  }
}

}  // namespace stanch
