// SPDX-License-Identifier: Apache-2.0
#include "net/polite_client.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <utility>

#include <fmt/format.h>
#include <strings.h>

#include "net/host_limiter.h"
#include "net/http_date.h"
#include "net/url.h"

namespace stanch {
namespace {

using std::chrono::milliseconds;

bool is_passing(int status) {
  return status == 429 || (status >= 502 && status <= 504);
}

bool is_passing(const HttpError& error) {
  switch (error.kind) {
    case HttpErrorKind::kResolve:
    case HttpErrorKind::kConnect:
    case HttpErrorKind::kStalled:
    case HttpErrorKind::kBroken:
      return true;
    case HttpErrorKind::kProxy:
      return is_passing(error.proxy_status);
    default:
      return false;
  }
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 ||
         status == 308;
}

// RFC 9110, 10.2.3: seconds, or a date in the form that all must write. None
// where it is neither.
std::optional<milliseconds> retry_after(const HttpResponse& response,
                                        NetClock::Wall now) {
  auto text = response.headers.find("Retry-After");
  if (!text) return std::nullopt;
  unsigned seconds = 0;
  auto [end, error] =
      std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (error == std::errc() && end == text->data() + text->size()) {
    return std::chrono::seconds(seconds);
  }
  auto date = http_date(*text);
  if (!date) return std::nullopt;
  auto when = std::chrono::system_clock::from_time_t(*date);
  return std::max(std::chrono::ceil<milliseconds>(when - now), milliseconds{0});
}

// Another origin gets what belongs to nobody: no credential by its name, and
// nothing that a Secret was put into.
bool may_travel(const HttpHeader& header) {
  if (header.value.has_secret()) return false;
  constexpr std::array kOwn = {"Authorization", "Cookie",
                               "Proxy-Authorization"};
  return std::ranges::none_of(kOwn, [&](const char* name) {
    return ::strcasecmp(name, header.name.c_str()) == 0;
  });
}

HttpRequest copy_of(const HttpRequest& request) {
  HttpRequest out{.method = request.method, .url = request.url.copy()};
  for (const HttpHeader& header : request.headers) {
    out.headers.push_back({header.name, header.value.copy()});
  }
  out.body = request.body.copy();
  out.stream = request.stream;
  out.max_body = request.max_body;
  out.compressed = request.compressed;
  out.follow_redirects = request.follow_redirects;
  out.total_timeout = request.total_timeout;
  out.stall_timeout = request.stall_timeout;
  out.idempotent = request.idempotent;
  return out;
}

class PoliteClient final : public HttpClient {
 public:
  PoliteClient(std::unique_ptr<HttpClient> exchanges,
               const HttpManners& manners, NetClock clock)
      : exchanges_(std::move(exchanges)),
        manners_(manners),
        clock_(std::move(clock)),
        limiter_(manners_, clock_) {}

  HttpResult send(const HttpRequest& request) override;

 private:
  HttpResult try_often(const HttpRequest& request, const std::string& origin);
  // How long to wait before the next try; none: this answer is the last.
  std::optional<milliseconds> wait_after(const HttpResult& result,
                                         unsigned tries) const;

  std::unique_ptr<HttpClient> exchanges_;
  const HttpManners manners_;
  const NetClock clock_;
  HostLimiter limiter_;
};

std::unexpected<HttpError> bad_redirect(const HttpRequest& request,
                                        const Url& from,
                                        std::string_view what) {
  return std::unexpected(
      HttpError{HttpErrorKind::kRedirect,
                fmt::format("{} {}: {}", request.method, from.origin(), what)});
}

HttpResult PoliteClient::send(const HttpRequest& request) {
  auto url = parse_url(request.url.reveal());
  // The exchange knows best how to say what is wrong with it.
  if (!url) return exchanges_->send(request);
  bool may_follow = request.follow_redirects &&
                    (request.method == "GET" || request.method == "HEAD");
  HttpRequest moved;
  const HttpRequest* current = &request;
  for (unsigned hop = 0;; ++hop) {
    HttpResult result = try_often(*current, url->origin());
    if (!result || !may_follow || !is_redirect(result->status)) return result;
    auto location = result->headers.find("Location");
    if (!location) return result;
    if (hop == manners_.redirects) {
      return bad_redirect(request, *url,
                          fmt::format("more than {} redirects", hop));
    }
    auto next = resolve_url(*url, *location);
    if (!next) {
      return bad_redirect(request, *url,
                          "a redirect leads nowhere: " + next.error().message);
    }
    if (url->scheme == "https" && next->scheme == "http") {
      return bad_redirect(request, *url, "a redirect from https to plain http");
    }
    if (current == &request) {
      moved = copy_of(request);
      current = &moved;
    }
    moved.url = next->text();
    if (!next->has_origin_of(*url)) {
      std::erase_if(moved.headers, std::not_fn(may_travel));
      moved.body = {};
    }
    url = std::move(next);
  }
}

HttpResult PoliteClient::try_often(const HttpRequest& request,
                                   const std::string& origin) {
  bool lent = false;
  HttpRequest watched;
  const HttpRequest* sent = &request;
  if (request.stream) {
    watched = copy_of(request);
    watched.stream = [&](const HttpResponse& head, std::string_view bytes) {
      lent = true;
      return request.stream(head, bytes);
    };
    sent = &watched;
  }
  for (unsigned tries = 1;; ++tries) {
    HttpResult result = [&] {
      auto turn = limiter_.enter(origin);
      return exchanges_->send(*sent);
    }();
    if (lent || !is_idempotent(request)) return result;
    auto wait = wait_after(result, tries);
    if (!wait) return result;
    clock_.sleep(*wait);
  }
}

std::optional<milliseconds> PoliteClient::wait_after(const HttpResult& result,
                                                     unsigned tries) const {
  bool again = result ? is_passing(result->status) : is_passing(result.error());
  if (!again || tries >= manners_.attempts) return std::nullopt;
  if (result) {
    if (auto asked = retry_after(*result, clock_.wall())) {
      if (*asked > manners_.longest_retry_after) return std::nullopt;
      return asked;
    }
  }
  unsigned doublings = std::min(tries - 1, 16U);
  return std::min(manners_.first_wait * (1 << doublings),
                  manners_.longest_wait);
}

}  // namespace

std::unique_ptr<HttpClient> make_polite_client(
    std::unique_ptr<HttpClient> exchanges, HttpManners manners,
    NetClock clock) {
  return std::make_unique<PoliteClient>(std::move(exchanges), manners,
                                        std::move(clock));
}

}  // namespace stanch
