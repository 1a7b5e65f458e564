// SPDX-License-Identifier: Apache-2.0
#include "tests/support/canned_server.h"

#include <array>
#include <stdexcept>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace stanch {

CannedServer::CannedServer(Begin begin, std::vector<std::string> lines)
    : begin_(begin), lines_(std::move(lines)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof place;
  auto* address = reinterpret_cast<sockaddr*>(&place);
  if (::bind(listener_, address, size) != 0 || ::listen(listener_, 8) != 0 ||
      ::getsockname(listener_, address, &size) != 0) {
    throw std::runtime_error("no server on loopback");
  }
  port_ = ntohs(place.sin_port);
  thread_ = std::jthread([this] { serve(); });
}

CannedServer::~CannedServer() {
  ::shutdown(listener_, SHUT_RDWR);  // ends accept()
  thread_.join();
  ::close(listener_);
}

void CannedServer::serve() {
  for (int link; (link = ::accept(listener_, nullptr, nullptr)) >= 0;) {
    bool waits = begin_ == Begin::kListens;
    for (const std::string& line : lines_) {
      std::array<char, 4096> heard;
      if (waits && ::recv(link, heard.data(), heard.size(), 0) <= 0) break;
      waits = true;
      if (::send(link, line.data(), line.size(), MSG_NOSIGNAL) < 0) break;
    }
    // What is still on its way would be answered with a reset, which takes our
    // last words away.
    ::shutdown(link, SHUT_WR);
    std::array<char, 4096> rest;
    while (::recv(link, rest.data(), rest.size(), 0) > 0) {
    }
    ::close(link);
  }
}

}  // namespace stanch
