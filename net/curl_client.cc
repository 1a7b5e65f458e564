// SPDX-License-Identifier: Apache-2.0
#include "net/curl_client.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>

#include "core/posix.h"
#include "net/exchange.h"
#include "net/proxy.h"
#include "net/url.h"
#include "net/wiping_memory.h"

namespace stanch {
namespace {

constexpr std::size_t kMaxIdle = 16;  // handles, each with its connections

struct HandleCloser {
  void operator()(CURL* handle) const { ::curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, HandleCloser>;

struct ListCloser {
  void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListCloser>;

void add_line(List& list, std::string_view name, const SecretText& value) {
  SecretText line(name);
  // "Name;" is libcurl's way to write a header without a value.
  line.append(value.empty() ? ";" : ": ").append(value.reveal());
  line.append(std::string_view("\0", 1));
  // It ends in a NUL.
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage)
  list.reset(::curl_slist_append(list.release(), line.reveal().data()));
}

List header_lines(const HttpRequest& request) {
  List list;
  for (const HttpHeader& header : request.headers) {
    add_line(list, header.name, header.value);
  }
  // What libcurl would add by itself and nobody asked for.
  list.reset(::curl_slist_append(list.release(), "Expect:"));
  auto is_type = [](const HttpHeader& header) {
    return ::strcasecmp(header.name.c_str(), "Content-Type") == 0;
  };
  if (std::ranges::none_of(request.headers, is_type)) {
    list.reset(::curl_slist_append(list.release(), "Content-Type:"));
  }
  return list;
}

// The three callbacks. Nothing may be thrown through C.

std::size_t on_head(char* data, std::size_t size, std::size_t count,
                    void* exchange) noexcept {
  bool more = static_cast<Exchange*>(exchange)->take_head({data, size * count});
  return more ? size * count : 0;
}

std::size_t on_body(char* data, std::size_t size, std::size_t count,
                    void* exchange) noexcept {
  bool more = static_cast<Exchange*>(exchange)->take_body({data, size * count});
  return more ? size * count : 0;
}

int on_progress(void* exchange, curl_off_t, curl_off_t, curl_off_t,
                curl_off_t uploaded) noexcept {
  return static_cast<Exchange*>(exchange)->go_on(
             static_cast<std::uint64_t>(uploaded))
             ? 0
             : 1;
}

template <typename T>
T info(CURL* handle, CURLINFO what) {
  T value{};
  ::curl_easy_getinfo(handle, what, &value);
  return value;
}

class CurlClient final : public HttpClient {
 public:
  explicit CurlClient(HttpSettings settings) : settings_(std::move(settings)) {}

  HttpResult send(const HttpRequest& request) override;

 private:
  struct Idle {
    std::string origin;
    Handle handle;
  };

  bool may_speak_plainly(const Url& url) const;
  Handle take_handle(const std::string& origin);
  void give_back(std::string origin, Handle handle);
  void set_up(CURL* handle, const HttpRequest& request,
              const SecretText& url) const;
  void set_up_trust(CURL* handle) const;
  HttpError explain(CURL* handle, CURLcode code, const HttpRequest& request,
                    std::string_view proxy, const char* text) const;

  const HttpSettings settings_;
  std::mutex mutex_;  // guards all below
  std::vector<Idle> idle_;
};

HttpError stopped_by_us(Exchange::End end, const HttpRequest& request) {
  switch (end) {
    case Exchange::End::kTooLarge:
      return {
          HttpErrorKind::kTooLarge,
          fmt::format("the answer is larger than {} bytes", request.max_body)};
    case Exchange::End::kStalled:
      return {
          HttpErrorKind::kStalled,
          fmt::format("nothing came for {} ms", request.stall_timeout.count())};
    default:
      return {HttpErrorKind::kCancelled, "interrupted"};
  }
}

HttpResult CurlClient::send(const HttpRequest& request) {
  auto failed = [&](std::string_view origin, HttpError error) {
    error.message =
        fmt::format("{} {}: {}", request.method, origin, error.message);
    return std::unexpected(std::move(error));
  };
  if (auto fault = fault_of(request)) {
    return failed("request", {HttpErrorKind::kRefused, std::string(*fault)});
  }
  auto url = parse_url(request.url.reveal());
  if (!url) {
    return failed("request", {HttpErrorKind::kRefused, url.error().message});
  }
  std::string origin = url->origin();
  if (!may_speak_plainly(*url)) {
    return failed(origin, {HttpErrorKind::kRefused,
                           "plain http goes to loopback and hosts that the "
                           "settings name only; use https"});
  }

  Exchange exchange(request, settings_.cancelled);
  SecretText text = url->text();
  SecretText proxy = settings_.unix_socket.empty()
                         ? proxy_for(settings_.proxy, *url)
                         : SecretText();
  text.append(std::string_view("\0", 1));
  proxy.append(std::string_view("\0", 1));
  bool has_proxy = proxy.size() > 1;

  Handle handle = take_handle(origin);
  std::array<char, CURL_ERROR_SIZE> problem{};
  List lines = header_lines(request);
  set_up(handle.get(), request, text);
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): likewise.
  ::curl_easy_setopt(handle.get(), CURLOPT_PROXY, proxy.reveal().data());
  ::curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, lines.get());
  ::curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, problem.data());
  ::curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &exchange);
  ::curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &exchange);
  ::curl_easy_setopt(handle.get(), CURLOPT_XFERINFODATA, &exchange);
  CURLcode code = ::curl_easy_perform(handle.get());

  std::optional<HttpError> error;
  if (exchange.end() == Exchange::End::kNone) {
    if (code != CURLE_OK) {
      error = explain(handle.get(), code, request, has_proxy ? "the proxy" : "",
                      problem.data());
    }
  } else if (exchange.end() != Exchange::End::kStopped) {
    error = stopped_by_us(exchange.end(), request);
  }
  give_back(origin, std::move(handle));
  if (error) return failed(origin, std::move(*error));

  HttpResponse response = std::move(exchange.response());
  response.url = url->text();
  response.maybe_proxy = has_proxy && url->scheme == "http";
  if (response.maybe_proxy && response.status == 407) {
    return failed(origin, {HttpErrorKind::kProxy,
                           "the proxy asks for a user and a password", 407});
  }
  return response;
}

