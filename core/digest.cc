// SPDX-License-Identifier: Apache-2.0
#include "core/digest.h"

#include <cstdlib>
#include <memory>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "core/octets.h"

namespace stanch {
namespace {

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

template <typename Sum>
Sum digest(const EVP_MD* kind, std::initializer_list<std::string_view> parts) {
  Sum out;
  std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  bool done = context && EVP_DigestInit_ex(context.get(), kind, nullptr) == 1;
  for (std::string_view part : parts) {
    done =
        done && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  }
  // Fails only when OpenSSL has no such hash or no memory.
  if (!done || EVP_DigestFinal_ex(context.get(), out.data(), nullptr) != 1) {
    std::abort();
  }
  return out;
}

}  // namespace

Sha1 sha1(std::initializer_list<std::string_view> parts) {
  return digest<Sha1>(EVP_sha1(), parts);
}

Sha256 sha256(std::initializer_list<std::string_view> parts) {
  return digest<Sha256>(EVP_sha256(), parts);
}

Sha256 sha256(std::string_view bytes) {
  Sha256 out;
  SHA256(octets(bytes), bytes.size(), out.data());
  return out;
}

Sha256 hmac_sha256(std::string_view key, std::string_view bytes) {
  Sha256 out;
  unsigned int size = out.size();
  // Fails only when OpenSSL has no SHA-256 or no memory: nothing to go on with.
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           octets(bytes), bytes.size(), out.data(), &size) == nullptr) {
    std::abort();
  }
  return out;
}

struct DigestStream::Impl {
  std::unique_ptr<EVP_MD_CTX, FreeDigest> context{EVP_MD_CTX_new()};
};

DigestStream::DigestStream(Kind kind) : impl_(std::make_unique<Impl>()) {
  const EVP_MD* hash = kind == Kind::kSha512 ? EVP_sha512() : EVP_sha256();
  if (!impl_->context ||
      EVP_DigestInit_ex(impl_->context.get(), hash, nullptr) != 1) {
    std::abort();  // no such hash, or no memory
  }
}

DigestStream::~DigestStream() = default;
DigestStream::DigestStream(DigestStream&&) noexcept = default;
DigestStream& DigestStream::operator=(DigestStream&&) noexcept = default;

void DigestStream::add(std::string_view bytes) {
  if (EVP_DigestUpdate(impl_->context.get(), bytes.data(), bytes.size()) != 1) {
    std::abort();
  }
}

std::string DigestStream::end() {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> out;
  unsigned int size = 0;
  if (EVP_DigestFinal_ex(impl_->context.get(), out.data(), &size) != 1) {
    std::abort();
  }
  return hex({out.data(), size});
}

Sha256 pbkdf2_sha256(std::string_view password, std::string_view salt,
                     unsigned iterations) {
  Sha256 out;
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                        octets(salt), static_cast<int>(salt.size()),
                        static_cast<int>(iterations), EVP_sha256(),
                        static_cast<int>(out.size()), out.data()) != 1) {
    std::abort();
  }
  return out;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (std::uint8_t byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace stanch
