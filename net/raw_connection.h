// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "core/secret_text.h"
#include "net/http_client.h"

namespace stanch {

// Where a protocol that is not HTTP is spoken.
struct StreamAddress {
  std::string host;
  unsigned port = 0;
  bool tls = false;          // the certificate is verified, always
  std::string ca_file = {};  // PEM, instead of the system's
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
  std::chrono::milliseconds stall_timeout = std::chrono::seconds(10);
};

// A connection for protocols of their own. No proxy is used. For one thread.
class RawConnection {
 public:
  template <typename T>
  using Result = std::expected<T, HttpError>;

  // Without TLS only to loopback (kRefused).
  static Result<RawConnection> open(const StreamAddress& address);
  ~RawConnection();
  RawConnection(RawConnection&&) noexcept;
  RawConnection& operator=(RawConnection&&) noexcept;

  // All of it.
  Result<void> send(std::string_view bytes);
  // At least one byte more, appended; kBroken where the other side has closed.
  Result<void> receive(SecretText& into);

 private:
  struct Impl;
  explicit RawConnection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stanch
