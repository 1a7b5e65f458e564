// SPDX-License-Identifier: Apache-2.0
//
// The real client against a real server that misbehaves.
#include "net/http_client.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "net/url.h"
#include "tests/support/catch.h"
#include "tests/support/served.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// One for all tests that only ask it.
const ServerProcess& server() {
  static const ServerProcess process(misbehaving_server());
  return process;
}

HttpRequest request(std::string_view path) {
  return {.url = SecretText(url_of(server(), path))};
}

HttpResult get(std::string_view path) {
  return impatient_client()->send(request(path));
}

HttpError failure(HttpRequest request) {
  auto response = impatient_client()->send(request);
  REQUIRE_FALSE(response.has_value());
  return response.error();
}

std::string origin() {
  std::string url = url_of(server(), "");
  return url;
}

nlohmann::json echo_of(const HttpResult& response) {
  REQUIRE(response.has_value());
  return nlohmann::json::parse(response->body.reveal());
}

}  // namespace

TEST_CASE("a request arrives as it was written", "[net]") {
  Secret token(
      "to"
      "ken-1"),
      password(
          "pass"
          "word-1");
  HttpRequest put{.method = "PUT",
                  .url = SecretText(url_of(server(), "/echo/a%20b?c=d"))};
  put.headers.push_back({"Authorization", "Bearer "});
  put.headers.back().value.append(token);
  put.headers.push_back({"Content-Type", "application/json"});
  put.headers.push_back({"X-Empty", ""});
  put.body.append("{\"p\":\"").append(password).append("\"}");
  auto response = impatient_client()->send(put);
  auto echo = echo_of(response);
  CHECK(echo["method"] == "PUT");
  CHECK(echo["path"] == "/echo/a%20b?c=d");
  CHECK(echo["body"] == "{\"p\":\"password-1\"}");
  CHECK(echo["headers"]["authorization"] == "Bearer token-1");
  CHECK(echo["headers"]["content-type"] == "application/json");
  CHECK(echo["headers"]["x-empty"].get<std::string>().empty());
  CHECK(
      echo["headers"]["user-agent"].get<std::string>().starts_with("stanch/"));
  CHECK(echo["headers"].size() == 8);  // with Host, Accept, -Encoding, -Length
  CHECK(response->headers.find("x-ECHO") == "Yes");
  CHECK_FALSE(response->maybe_proxy);
}

TEST_CASE("any method is sent, with a body only where one belongs", "[net]") {
  for (const char* method : {"GET", "LIST", "DELETE", "OPTIONS"}) {
    HttpRequest plain = request("/echo");
    plain.method = method;
    auto echo = echo_of(impatient_client()->send(plain));
    CHECK(echo["method"] == method);
    CHECK_FALSE(echo["headers"].contains("content-length"));
  }
  for (const char* method : {"POST", "PUT", "PATCH"}) {
    HttpRequest empty = request("/echo");
    empty.method = method;
    auto echo = echo_of(impatient_client()->send(empty));
    CHECK(echo["headers"]["content-length"] == "0");
    CHECK_FALSE(echo["headers"].contains("content-type"));
  }
  HttpRequest head = request("/bytes/800");
  head.method = "HEAD";
  auto response = impatient_client()->send(head);
  REQUIRE(response.has_value());
  CHECK(response->headers.find("Content-Length") == "800");
  CHECK(response->body.empty());
}

TEST_CASE("every status is an answer", "[net]") {
  for (int status : {200, 204, 400, 401, 404, 429, 500, 503}) {
    auto response = get("/status/" + std::to_string(status));
    REQUIRE(response.has_value());
    CHECK(response->status == status);
  }
}

TEST_CASE("a request that cannot be meant is not sent", "[net]") {
  auto refused = [](HttpRequest wrong) {
    HttpError error = failure(std::move(wrong));
    CHECK(error.kind == HttpErrorKind::kRefused);
    return error.message;
  };
  CHECK(refused({.method = "GET /", .url = "http://127.0.0.1/"}) ==
        "GET / request: the method is not a word");
  HttpRequest split{.url = "http://127.0.0.1/"};
  split.headers.push_back({"X-A", "b\r\nX-C: hush"});
  std::string told = refused(std::move(split));
  CHECK(told ==
        "GET request: the value of a header holds a line break or a control "
        "character");
  HttpRequest name{.url = "http://127.0.0.1/"};
  name.headers.push_back({"X-A: hush\r\nB", "b"});
  told = refused(std::move(name));
  CHECK(told == "GET request: the name of a header is not a word");
  CHECK(refused({.url = "http://example.org/hush"}) ==
        "GET http://example.org: plain http goes to loopback and hosts that "
        "the settings name only; use https");
  CHECK(refused({.url = "file:///etc/passwd"}) ==
        "GET request: not a usable URL: only https:// and http:// are spoken");
}