bool CurlClient::may_speak_plainly(const Url& url) const {
  if (url.scheme == "https" || url.is_loopback()) return true;
  if (!settings_.unix_socket.empty()) return true;
  return std::ranges::any_of(
      settings_.plain_http_hosts, [&](const std::string& host) {
        return host == url.host || host == url.authority();
      });
}

Handle CurlClient::take_handle(const std::string& origin) {
  std::scoped_lock lock(mutex_);
  auto found = std::ranges::find(idle_, origin, &Idle::origin);
  if (found == idle_.end()) return Handle(::curl_easy_init());
  Handle handle = std::move(found->handle);
  idle_.erase(found);
  return handle;
}

void CurlClient::give_back(std::string origin, Handle handle) {
  // Forgets the request and keeps the connection.
  ::curl_easy_reset(handle.get());
  std::scoped_lock lock(mutex_);
  if (idle_.size() == kMaxIdle) idle_.erase(idle_.begin());
  idle_.push_back({std::move(origin), std::move(handle)});
}

void CurlClient::set_up(CURL* handle, const HttpRequest& request,
                        const SecretText& url) const {
  auto set = [&](CURLoption option, auto value) {
    ::curl_easy_setopt(handle, option, value);
  };
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_URL, url.reveal().data());
  set(CURLOPT_PATH_AS_IS, 1L);
  // Of the environment nothing is read that the settings did not say.
  set(CURLOPT_NOPROXY, "");
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_USERAGENT, "stanch/" STANCH_VERSION);
  set(CURLOPT_BUFFERSIZE, 128L << 10);
  if (request.compressed) set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate");

  // A request that takes a body has one, if only an empty one.
  const std::string& method = request.method;
  bool takes_body = method == "POST" || method == "PUT" || method == "PATCH";
  if (method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (takes_body || !request.body.empty()) {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE,
        static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS,
        request.body.empty() ? "" : request.body.reveal().data());
  }
  if (method != "HEAD") set(CURLOPT_CUSTOMREQUEST, method.c_str());
  // On a kept connection that just died libcurl would send it once more.
  if (!is_idempotent(request)) set(CURLOPT_FRESH_CONNECT, 1L);

  set(CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(settings_.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.total_timeout.count()));
  set(CURLOPT_HEADERFUNCTION, &on_head);
  set(CURLOPT_WRITEFUNCTION, &on_body);
  set(CURLOPT_XFERINFOFUNCTION, &on_progress);
  set(CURLOPT_NOPROGRESS, 0L);
  set_up_trust(handle);
}

