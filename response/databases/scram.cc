// SPDX-License-Identifier: Apache-2.0
#include "response/databases/scram.h"

#include <charconv>

#include <fmt/core.h>

#include "core/base64.h"
#include "core/digest.h"
#include "core/seal.h"

namespace stanch {
namespace {

constexpr std::string_view kMark = "SCRAM-SHA-256$";
constexpr unsigned kIterations = 4096;  // PostgreSQL's own choice
constexpr unsigned kMostIterations = 10'000'000;
constexpr std::size_t kSaltSize = 16;

struct ScramKeys {
  SecretText stored;
  SecretText server;
};

ScramKeys keys_of(std::string_view password, std::string_view salt,
                  unsigned iterations) {
  Sha256 salted = pbkdf2_sha256(password, salt, iterations);
  Sha256 client = hmac_sha256(as_text(salted), "Client Key");
  Sha256 server = hmac_sha256(as_text(salted), "Server Key");
  ScramKeys out{base64_text(as_text(sha256(as_text(client)))),
                base64_text(as_text(server))};
  wipe(salted.data(), salted.size());
  wipe(client.data(), client.size());
  return out;
}

// Takes what stands before `end` off the text.
std::optional<std::string_view> take(std::string_view& text, char end) {
  std::size_t at = text.find(end);
  if (at == text.npos) return std::nullopt;
  std::string_view out = text.substr(0, at);
  text.remove_prefix(at + 1);
  return out;
}

}  // namespace

std::optional<bool> scram_matches(std::string_view verifier,
                                  const Secret& password) {
  if (!verifier.starts_with(kMark)) return std::nullopt;
  std::string_view rest = verifier.substr(kMark.size());
  auto count = take(rest, ':');
  auto salt_text = take(rest, '$');
  auto stored = take(rest, ':');
  if (!count || !salt_text || !stored) return std::nullopt;
  unsigned iterations = 0;
  auto read =
      std::from_chars(count->data(), count->data() + count->size(), iterations);
  auto salt = base64_bytes(*salt_text);
  if (read.ec != std::errc() || read.ptr != count->data() + count->size() ||
      iterations == 0 || iterations > kMostIterations || !salt) {
    return std::nullopt;
  }
  // Both texts are derived with a salt of the server's: comparing them tells
  // nobody anything by its time.
  return keys_of(password.reveal(), salt->reveal(), iterations)
             .stored.reveal() == *stored;
}

std::string scram_verifier(const Secret& password) {
  std::string salt = random_bytes(kSaltSize);
  ScramKeys keys = keys_of(password.reveal(), salt, kIterations);
  return fmt::format("{}{}:{}${}:{}", kMark, kIterations,
                     base64_text(salt).reveal(), keys.stored.reveal(),
                     keys.server.reveal());
}

}  // namespace stanch