TEST_CASE("nobody there, no such name and nonsense are told apart", "[net]") {
  auto port = std::to_string(free_port());
  HttpError nobody = failure({.url = SecretText("http://127.0.0.1:" + port)});
  CHECK(nobody.kind == HttpErrorKind::kConnect);
  CHECK(nobody.message == "GET http://127.0.0.1:" + port +
                              ": cannot connect to the server: connection "
                              "refused");
  HttpError nameless = failure({.url = "https://no-such-name.invalid/hush"});
  CHECK(nameless.kind == HttpErrorKind::kResolve);
  CHECK(nameless.message ==
        "GET https://no-such-name.invalid: the host's name has no address");
  CHECK(failure(request("/garbage")).kind == HttpErrorKind::kProtocol);
  CHECK(failure(request("/bad-gzip")).kind == HttpErrorKind::kProtocol);
  CHECK(failure(request("/many-headers")).kind == HttpErrorKind::kTooLarge);
}

TEST_CASE("a connection that ends early is never an answer", "[net]") {
  for (const char* path : {"/cut/1000/10", "/cut/1000/0", "/drop/early/9"}) {
    INFO(path);
    HttpError error = failure(request(path));
    CHECK(error.kind == HttpErrorKind::kBroken);
    CHECK(error.message ==
          "GET " + origin() + ": the connection ended before the answer did");
  }
  // More than promised: what was promised is the answer.
  auto longer = get("/long/10/1000");
  REQUIRE(longer.has_value());
  CHECK(longer->body.size() == 10);
}

TEST_CASE("silence, slowness and a whole that takes too long end", "[net]") {
  for (const char* path : {"/silent", "/stall/100"}) {
    HttpRequest stalled = request(path);
    stalled.stall_timeout = milliseconds(50);
    HttpError error = failure(std::move(stalled));
    CHECK(error.kind == HttpErrorKind::kStalled);
    CHECK(error.message == "GET " + origin() + ": nothing came for 50 ms");
  }
  HttpRequest slow = request("/drip");
  slow.total_timeout = milliseconds(300);
  HttpError error = failure(std::move(slow));
  CHECK(error.kind == HttpErrorKind::kTimeout);
  CHECK(error.message == "GET " + origin() + ": no whole answer within 300 ms");
}

TEST_CASE("an interrupted run does not wait for a server", "[net]") {
  std::atomic<bool> cancelled = true;
  auto client = impatient_client({.cancelled = &cancelled});
  auto response = client->send(request("/silent"));
  REQUIRE_FALSE(response.has_value());
  CHECK(response.error().kind == HttpErrorKind::kCancelled);
}

TEST_CASE("an answer is bounded, also after decompression", "[net]") {
  for (const char* path : {"/endless", "/bomb/64", "/bytes/2000000"}) {
    INFO(path);
    HttpRequest bounded = request(path);
    bounded.max_body = 1000000;
    HttpError error = failure(std::move(bounded));
    CHECK(error.kind == HttpErrorKind::kTooLarge);
    CHECK(error.message ==
          "GET " + origin() + ": the answer is larger than 1000000 bytes");
  }
  HttpRequest exact = request("/bytes/1000");
  exact.max_body = 1000;
  CHECK(impatient_client()->send(exact)->body.size() == 1000);
  CHECK(get("/bomb/1")->body.size() == 1 << 20);
}

TEST_CASE("a body is streamed as it comes, until the reader has enough",
          "[net]") {
  std::uint64_t got = 0;
  HttpRequest endless = request("/endless");
  endless.compressed = false;
  endless.stream = [&](const HttpResponse& head, std::string_view bytes) {
    CHECK(head.status == 200);
    CHECK(head.headers.find("transfer-encoding") == "chunked");
    got += bytes.size();
    return got < (32U << 20);
  };
  auto response = impatient_client()->send(endless);
  REQUIRE(response.has_value());
  CHECK(response->stopped);
  CHECK(got >= 32U << 20);
  CHECK(response->body.empty());

  HttpRequest part = request("/bytes/800");
  part.headers.push_back({"Range", "bytes=790-"});
  std::string tail;
  int status = 0;
  part.stream = [&](const HttpResponse& head, std::string_view bytes) {
    status = head.status;
    tail += bytes;
    return true;
  };
  response = impatient_client()->send(part);
  REQUIRE(response.has_value());
  CHECK_FALSE(response->stopped);
  CHECK(status == 206);
  CHECK(tail == "8\n0000099\n");

  // What is not a success is an error text, not the stream.
  HttpRequest missing = request("/status/404");
  missing.stream = [](const HttpResponse&, std::string_view) {
    FAIL_CHECK("streamed an error");
    return false;
  };
  response = impatient_client()->send(missing);
  REQUIRE(response.has_value());
  CHECK(response->body.reveal() == "status 404");
}

