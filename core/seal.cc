// SPDX-License-Identifier: Apache-2.0
#include "core/seal.h"

#include <cassert>
#include <cstdlib>
#include <memory>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "core/octets.h"

namespace stanch {
namespace {

constexpr std::size_t kKeySize = 32;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const {
    EVP_CIPHER_CTX_free(context);
  }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

int size_of(std::string_view text) { return static_cast<int>(text.size()); }

// Fails only when OpenSSL has no such cipher or no memory.
void require(bool done) {
  if (!done) std::abort();
}

}  // namespace

std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  require(RAND_bytes(octets(out), size_of(out)) == 1);
  return out;
}

std::string seal(std::string_view key, std::string_view plain,
                 std::string_view purpose) {
  assert(key.size() == kKeySize);
  std::string nonce = random_bytes(kNonceSize);
  std::string body(plain.size(), '\0');
  std::string tag(kTagSize, '\0');
  Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  require(cipher != nullptr &&
          EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr,
                             octets(key), octets(nonce)) == 1 &&
          EVP_EncryptUpdate(cipher.get(), nullptr, &size, octets(purpose),
                            size_of(purpose)) == 1 &&
          EVP_EncryptUpdate(cipher.get(), octets(body), &size, octets(plain),
                            size_of(plain)) == 1 &&
          EVP_EncryptFinal_ex(cipher.get(), nullptr, &size) == 1 &&
          EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagSize,
                              octets(tag)) == 1);
  return nonce + body + tag;
}

std::optional<Secret> unseal(std::string_view key, std::string_view sealed,
                             std::string_view purpose) {
  assert(key.size() == kKeySize);
  if (sealed.size() < kNonceSize + kTagSize) return std::nullopt;
  std::string_view nonce = sealed.substr(0, kNonceSize);
  std::string tag(sealed.substr(sealed.size() - kTagSize));
  std::string_view body =
      sealed.substr(kNonceSize, sealed.size() - kNonceSize - kTagSize);
  std::string plain(body.size(), '\0');
  Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  require(cipher != nullptr &&
          EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr,
                             octets(key), octets(nonce)) == 1 &&
          EVP_DecryptUpdate(cipher.get(), nullptr, &size, octets(purpose),
                            size_of(purpose)) == 1 &&
          EVP_DecryptUpdate(cipher.get(), octets(plain), &size, octets(body),
                            size_of(body)) == 1 &&
          EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagSize,
                              octets(tag)) == 1);
  std::optional<Secret> out;
  if (EVP_DecryptFinal_ex(cipher.get(), nullptr, &size) == 1)
    out.emplace(plain);
  wipe(plain.data(), plain.size());
  return out;
}

}  // namespace stanch
