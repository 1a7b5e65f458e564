// SPDX-License-Identifier: Apache-2.0
#include "core/secret.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include <openssl/crypto.h>

#include "core/digest.h"

namespace stanch {
namespace {

constexpr std::string_view kPublicKey = "stanch secret fingerprint, version 1";
constexpr std::size_t kFingerprintBytes = 16;

}  // namespace

void wipe(void* memory, std::size_t size) { OPENSSL_cleanse(memory, size); }

Secret::Secret(std::string_view bytes, std::string_view key)
    : bytes_(std::make_unique<char[]>(bytes.size())), size_(bytes.size()) {
  std::ranges::copy(bytes, bytes_.get());
  Sha256 mac = hmac_sha256(key.empty() ? kPublicKey : key, bytes);
  fingerprint_ = hex({mac.data(), kFingerprintBytes});
}

Secret::~Secret() { wipe(); }

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::move(other.bytes_)),
      size_(std::exchange(other.size_, 0)),
      fingerprint_(std::move(other.fingerprint_)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
    fingerprint_ = std::move(other.fingerprint_);
  }
  return *this;
}

std::string Secret::redacted(int percent) const {
  assert(percent >= 0 && percent <= 100);
  if (percent == 100) return "REDACTED";
  if (percent == 0) return std::string(reveal());
  std::size_t shown = (size_ * (100 - percent) + 50) / 100;
  if (shown >= size_) shown = size_ == 0 ? 0 : size_ - 1;
  return std::string(reveal().substr(0, shown)) + "...";
}

void Secret::wipe() {
  if (bytes_) stanch::wipe(bytes_.get(), size_);
}

}  // namespace stanch
