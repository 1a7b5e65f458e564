// SPDX-License-Identifier: Apache-2.0
#include "cli/fingerprint_key.h"

#include <cstdlib>
#include <cstring>
#include <string>

#include "core/secret.h"

namespace stanch {
namespace {

class FingerprintKey {
 public:
  FingerprintKey() {
    char* value = std::getenv("STANCH_KEY");
    if (value == nullptr) return;
    key_ = value;
    wipe(value, std::strlen(value));
    ::unsetenv("STANCH_KEY");
  }
  ~FingerprintKey() { wipe(key_.data(), key_.size()); }
  FingerprintKey(const FingerprintKey&) = delete;
  FingerprintKey& operator=(const FingerprintKey&) = delete;

  std::string_view bytes() const { return key_; }

 private:
  std::string key_;
};

}  // namespace

std::string_view fingerprint_key() {
  static const FingerprintKey kKey;
  return kKey.bytes();
}

}  // namespace stanch
