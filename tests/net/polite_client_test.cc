// SPDX-License-Identifier: Apache-2.0
#include "net/polite_client.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "net/host_limiter.h"
#include "tests/support/catch.h"
#include "tests/support/fake_http.h"

namespace stanch {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Sleeps = std::vector<milliseconds>;

std::unexpected<HttpError> error(HttpErrorKind kind, int proxy_status = 0) {
  return std::unexpected(HttpError{kind, "GET https://h: no", proxy_status});
}

// A polite client over a script.
struct Guest {
  explicit Guest(std::vector<HttpResult> script, HttpManners manners = {})
      : fake(std::move(script)),
        client(make_polite_client(std::make_unique<BorrowedHttpClient>(fake),
                                  manners, time.clock())) {}

  HttpResult send(HttpRequest request) { return client->send(request); }
  HttpResult get(const char* url = "https://h/a") { return send({.url = url}); }

  FakeTime time;
  FakeHttpClient fake;
  std::unique_ptr<HttpClient> client;
};

template <typename... T>
std::vector<HttpResult> script(T... results) {
  std::vector<HttpResult> out;
  (out.emplace_back(std::move(results)), ...);
  return out;
}

HttpResponse moved(const char* to, int status = 302) {
  return fake_response(status, "moved", {{"location", to}});
}

}  // namespace

TEST_CASE("what may pass is tried again, each time after a longer wait",
          "[net]") {
  for (int status : {429, 502, 503, 504}) {
    Guest guest(script(fake_response(status), fake_response(status),
                       fake_response(status), fake_response(200, "ok")));
    auto response = guest.get();
    REQUIRE(response.has_value());
    CHECK(response->status == 200);
    CHECK(guest.time.sleeps ==
          Sleeps{milliseconds(500), seconds(1), seconds(2)});
  }
}

TEST_CASE("tries end, and the last answer is handed on", "[net]") {
  Guest guest(script(fake_response(503), fake_response(503),
                     fake_response(503, "third")),
              {.attempts = 3});
  auto response = guest.get();
  REQUIRE(response.has_value());
  CHECK(response->status == 503);
  CHECK(response->body.reveal() == "third");
}

TEST_CASE("broken connections are tried again, other failures are not",
          "[net]") {
  for (auto kind : {HttpErrorKind::kResolve, HttpErrorKind::kConnect,
                    HttpErrorKind::kStalled, HttpErrorKind::kBroken}) {
    Guest guest(script(HttpResult(error(kind)), fake_response(200)));
    CHECK(guest.get().has_value());
  }
  for (auto kind :
       {HttpErrorKind::kTls, HttpErrorKind::kTimeout, HttpErrorKind::kTooLarge,
        HttpErrorKind::kProtocol, HttpErrorKind::kRefused,
        HttpErrorKind::kCancelled, HttpErrorKind::kProxy}) {
    Guest guest(script(HttpResult(error(kind))));
    auto response = guest.get();
    REQUIRE_FALSE(response.has_value());
    CHECK(response.error().kind == kind);
  }
  Guest busy(script(HttpResult(error(HttpErrorKind::kProxy, 503)),
                    fake_response(200)));
  CHECK(busy.get().has_value());
  for (int status : {400, 401, 403, 404, 500, 501}) {
    Guest guest(script(fake_response(status)));
    CHECK(guest.get()->status == status);
  }
}

TEST_CASE("what may not happen twice is sent once", "[net]") {
  Guest post(script(fake_response(503)));
  CHECK(post.send({.method = "POST", .url = "https://h/"})->status == 503);
  Guest broken(script(HttpResult(error(HttpErrorKind::kBroken))));
  CHECK_FALSE(
      broken.send({.method = "PATCH", .url = "https://h/"}).has_value());
  Guest get(script(fake_response(503)));
  CHECK(get.send({.url = "https://h/", .idempotent = false})->status == 503);

  Guest harmless(script(fake_response(503), fake_response(200)));
  CHECK(harmless
            .send({.method = "POST", .url = "https://h/", .idempotent = true})
            ->status == 200);
  Guest put(script(fake_response(503), fake_response(200)));
  CHECK(put.send({.method = "PUT", .url = "https://h/", .body = "x"})->status ==
        200);
  CHECK(put.fake.seen()[1].body == "x");
}

TEST_CASE("a server that says when to come back is believed", "[net]") {
  auto busy = [](const char* when) {
    return fake_response(429, "", {{"Retry-After", when}});
  };
  Guest in_seconds(script(busy("7"), fake_response(200)));
  CHECK(in_seconds.get()->status == 200);
  CHECK(in_seconds.time.sleeps == Sleeps{seconds(7)});
  // Fake time begins with 1970.
  Guest date(script(busy("Thu, 01 Jan 1970 00:00:09 GMT"), fake_response(200)));
  CHECK(date.get()->status == 200);
  CHECK(date.time.sleeps == Sleeps{seconds(9)});
  Guest nonsense(script(busy("soon"), fake_response(200)));
  CHECK(nonsense.get()->status == 200);
  CHECK(nonsense.time.sleeps == Sleeps{milliseconds(500)});
  Guest past(script(busy("-5"), fake_response(200)));
  CHECK(past.get()->status == 200);
  CHECK(past.time.sleeps == Sleeps{milliseconds(500)});
  // Longer than we wait: the caller is told at once.
  Guest tomorrow(script(busy("86400")));
  CHECK(tomorrow.get()->status == 429);
  CHECK(tomorrow.time.sleeps.empty());
}