TEST_CASE("what broke once works at the next try", "[net]") {
  auto client = make_http_client({.manners = {.first_wait = milliseconds(1)}});
  REQUIRE(client.has_value());
  for (const char* path :
       {"/flaky/a/2/503", "/drop/b/2", "/flaky/c/1/429?after=0"}) {
    auto response = (*client)->send(request(path));
    REQUIRE(response.has_value());
    CHECK(response->body.reveal() == "at last");
  }
}

TEST_CASE(
    "what may not happen twice arrives once, even where a kept "
    "connection has died",
    "[net]") {
  ServerProcess own(misbehaving_server());
  auto client = make_http_client({.manners = {.first_wait = milliseconds(1)}});
  REQUIRE(client.has_value());
  REQUIRE((*client)->send({.url = SecretText(url_of(own, "/close-after"))}));
  HttpRequest post{.method = "POST",
                   .url = SecretText(url_of(own, "/drop/once/9")),
                   .body = "one"};
  auto response = (*client)->send(post);
  REQUIRE_FALSE(response.has_value());
  CHECK(response.error().kind == HttpErrorKind::kBroken);
  CHECK(times_in_log(own, "/drop/once") == 1);
}

TEST_CASE("an idle connection serves the next request", "[net]") {
  ServerProcess own(misbehaving_server());
  auto client = impatient_client();
  for (int i = 0; i < 5; ++i) {
    REQUIRE(client->send({.url = SecretText(url_of(own, "/echo"))}));
  }
  auto log = nlohmann::json::parse(log_of(own));
  std::set<std::string> clients;
  for (const auto& entry : log) clients.insert(entry["client"]);
  CHECK(clients.size() == 1);
}

TEST_CASE("many threads share one client", "[net]") {
  auto client = impatient_client();
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < 10; ++n) {
        int size = 1000 * i + n;
        auto response = client->send(request("/bytes/" + std::to_string(size)));
        if (response && response->body.size() == std::size_t(size)) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(right == 60);
}

namespace {

// How often the text stands in the memory that malloc gives out.
std::size_t times_in_heap(std::string_view text) {
  std::ifstream maps("/proc/self/maps");
  std::size_t times = 0;
  for (std::string line; std::getline(maps, line);) {
    if (!line.ends_with("[heap]")) continue;
    std::uint64_t begin = 0, end = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx", &begin, &end) != 2) continue;
    std::ifstream memory("/proc/self/mem", std::ios::binary);
    // Not on the heap itself; pieces overlap, so that no text is cut.
    static std::array<char, 1 << 16> piece;
    for (; begin < end; begin += piece.size() - text.size() + 1) {
      memory.seekg(static_cast<std::streamoff>(begin));
      memory.read(piece.data(), static_cast<std::streamsize>(
                                    std::min(piece.size(), end - begin)));
      std::string_view rest(piece.data(),
                            static_cast<std::size_t>(memory.gcount()));
      for (auto at = rest.find(text); at != rest.npos;
           at = rest.find(text, at + 1)) {
        ++times;
      }
      memory.clear();
    }
  }
  return times;
}

}  // namespace

TEST_CASE("a secret that was sent leaves no copy in memory", "[net]") {
  // Put together here, so that the only whole one is where it is looked for.
  std::string value = "burn after";
  for (char c : {' ', 'r', 'e', 'a', 'd', 'i', 'n', 'g'}) value += c;
  auto client = impatient_client();
  {
    Secret secret(value);
    HttpRequest post{.method = "POST",
                     .url = url_of(server(), "/status/200?q=")};
    post.url.append(url_encoded("x"));
    post.headers.push_back({"Authorization", SecretText(secret)});
    post.body.append("value=").append(secret);
    REQUIRE(client->send(post).has_value());
  }
  // `value` itself, or nothing where a sanitizer keeps the heap elsewhere.
  CHECK(times_in_heap(value) <= 1);
}

TEST_CASE("redirects lead through a real server without the credentials",
          "[net]") {
  ServerProcess other(misbehaving_server());
  Secret token(
      "hu"
      "sh");
  HttpRequest moved =
      request("/redirect?to=" + url_encoded(url_of(other, "/echo")));
  moved.headers.push_back({"Authorization", SecretText(token)});
  auto echo = echo_of(impatient_client()->send(moved));
  CHECK_FALSE(echo["headers"].contains("authorization"));
  HttpError loop = failure(request("/loop/0"));
  CHECK(loop.kind == HttpErrorKind::kRedirect);
}

TEST_CASE("an engine is asked through its Unix socket", "[net]") {
  TempDir folder;
  std::string path = folder.path() / "engine.sock";
  ServerProcess engine(misbehaving_server({"--unix", path}));
  auto client = impatient_client({.unix_socket = path});
  auto echo = echo_of(client->send({.url = "http://engine/echo"}));
  CHECK(echo["headers"]["host"] == "engine");
  auto none = impatient_client({.unix_socket = path + ".not"});
  auto response = none->send({.url = "http://engine/"});
  REQUIRE_FALSE(response.has_value());
  CHECK(response.error().kind == HttpErrorKind::kConnect);
}

}  // namespace stanch