void CurlClient::set_up_trust(CURL* handle) const {
  auto set = [&](CURLoption option, const std::string& value) {
    if (!value.empty()) ::curl_easy_setopt(handle, option, value.c_str());
  };
  ::curl_easy_setopt(handle, CURLOPT_SSLVERSION,
                     static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_UNIX_SOCKET_PATH, settings_.unix_socket);
  set(CURLOPT_SSLCERT, settings_.client_certificate);
  set(CURLOPT_SSLKEY, settings_.client_key);
  if (settings_.ca_file.empty() && settings_.ca_folder.empty()) return;
  // Instead of the system's, not besides them.
  auto or_none = [](const std::string& path) {
    return path.empty() ? nullptr : path.c_str();
  };
  for (CURLoption option : {CURLOPT_CAINFO, CURLOPT_PROXY_CAINFO}) {
    ::curl_easy_setopt(handle, option, or_none(settings_.ca_file));
  }
  for (CURLoption option : {CURLOPT_CAPATH, CURLOPT_PROXY_CAPATH}) {
    ::curl_easy_setopt(handle, option, or_none(settings_.ca_folder));
  }
}

HttpError CurlClient::explain(CURL* handle, CURLcode code,
                              const HttpRequest& request,
                              std::string_view proxy, const char* text) const {
  HttpErrorKind kind = http_error_kind_of(code);
  long refused = info<long>(handle, CURLINFO_HTTP_CONNECTCODE);
  if (refused >= 300) {
    return {
        HttpErrorKind::kProxy,
        fmt::format("the proxy refused the connection (status {})", refused),
        static_cast<int>(refused)};
  }
  std::string_view peer = proxy.empty() ? "the server" : proxy;
  // TLS 1.3 tells after the handshake that a client's certificate is missing.
  if (kind == HttpErrorKind::kBroken &&
      std::strstr(text, " alert ") != nullptr) {
    kind = HttpErrorKind::kTls;
  }
  switch (kind) {
    case HttpErrorKind::kResolve:
      return {kind, proxy.empty() ? "the host's name has no address"
                                  : "the proxy's name has no address"};
    case HttpErrorKind::kConnect:
      return {kind, fmt::format("cannot connect to {}: {}", peer,
                                describe_error(static_cast<int>(
                                    info<long>(handle, CURLINFO_OS_ERRNO))))};
    case HttpErrorKind::kTimeout:
      if (info<curl_off_t>(handle, CURLINFO_PRETRANSFER_TIME_T) == 0) {
        return {HttpErrorKind::kConnect,
                fmt::format("no connection to {} within {} ms", peer,
                            settings_.connect_timeout.count())};
      }
      return {kind, fmt::format("no whole answer within {} ms",
                                request.total_timeout.count())};
    case HttpErrorKind::kTls:
      // Names of certificates and hosts, nothing of the request.
      return {kind, text[0] != '\0' ? text : ::curl_easy_strerror(code)};
    case HttpErrorKind::kBroken:
      return {kind, "the connection ended before the answer did"};
    default:
      return {kind,
              fmt::format("no proper answer: {}", ::curl_easy_strerror(code))};
  }
}

}  // namespace

bool start_libcurl() {
  static const bool started =
      ::curl_global_init_mem(CURL_GLOBAL_DEFAULT, std::malloc, wiping_free,
                             wiping_realloc, ::strdup, std::calloc) == CURLE_OK;
  return started;
}

HttpErrorKind http_error_kind_of(int code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return HttpErrorKind::kResolve;
    case CURLE_COULDNT_CONNECT:
      return HttpErrorKind::kConnect;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return HttpErrorKind::kTls;
    case CURLE_OPERATION_TIMEDOUT:
      return HttpErrorKind::kTimeout;
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
      return HttpErrorKind::kBroken;
    case CURLE_PROXY:
      return HttpErrorKind::kProxy;
    default:
      return HttpErrorKind::kProtocol;
  }
}

Result<std::unique_ptr<HttpClient>> make_curl_client(HttpSettings settings) {
  if (!start_libcurl()) {
    return fail(ErrorKind::kUnreadable,
                "libcurl (Debian: libcurl4) is not here, or does not start");
  }
  return std::make_unique<CurlClient>(std::move(settings));
}

}  // namespace stanch
