// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret.h"

namespace stanch {

// Memory that is wiped before it goes back.
template <typename T>
struct WipingAllocator {
  using value_type = T;

  WipingAllocator() = default;
  template <typename U>
  explicit WipingAllocator(const WipingAllocator<U>&) {}

  T* allocate(std::size_t n) { return std::allocator<T>().allocate(n); }
  void deallocate(T* memory, std::size_t n) {
    wipe(memory, n * sizeof(T));
    std::allocator<T>().deallocate(memory, n);
  }
  bool operator==(const WipingAllocator&) const = default;
};

// A text that secrets may stand in: a header, a request's body, an answer. Put
// together from plain parts and Secrets, wiped when freed and when outgrown,
// never printed. It has no fingerprint (a Secret does) and is not copied by
// accident. reveal() is the only way to the bytes; the view lasts until the
// text changes.
class SecretText {
 public:
  SecretText() = default;
  // Converts, so that what is not secret is simply written down.
  SecretText(std::string_view plain) { append(plain); }
  SecretText(const std::string& plain) { append(plain); }
  SecretText(const char* plain) { append(std::string_view(plain)); }
  explicit SecretText(const Secret& secret) { append(secret); }

  SecretText& append(std::string_view plain) {
    bytes_.insert(bytes_.end(), plain.begin(), plain.end());
    return *this;
  }
  SecretText& append(const Secret& secret) {
    has_secret_ = true;
    return append(secret.reveal());
  }

  SecretText(SecretText&&) = default;
  SecretText& operator=(SecretText&&) = default;
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  SecretText copy() const {
    SecretText out(reveal());
    out.has_secret_ = has_secret_;
    return out;
  }

  std::string_view reveal() const { return {bytes_.data(), bytes_.size()}; }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  // Whether a Secret was ever appended: it may go to one place only.
  bool has_secret() const { return has_secret_; }

 private:
  std::vector<char, WipingAllocator<char>> bytes_;
  bool has_secret_ = false;
};

}  // namespace stanch