TEST_CASE("what was streamed once is not streamed again", "[net]") {
  std::string got;
  auto stream = [&](const HttpResponse& head, std::string_view bytes) {
    CHECK(head.status == 200);
    got += bytes;
    return true;
  };
  Guest guest(script(fake_response(503, "busy"), fake_response(200, "bytes")));
  auto response = guest.send({.url = "https://h/", .stream = stream});
  REQUIRE(response.has_value());
  CHECK(got == "bytes");
  CHECK(response->body.empty());

  class Cutter : public HttpClient {
   public:
    HttpResult send(const HttpRequest& request) override {
      ++calls;
      request.stream(fake_response(200), "half");
      return error(HttpErrorKind::kBroken);
    }
    int calls = 0;
  } cutter;
  FakeTime time;
  auto client = make_polite_client(std::make_unique<BorrowedHttpClient>(cutter),
                                   {}, time.clock());
  got.clear();
  CHECK_FALSE(client->send({.url = "https://h/", .stream = stream}));
  CHECK(got == "half");
  CHECK(cutter.calls == 1);
}

TEST_CASE("a redirect is followed for GET and HEAD only", "[net]") {
  for (const char* method : {"GET", "HEAD"}) {
    Guest guest(script(moved("/b?c", 307), fake_response(200)));
    auto response = guest.send({.method = method, .url = "https://h/a"});
    REQUIRE(response.has_value());
    CHECK(guest.fake.seen()[1].method == method);
    CHECK(guest.fake.seen()[1].url == "https://h/b?c");
    CHECK(response->url.reveal() == "https://h/b?c");
  }
  for (const char* method : {"POST", "PUT", "DELETE", "LIST"}) {
    Guest guest(script(moved("/b", 307)));
    CHECK(guest.send({.method = method, .url = "https://h/a"})->status == 307);
  }
  Guest unwanted(script(moved("/b")));
  CHECK(
      unwanted.send({.url = "https://h/", .follow_redirects = false})->status ==
      302);
  Guest nowhere(script(fake_response(302)));
  CHECK(nowhere.get()->status == 302);
  Guest not_modified(script(fake_response(304)));
  CHECK(not_modified.get()->status == 304);
}

TEST_CASE("credentials do not follow a redirect to another origin", "[net]") {
  Secret token("hush");
  for (const char* elsewhere :
       {"https://other/b", "https://h:444/b", "https://h.evil/b"}) {
    Guest guest(script(moved("/same"), moved(elsewhere), moved("https://h/c"),
                       fake_response(200)));
    HttpRequest request{.url = "https://h/a", .body = "q"};
    request.headers.push_back({"authorization", "Basic abc"});
    request.headers.push_back({"Cookie", "a=b"});
    request.headers.push_back({"X-Vault-Token", SecretText(token)});
    request.headers.push_back({"Accept", "text/plain"});
    auto answer = guest.send(std::move(request));
    REQUIRE(answer.has_value());
    const auto& seen = guest.fake.seen();
    CHECK(seen[1].header("authorization") == "Basic abc");
    CHECK(seen[1].header("X-Vault-Token") == "hush");
    // Nor do they come back when a third answer leads home.
    for (std::size_t i : {2, 3}) {
      CHECK(seen[i].headers == FakeHeaders{{"Accept", "text/plain"}});
      CHECK(seen[i].body.empty());
    }
  }
}

TEST_CASE("redirects end, stay encrypted and lead to real places", "[net]") {
  std::vector<HttpResult> loop;
  for (int i = 0; i < 4; ++i) loop.emplace_back(moved("/a"));
  Guest endless(std::move(loop), {.redirects = 3});
  auto response = endless.get();
  REQUIRE_FALSE(response.has_value());
  CHECK(response.error().kind == HttpErrorKind::kRedirect);
  CHECK(response.error().message == "GET https://h: more than 3 redirects");

  for (const char* bad : {"http://h/a", "file:///etc/passwd", "https://u:pw@h/",
                          "gopher://h", "https://h/a b"}) {
    INFO(bad);
    Guest guest(script(moved(bad)));
    auto refused = guest.get();
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind == HttpErrorKind::kRedirect);
    CHECK(refused.error().message.find("pw") == std::string::npos);
  }
  Guest plain(script(moved("http://127.0.0.1:2/"), fake_response(200)));
  CHECK(plain.get("http://127.0.0.1:1/").has_value());
}

TEST_CASE("a host gets no more requests a second than it may", "[net]") {
  Guest guest(script(fake_response(200), fake_response(200), fake_response(200),
                     fake_response(200)),
              {.per_second = 4});
  for (const char* url :
       {"https://h/", "https://h/", "https://other/", "https://h/"}) {
    CHECK(guest.get(url).has_value());
  }
  CHECK(guest.time.sleeps == Sleeps{milliseconds(250), milliseconds(250)});
}

TEST_CASE("a host gets no more requests at once than it may", "[net]") {
  FakeTime time;
  HostLimiter limiter({.in_flight = 2}, time.clock());
  std::atomic<int> inside = 0, most = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < 50; ++turn) {
        auto entered = limiter.enter("h");
        int now = ++inside;
        for (int seen = most;
             now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        std::this_thread::yield();
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(most <= 2);
  // Another host is not held up by this one.
  auto first = limiter.enter("h"), second = limiter.enter("h");
  auto other = limiter.enter("other");
}

}  // namespace stanch
