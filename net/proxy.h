// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/secret_text.h"
#include "net/url.h"

namespace stanch {

// Which proxy stands before which host, by the variables that curl and Go
// share. Each value is a URL (http, https, socks5 or socks5h; http where no
// scheme is written) that may hold user:password@.
struct ProxySettings {
  SecretText for_https;  // HTTPS_PROXY, else ALL_PROXY
  SecretText for_http;   // http_proxy, else ALL_PROXY
  std::string none_for;  // NO_PROXY

  ProxySettings copy() const {
    return {for_https.copy(), for_http.copy(), none_for};
  }
};

// Lower-case names win. HTTP_PROXY in capitals is not read where
// REQUEST_METHOD is set: there a web server's client chose it (httpoxy).
ProxySettings proxy_settings(
    const std::function<std::optional<std::string>(std::string_view)>&
        variable);

// The proxy for a URL; empty: none. Loopback never has one. An entry of
// NO_PROXY is "*", a host and all below it (with or without a dot in front), an
// address, a network of IPv4 addresses (10.0.0.0/8), each with :port or not.
SecretText proxy_for(const ProxySettings& settings, const Url& url);

}  // namespace stanch
