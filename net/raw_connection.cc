// SPDX-License-Identifier: Apache-2.0
//
// libcurl connects and does TLS (CURLOPT_CONNECT_ONLY); the bytes are ours.
#include "net/raw_connection.h"

#include <array>
#include <cstdlib>

#include <curl/curl.h>
#include <fmt/core.h>
#include <poll.h>

#include "core/posix.h"
#include "net/curl_client.h"
#include "net/url.h"

namespace stanch {

struct RawConnection::Impl {
  Impl() = default;
  ~Impl() { ::curl_easy_cleanup(handle); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // False after `stall_timeout` without a byte.
  bool wait(short event) const {
    pollfd one{.fd = socket, .events = event, .revents = 0};
    return ::poll(&one, 1, static_cast<int>(patience.count())) > 0;
  }
  std::unexpected<HttpError> failed(HttpErrorKind kind,
                                    std::string_view why) const {
    return std::unexpected(HttpError{kind, fmt::format("{}: {}", name, why)});
  }

  CURL* handle = nullptr;
  curl_socket_t socket = CURL_SOCKET_BAD;
  std::chrono::milliseconds patience{0};
  std::string name;
};

RawConnection::RawConnection(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}
RawConnection::~RawConnection() = default;
RawConnection::RawConnection(RawConnection&&) noexcept = default;
RawConnection& RawConnection::operator=(RawConnection&&) noexcept = default;

RawConnection::Result<RawConnection> RawConnection::open(
    const StreamAddress& address) {
  auto impl = std::make_unique<Impl>();
  impl->name = fmt::format("{}:{}", address.host, address.port);
  impl->patience = address.stall_timeout;
  bool brackets = address.host.contains(':');
  std::string text = fmt::format(
      "{}://{}{}{}:{}/", address.tls ? "https" : "http", brackets ? "[" : "",
      address.host, brackets ? "]" : "", address.port);
  auto url = parse_url(text);
  if (!url) return impl->failed(HttpErrorKind::kRefused, url.error().message);
  if (!address.tls && !url->is_loopback()) {
    return impl->failed(HttpErrorKind::kRefused,
                        "another machine is spoken to with TLS only");
  }
  impl->handle = start_libcurl() ? ::curl_easy_init() : nullptr;
  if (impl->handle == nullptr) {
    return impl->failed(HttpErrorKind::kProtocol, "libcurl is not here");
  }
  auto set = [&](CURLoption option, auto value) {
    ::curl_easy_setopt(impl->handle, option, value);
  };
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_URL, text.c_str());
  set(CURLOPT_PROXY, "");
  set(CURLOPT_SSL_ENABLE_ALPN, 0L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(address.connect_timeout.count()));
  if (!address.ca_file.empty()) {
    set(CURLOPT_CAINFO, address.ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  CURLcode code = ::curl_easy_perform(impl->handle);
  if (code != CURLE_OK) {
    HttpErrorKind kind = http_error_kind_of(code);
    return impl->failed(kind, ::curl_easy_strerror(code));
  }
  ::curl_easy_getinfo(impl->handle, CURLINFO_ACTIVESOCKET, &impl->socket);
  return RawConnection(std::move(impl));
}

RawConnection::Result<void> RawConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t sent = 0;
    CURLcode code =
        ::curl_easy_send(impl_->handle, bytes.data(), bytes.size(), &sent);
    if (code == CURLE_AGAIN) {
      if (impl_->wait(POLLOUT)) continue;
      return impl_->failed(HttpErrorKind::kStalled, "takes no bytes");
    }
    if (code != CURLE_OK) {
      return impl_->failed(HttpErrorKind::kBroken, "the connection ended");
    }
    bytes.remove_prefix(sent);
  }
  return {};
}

RawConnection::Result<void> RawConnection::receive(SecretText& into) {
  std::array<char, 16384> buffer;
  while (true) {
    std::size_t count = 0;
    CURLcode code =
        ::curl_easy_recv(impl_->handle, buffer.data(), buffer.size(), &count);
    if (code == CURLE_AGAIN) {
      if (impl_->wait(POLLIN)) continue;
      return impl_->failed(HttpErrorKind::kStalled, "no answer came");
    }
    if (code != CURLE_OK || count == 0) {
      return impl_->failed(HttpErrorKind::kBroken, "the connection ended");
    }
    into.append(std::string_view(buffer.data(), count));
    wipe(buffer.data(), count);
    return {};
  }
}

}  // namespace stanch
