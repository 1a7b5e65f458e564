// SPDX-License-Identifier: Apache-2.0
#include "net/http_listener.h"

#include <array>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/catch.h"
#include "tests/support/served.h"

namespace stanch {
namespace {

// A listener that answers with what it was asked.
class Desk {
 public:
  Desk()
      : listener_(HttpListener::open("127.0.0.1:0").value()), thread_([this] {
          listener_.serve(
              [](const ServedRequest& request) -> ServedAnswer {
                return {200, request.method + " " + request.path + " " +
                                 std::string(request.body.reveal())};
              },
              stop_);
        }) {}
  ~Desk() { stop_ = true; }

  const std::string& address() const { return listener_.address(); }

  // Sends bytes as they are and gives the first line of what comes.
  std::string raw(std::string_view bytes) const {
    int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in place = {};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    place.sin_port = htons(static_cast<std::uint16_t>(
        std::stoi(address().substr(address().rfind(':') + 1))));
    REQUIRE(::connect(socket, reinterpret_cast<sockaddr*>(&place),
                      sizeof place) == 0);
    CHECK(::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0);
    ::shutdown(socket, SHUT_WR);
    std::string out;
    std::array<char, 4096> buffer;
    for (ssize_t n = 0;
         (n = ::read(socket, buffer.data(), buffer.size())) > 0;) {
      out.append(buffer.data(), static_cast<std::size_t>(n));
    }
    ::close(socket);
    return out.substr(0, out.find("\r\n"));
  }

 private:
  HttpListener listener_;
  std::atomic<bool> stop_ = false;
  std::jthread thread_;
};

}  // namespace

TEST_CASE("a listener takes whole requests and answers them", "[net]") {
  Desk desk;
  auto client = impatient_client();
  std::string large(300'000, 'x');
  auto answer = client->send({.method = "POST",
                              .url = "http://" + desk.address() + "/a/b?c=d",
                              .body = large});
  REQUIRE(answer.has_value());
  CHECK(answer->status == 200);
  CHECK(answer->body.reveal() == "POST /a/b " + large);
  CHECK(
      client->send({.url = "http://" + desk.address() + "/"})->body.reveal() ==
      "GET / ");
}

TEST_CASE("a listener refuses what is no plain request", "[net]") {
  Desk desk;
  CHECK(desk.raw("hello\r\n\r\n") == "HTTP/1.1 400 Bad Request");
  CHECK(desk.raw("GET / HTTP/2\r\n\r\n") == "HTTP/1.1 400 Bad Request");
  CHECK(desk.raw("GET / HTTP/1.1\r\nnothing\r\n\r\n") ==
        "HTTP/1.1 400 Bad Request");
  CHECK(desk.raw("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n") ==
        "HTTP/1.1 411 Length Required");
  CHECK(desk.raw("POST / HTTP/1.1\r\nContent-Length: 1\r\n"
                 "Content-Length: 2\r\n\r\nab") == "HTTP/1.1 400 Bad Request");
  CHECK(desk.raw("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n") ==
        "HTTP/1.1 400 Bad Request");
  CHECK(desk.raw("POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n") ==
        "HTTP/1.1 413 Content Too Large");
  // Cut off: no answer, and the next guest is served.
  CHECK(desk.raw("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab").empty());
  CHECK(desk.raw("GET /still HTTP/1.1\r\n\r\n") == "HTTP/1.1 200 OK");
}

TEST_CASE("where nobody can listen, it is said", "[net]") {
  for (const char* address : {"nowhere", "127.0.0.1", "127.0.0.1:x", ":80",
                              "example.test:80", "203.0.113.1:0"}) {
    INFO(address);
    auto opened = HttpListener::open(address);
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().kind == ErrorKind::kUsage);
  }
}

}  // namespace stanch
