// SPDX-License-Identifier: Apache-2.0
#include "net/http_listener.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace stanch {
namespace {

using GuestClock = std::chrono::steady_clock;

constexpr std::size_t kLongestHead = 16 << 10;
constexpr std::size_t kLargestRequest = 1 << 20;
constexpr std::chrono::seconds kGuestPatience{10};
constexpr int kLookEveryMs = 200;  // at whether to stop

// One connection, with an end to its patience.
class Guest {
 public:
  explicit Guest(FileDescriptor socket)
      : socket_(std::move(socket)), end_(GuestClock::now() + kGuestPatience) {}

  // More bytes into `buffer_`; false where none came (in time).
  bool read_more() {
    auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end_ - GuestClock::now());
    pollfd entry{socket_.get(), POLLIN, 0};
    if (left.count() <= 0 ||
        ::poll(&entry, 1, static_cast<int>(left.count())) <= 0) {
      return false;
    }
    std::array<char, 4096> bytes;
    ssize_t count = ::read(socket_.get(), bytes.data(), bytes.size());
    if (count > 0) {
      buffer_.append({bytes.data(), static_cast<std::size_t>(count)});
    }
    wipe(bytes.data(), bytes.size());
    return count > 0;
  }
  std::string_view bytes() const { return buffer_.reveal(); }

  void send(std::string_view text) const {
    while (!text.empty()) {
      ssize_t count =
          ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  }

 private:
  FileDescriptor socket_;
  GuestClock::time_point end_;
  SecretText buffer_;
};

std::string_view blankless(std::string_view text) {
  auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// RFC 9112, as far as it is needed. The status of a refusal, or the length of
// the body that follows.
struct Head {
  int refusal = 0;
  std::size_t length = 0;
  bool wants_go_ahead = false;
};

Head parse_head(std::string_view head, ServedRequest& out) {
  std::size_t end = head.find("\r\n");
  std::string_view line = head.substr(0, end);
  std::size_t first = line.find(' '), last = line.rfind(' ');
  if (first == line.npos || first == last ||
      !line.substr(last + 1).starts_with("HTTP/1.")) {
    return {.refusal = 400};
  }
  out.method = line.substr(0, first);
  std::string_view target = line.substr(first + 1, last - first - 1);
  out.path = target.substr(0, target.find('?'));
  for (head.remove_prefix(end + 2); !head.empty();) {
    end = head.find("\r\n");
    line = head.substr(0, end);
    head.remove_prefix(end + 2);
    std::size_t colon = line.find(':');
    if (colon == line.npos || colon == 0) return {.refusal = 400};
    out.headers.add(line.substr(0, colon), blankless(line.substr(colon + 1)));
  }
  // Only what says its length: two readers of anything else may disagree.
  if (out.headers.find("Transfer-Encoding")) return {.refusal = 411};
  Head result;
  auto lengths = out.headers.all("Content-Length");
  if (lengths.size() > 1) return {.refusal = 400};
  if (!lengths.empty()) {
    std::string_view text = lengths.front();
    auto read =
        std::from_chars(text.data(), text.data() + text.size(), result.length);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
      return {.refusal = 400};
    }
    if (result.length > kLargestRequest) return {.refusal = 413};
  }
  result.wants_go_ahead = out.headers.find("Expect") == "100-continue";
  return result;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 401:
      return "Unauthorized";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 500:
      return "Internal Server Error";
    default:
      return "Bad Request";
  }
}

void answer(const Guest& guest, const ServedAnswer& said) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\nConnection: close\r\n",
                                 said.status, reason_of(said.status));
  if (said.status != 204) {
    head += fmt::format(
        "Content-Type: application/json\r\n"
        "Content-Length: {}\r\n",
        said.body.size());
  }
  guest.send(head + "\r\n" + (said.status == 204 ? "" : said.body));
}

void serve_guest(
    Guest& guest,
    const std::function<ServedAnswer(const ServedRequest&)>& handler) {
  std::size_t end = 0;
  while ((end = guest.bytes().find("\r\n\r\n")) == std::string_view::npos) {
    if (guest.bytes().size() > kLongestHead) return answer(guest, {413});
    if (!guest.read_more()) return;
  }
  ServedRequest request;
  Head head = parse_head(guest.bytes().substr(0, end + 2), request);
  if (head.refusal != 0) return answer(guest, {head.refusal});
  if (head.wants_go_ahead) guest.send("HTTP/1.1 100 Continue\r\n\r\n");
  while (guest.bytes().size() < end + 4 + head.length) {
    if (!guest.read_more()) return;
  }
  request.body.append(guest.bytes().substr(end + 4, head.length));
  answer(guest, handler(request));
}

// An address of IPv4 or IPv6 and a port, as numbers.
struct ListenPlace {
  sockaddr_storage storage = {};
  socklen_t size = 0;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

// "127.0.0.1:8123", "[::1]:8123"
std::optional<ListenPlace> place_of(std::string_view address) {
  std::size_t colon = address.rfind(':');
  if (colon == address.npos) return std::nullopt;
  std::string_view digits = address.substr(colon + 1);
  std::uint16_t port = 0;
  auto read =
      std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) {
    return std::nullopt;
  }
  std::string host(address.substr(0, colon));
  ListenPlace out;
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    out.size = sizeof *v6;
    if (::inet_pton(AF_INET6, host.c_str(), &v6->sin6_addr) != 1) return {};
    return out;
  }
  auto* v4 = reinterpret_cast<sockaddr_in*>(&out.storage);
  v4->sin_family = AF_INET;
  v4->sin_port = htons(port);
  out.size = sizeof *v4;
  if (::inet_pton(AF_INET, host.c_str(), &v4->sin_addr) != 1) return {};
  return out;
}

// With the port that was given where any would do.
std::string with_port(const std::string& address, int socket) {
  ListenPlace place;
  place.size = sizeof place.storage;
  if (::getsockname(socket, place.get(), &place.size) != 0) return address;
  unsigned port =
      place.storage.ss_family == AF_INET6
          ? ntohs(reinterpret_cast<sockaddr_in6*>(&place.storage)->sin6_port)
          : ntohs(reinterpret_cast<sockaddr_in*>(&place.storage)->sin_port);
  return fmt::format("{}:{}", address.substr(0, address.rfind(':')), port);
}

}  // namespace

Result<HttpListener> HttpListener::open(const std::string& address) {
  auto place = place_of(address);
  if (!place) {
    return fail(ErrorKind::kUsage,
                fmt::format("{}: expected an address and a port such as "
                            "127.0.0.1:8123",
                            address));
  }
  FileDescriptor socket(
      ::socket(place->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  int on = 1;
  if (!socket ||
      ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) !=
          0 ||
      ::bind(socket.get(), place->get(), place->size) != 0 ||
      ::listen(socket.get(), SOMAXCONN) != 0) {
    return fail(ErrorKind::kUsage, fmt::format("{}: cannot be listened on: {}",
                                               address, describe_error(errno)));
  }
  std::string name = with_port(address, socket.get());
  return HttpListener(std::move(socket), std::move(name));
}

void HttpListener::serve(
    const std::function<ServedAnswer(const ServedRequest&)>& handler,
    const std::atomic<bool>& cancelled) {
  while (!cancelled) {
    pollfd entry{socket_.get(), POLLIN, 0};
    if (::poll(&entry, 1, kLookEveryMs) <= 0) continue;
    FileDescriptor socket(
        ::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket) continue;
    Guest guest(std::move(socket));
    serve_guest(guest, handler);
  }
}

}  // namespace stanch
