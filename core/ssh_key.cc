// SPDX-License-Identifier: Apache-2.0
#include "core/ssh_key.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "core/base64.h"
#include "core/certificate.h"
#include "core/digest.h"
#include "core/seal.h"

namespace stanch {
namespace {

constexpr std::string_view kOpensshBegin =
    "-----BEGIN OPENSSH PRIVATE KEY-----";
constexpr std::string_view kOpensshEnd = "-----END OPENSSH PRIVATE KEY-----";
constexpr std::string_view kOpensshMagic("openssh-key-v1\0", 15);
constexpr std::string_view kEd25519 = "ssh-ed25519";
constexpr std::size_t kSeedSize = 32;
constexpr std::size_t kLineSize = 70;  // of the base64 in a private key
constexpr std::size_t kBlock = 8;      // that it is filled up to

struct FreeSshKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using SshKeyPointer = std::unique_ptr<EVP_PKEY, FreeSshKey>;

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

// The next such text of a message, which gets shorter; nothing where it ends.
std::optional<std::string_view> take_text(std::string_view& message) {
  if (message.size() < 4) return std::nullopt;
  std::uint32_t size = 0;
  for (char byte : message.substr(0, 4)) {
    size = size << 8 | static_cast<std::uint8_t>(byte);
  }
  if (message.size() - 4 < size) return std::nullopt;
  std::string_view out = message.substr(4, size);
  message.remove_prefix(4 + std::size_t{size});
  return out;
}

// A positive number, with a zero before a first bit that is set.
std::string big_number(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return {};
  std::string out(static_cast<std::size_t>(BN_num_bytes(number)) + 1, '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(out.data() + 1));
  BN_free(number);
  bool is_high = out.size() > 1 && (out[1] & 0x80) != 0;
  return is_high ? out : out.substr(1);
}

std::string raw_public(EVP_PKEY* key) {
  std::array<unsigned char, kSeedSize> out = {};
  std::size_t size = out.size();
  EVP_PKEY_get_raw_public_key(key, out.data(), &size);
  return {reinterpret_cast<char*>(out.data()), size};
}

// A point of a NIST curve, both coordinates.
std::string point_of(EVP_PKEY* key) {
  unsigned char* bytes = nullptr;
  std::size_t size = EVP_PKEY_get1_encoded_public_key(key, &bytes);
  std::string out(reinterpret_cast<char*>(bytes), size);
  OPENSSL_free(bytes);
  return out;
}

std::string curve_of(EVP_PKEY* key) {
  std::array<char, 32> name = {};
  std::size_t size = 0;
  EVP_PKEY_get_group_name(key, name.data(), name.size(), &size);
  std::string_view group(name.data(), size);
  if (group == "prime256v1") return "nistp256";
  if (group == "secp384r1") return "nistp384";
  return group == "secp521r1" ? "nistp521" : "";
}

std::string line_of_blob(std::string_view type, std::string_view blob) {
  std::string out(type);
  return out.append(" ").append(base64_text(blob).reveal());
}

std::optional<std::string> half_of_pem(std::string_view text) {
  std::unique_ptr<BIO, int (*)(BIO*)> in(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
  auto nobody = [](char*, int, int, void*) { return -1; };
  SshKeyPointer key(
      PEM_read_bio_PrivateKey(in.get(), nullptr, nobody, nullptr));
  if (!key) return std::nullopt;
  SecretText blob;
  std::string type;
  switch (EVP_PKEY_get_base_id(key.get())) {
    case EVP_PKEY_RSA:
      type = "ssh-rsa";
      append_text(blob, type);
      append_text(blob, big_number(key.get(), OSSL_PKEY_PARAM_RSA_E));
      append_text(blob, big_number(key.get(), OSSL_PKEY_PARAM_RSA_N));
      break;
    case EVP_PKEY_EC: {
      std::string curve = curve_of(key.get());
      if (curve.empty()) return std::nullopt;
      type = "ecdsa-sha2-" + curve;
      append_text(blob, type);
      append_text(blob, curve);
      append_text(blob, point_of(key.get()));
      break;
    }
    case EVP_PKEY_ED25519:
      type = kEd25519;
      append_text(blob, type);
      append_text(blob, raw_public(key.get()));
      break;
    default:
      return std::nullopt;
  }
  return line_of_blob(type, blob.reveal());
}

std::optional<std::string> half_of_openssh(std::string_view text) {
  text.remove_prefix(text.find(kOpensshBegin) + kOpensshBegin.size());
  SecretText letters;
  for (char c : text.substr(0, text.find(kOpensshEnd))) {
    if (c != '\n' && c != '\r' && c != ' ') {
      letters.append(std::string_view(&c, 1));
    }
  }
  auto bytes = base64_bytes(letters.reveal());
  if (!bytes || !bytes->reveal().starts_with(kOpensshMagic)) {
    return std::nullopt;
  }
  std::string_view rest = bytes->reveal().substr(kOpensshMagic.size());
  // Cipher, derivation and its options; then how many keys.
  for (int i = 0; i < 3; ++i) {
    if (!take_text(rest)) return std::nullopt;
  }
  if (rest.size() < 4) return std::nullopt;
  rest.remove_prefix(4);
  auto blob = take_text(rest);
  if (!blob) return std::nullopt;
  std::string_view inner = *blob;
  auto type = take_text(inner);
  if (!type) return std::nullopt;
  return line_of_blob(*type, *blob);
}

}  // namespace

SecretText ssh_private_text(std::string_view private_key) {
  SecretText out = with_line_ends(private_key);
  if (!out.reveal().ends_with('\n')) out.append("\n");
  return out;
}

std::optional<std::string> ssh_public_half(std::string_view private_key) {
  SecretText text = ssh_private_text(private_key);
  bool is_openssh = text.reveal().contains(kOpensshBegin);
  return is_openssh ? half_of_openssh(text.reveal())
                    : half_of_pem(text.reveal());
}

std::optional<std::string> ssh_public_line(std::string_view text) {
  std::size_t space = text.find(' ');
  if (space == text.npos || space == 0) return std::nullopt;
  std::size_t end =
      std::min(text.find_first_of(" \r\n", space + 1), text.size());
  auto blob = base64_bytes(text.substr(space + 1, end - space - 1));
  if (!blob) return std::nullopt;
  std::string_view inner = blob->reveal();
  auto type = take_text(inner);
  if (!type || *type != text.substr(0, space)) return std::nullopt;
  return std::string(text.substr(0, end));
}

std::string ssh_fingerprint(std::string_view public_line) {
  auto blob = base64_bytes(public_line.substr(public_line.find(' ') + 1));
  if (!blob) return {};
  Sha256 digest = sha256(blob->reveal());
  std::string out = "SHA256:";
  out += base64_text(as_text(digest)).reveal();
  while (out.ends_with('=')) out.pop_back();
  return out;
}

SshPair new_ssh_pair(std::string_view comment) {
  std::string seed = random_bytes(kSeedSize);
  SshKeyPointer key(EVP_PKEY_new_raw_private_key(
      EVP_PKEY_ED25519, nullptr,
      reinterpret_cast<const unsigned char*>(seed.data()), seed.size()));
  std::string half = raw_public(key.get());
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
  all.append(kOpensshMagic);
  append_text(all, "none");
  append_text(all, "none");
  append_text(all, "");
  append_number(all, 1);
  append_text(all, blob.reveal());
  append_text(all, hidden.reveal());
  SecretText letters = base64_text(all.reveal());
  SecretText text(kOpensshBegin);
  for (std::string_view rest = letters.reveal(); !rest.empty();) {
    std::string_view line = rest.substr(0, kLineSize);
    text.append("\n").append(line);
    rest.remove_prefix(line.size());
  }
  text.append("\n").append(kOpensshEnd).append("\n");
  return {Secret(text.reveal()), line_of_blob(kEd25519, blob.reveal())};
}

}  // namespace stanch
