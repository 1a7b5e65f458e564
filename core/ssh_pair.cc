// SPDX-License-Identifier: Apache-2.0
#include "core/ssh_pair.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include <openssl/evp.h>

#include "core/base64.h"
#include "core/certificate.h"
#include "core/octets.h"
#include "core/seal.h"

namespace stanch {
namespace {

constexpr std::string_view kPairBegin = "-----BEGIN OPENSSH PRIVATE KEY-----";
constexpr std::string_view kPairEnd = "-----END OPENSSH PRIVATE KEY-----";
constexpr std::string_view kPairMagic("openssh-key-v1\0", 15);
constexpr std::string_view kEd25519 = "ssh-ed25519";
constexpr std::size_t kSeedSize = 32;
constexpr std::size_t kLineSize = 70;  // of the base64
constexpr std::size_t kBlock = 8;      // that the hidden part is filled up to

void append_number(SecretText& out, std::uint32_t number) {
  for (int shift : {24, 16, 8, 0}) {
    char byte = static_cast<char>(number >> shift);
    out.append(std::string_view(&byte, 1));
  }
}

// RFC 4251, section 5: a length and the bytes.
void append_text(SecretText& out, std::string_view text) {
  append_number(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

std::string public_half(std::string_view seed) {
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets(seed),
                                   seed.size()),
      EVP_PKEY_free);
  std::size_t size = kSeedSize;
  std::string out(size, '\0');
  EVP_PKEY_get_raw_public_key(key.get(), octets(out), &size);
  return out;
}

}  // namespace

SshPair new_ssh_pair(std::string_view comment) {
  std::string seed = random_bytes(kSeedSize);
  std::string half = public_half(seed);
  SecretText blob;
  append_text(blob, kEd25519);
  append_text(blob, half);
  std::string check = random_bytes(4);  // twice, to tell a right passphrase
  SecretText hidden;
  hidden.append(check).append(check);
  append_text(hidden, kEd25519);
  append_text(hidden, half);
  append_number(hidden, 2 * kSeedSize);
  hidden.append(seed).append(half);
  wipe(seed.data(), seed.size());
  append_text(hidden, comment);
  for (char fill = 1; hidden.size() % kBlock != 0; ++fill) {
    hidden.append(std::string_view(&fill, 1));
  }
  SecretText all;
  all.append(kPairMagic);
  append_text(all, "none");
  append_text(all, "none");
  append_text(all, "");
  append_number(all, 1);
  append_text(all, blob.reveal());
  append_text(all, hidden.reveal());
  SecretText letters = base64_text(all.reveal());
  SecretText text(kPairBegin);
  for (std::string_view rest = letters.reveal(); !rest.empty();) {
    std::string_view line = rest.substr(0, kLineSize);
    text.append("\n").append(line);
    rest.remove_prefix(line.size());
  }
  text.append("\n").append(kPairEnd).append("\n");
  std::string line(kEd25519);
  line.append(" ").append(base64_text(blob.reveal()).reveal());
  return {Secret(text.reveal()), std::move(line)};
}

SecretText ssh_private_text(std::string_view private_key) {
  SecretText out = with_line_ends(private_key);
  if (!out.reveal().ends_with('\n')) out.append("\n");
  return out;
}

}  // namespace stanch
