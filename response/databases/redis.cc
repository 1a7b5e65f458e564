// SPDX-License-Identifier: Apache-2.0
#include "response/databases/redis.h"

#include <charconv>
#include <cstdlib>

#include <fmt/core.h>

#include "net/url.h"
#include "response/said_text.h"

namespace stanch {
namespace {

constexpr std::string_view kRedisCrlf = "\r\n";
// Of one reply, and how deep lists stand in each other.
constexpr std::size_t kLongestReply = std::size_t{16} << 20;
constexpr std::size_t kMostItems = 100'000;
constexpr int kDeepestReply = 8;

void add_word(SecretText& out, std::string_view word) {
  out.append(fmt::format("${}\r\n", word.size())).append(word);
  out.append(kRedisCrlf);
}

CallFault redis_fault_of(std::string_view code) {
  // The codes of Redis 7.
  if (code == "NOPERM" || code == "NOAUTH" || code == "WRONGPASS" ||
      code == "DENIED") {
    return CallFault::kDenied;
  }
  if (code == "LOADING" || code == "BUSY" || code == "MASTERDOWN" ||
      code == "TRYAGAIN" || code == "CLUSTERDOWN" || code == "READONLY") {
    return CallFault::kUnavailable;
  }
  return CallFault::kProtocol;
}

}  // namespace

std::string RedisAddress::endpoint() const {
  return fmt::format("{}:{}", server.host, server.port);
}

Result<RedisAddress> parse_redis_url(std::string_view url) {
  auto wrong = [](std::string_view why) {
    return fail(ErrorKind::kUsage,
                fmt::format("the address of a Redis server {}", why));
  };
  RedisAddress out{.user = "default"};
  std::string_view rest = url;
  if (rest.starts_with("rediss://")) {
    out.server.tls = true;
    rest.remove_prefix(9);
  } else if (rest.starts_with("redis://")) {
    rest.remove_prefix(8);
  } else {
    return wrong("must be redis://USER@HOST:PORT or rediss://USER@HOST:PORT");
  }
  std::size_t at = rest.rfind('@');
  if (at != rest.npos) {
    if (rest.substr(0, at).contains(':')) {
      return wrong("must not hold a password: give it in REDISCLI_AUTH");
    }
    if (at > 0) out.user = rest.substr(0, at);
    rest.remove_prefix(at + 1);
  }
  // What is left is an authority as URLs have it.
  bool has_port = rest.rfind(':') != rest.npos && !rest.ends_with(']');
  auto parsed =
      parse_url(fmt::format("https://{}{}/", rest, has_port ? "" : ":6379"));
  if (!parsed || parsed->target.reveal() != "/") {
    return wrong("must be redis://USER@HOST:PORT or rediss://USER@HOST:PORT");
  }
  if (!out.server.tls && !parsed->is_loopback()) {
    return wrong("of another machine must be rediss://: a password is sent");
  }
  out.server.host = parsed->host;
  out.server.port = parsed->port;
  if (const char* ca = std::getenv("SSL_CERT_FILE")) out.server.ca_file = ca;
  return out;
}

std::string_view RedisReply::error_code() const {
  if (kind != Kind::kError) return {};
  return std::string_view(text).substr(0, text.find(' '));
}

const RedisReply* RedisReply::value_of(std::string_view name) const {
  for (std::size_t i = 0; i + 1 < list.size(); i += 2) {
    if (list[i].text == name) return &list[i + 1];
  }
  return nullptr;
}

Answer<RedisSession> RedisSession::connect(const RedisAddress& address) {
  auto stream = RawConnection::open(address.server);
  if (!stream) {
    return call_error(CallFault::kUnavailable,
                      "Redis at " + stream.error().message);
  }
  return RedisSession(std::move(*stream), "Redis at " + address.endpoint());
}

Answer<RedisSession> RedisSession::open(const RedisAddress& address) {
  auto out = connect(address);
  const char* password = std::getenv("REDISCLI_AUTH");
  if (!out || password == nullptr) return out;
  auto said = out->log_in(address.user, Secret(password));
  if (!said) return std::unexpected(std::move(said.error()));
  if (said->is_ok()) return out;
  return call_error(
      redis_fault_of(said->error_code()),
      fmt::format("{}: our own login as {} was refused ({})", out->name_,
                  address.user, said_line(said->error_code())));
}

Answer<RedisReply> RedisSession::log_in(std::string_view user,
                                        const Secret& password) {
  SecretText request = "*3\r\n";
  add_word(request, "AUTH");
  add_word(request, user);
  add_word(request, password.reveal());
  return transfer(request);
}

Answer<RedisReply> RedisSession::send(
    std::initializer_list<std::string_view> words) {
  SecretText request(fmt::format("*{}\r\n", words.size()));
  for (std::string_view word : words) add_word(request, word);
  return transfer(request);
}

Answer<RedisReply> RedisSession::ask(
    std::string_view what, std::initializer_list<std::string_view> words) {
  auto reply = send(words);
  if (!reply || !reply->is_error()) return reply;
  // The words after it may repeat the hash that was sent.
  return call_error(
      redis_fault_of(reply->error_code()),
      fmt::format("{}: {}: {}", name_, what, said_line(reply->error_code())));
}

Answer<RedisReply> RedisSession::transfer(const SecretText& request) {
  if (auto sent = stream_.send(request.reveal()); !sent) {
    return broken(sent.error().message);
  }
  received_ = 0;
  return read(0);
}

std::unexpected<CallError> RedisSession::broken(std::string_view why) const {
  return call_error(CallFault::kUnavailable, fmt::format("{}: {}", name_, why));
}

Answer<void> RedisSession::receive() {
  std::size_t before = buffer_.size();
  if (auto more = stream_.receive(buffer_); !more) {
    return broken(more.error().message);
  }
  received_ += buffer_.size() - before;
  if (received_ > kLongestReply) return broken("too long");
  return {};
}

// Up to the next line end, which is taken as well.
Answer<std::string> RedisSession::line() {
  std::size_t end = 0;
  while ((end = buffer_.reveal().find(kRedisCrlf, used_)) ==
         std::string_view::npos) {
    if (auto more = receive(); !more) return std::unexpected(more.error());
  }
  std::string out(buffer_.reveal().substr(used_, end - used_));
  used_ = end + kRedisCrlf.size();
  if (used_ == buffer_.size()) {
    buffer_ = SecretText();
    used_ = 0;
  }
  return out;
}

Answer<std::string> RedisSession::bytes(std::size_t count) {
  while (buffer_.size() - used_ < count + kRedisCrlf.size()) {
    if (auto more = receive(); !more) return std::unexpected(more.error());
  }
  std::string out(buffer_.reveal().substr(used_, count));
  used_ += count + kRedisCrlf.size();
  return out;
}

// https://redis.io/docs/latest/develop/reference/protocol-spec/, version 2.
Answer<RedisReply> RedisSession::read(int depth) {
  auto head = line();
  if (!head) return std::unexpected(std::move(head.error()));
  if (head->empty() || depth > kDeepestReply) return broken("speaks no RESP");
  RedisReply out{.text = head->substr(1)};
  char type = head->front();
  if (type == '+' || type == '-') {
    out.kind = type == '+' ? RedisReply::Kind::kText : RedisReply::Kind::kError;
    return out;
  }
  const char* end = out.text.data() + out.text.size();
  auto number = std::from_chars(out.text.data(), end, out.number);
  if (number.ec != std::errc() || number.ptr != end ||
      out.number > static_cast<std::int64_t>(kLongestReply)) {
    return broken("speaks no RESP");
  }
  if (type == ':') {
    out.kind = RedisReply::Kind::kNumber;
    return out;
  }
  if (type != '$' && type != '*') return broken("speaks no RESP");
  if (out.number < 0) return RedisReply();
  auto count = static_cast<std::size_t>(out.number);
  if (type == '$') {
    auto text = bytes(count);
    if (!text) return std::unexpected(std::move(text.error()));
    out.kind = RedisReply::Kind::kText;
    out.text = std::move(*text);
    return out;
  }
  if (count > kMostItems) return broken("too long");
  out.kind = RedisReply::Kind::kList;
  for (std::size_t i = 0; i < count; ++i) {
    auto item = read(depth + 1);
    if (!item) return item;
    out.list.push_back(std::move(*item));
  }
  return out;
}

Probe probe_redis_login(const RedisAddress& address, const std::string& user,
                        const Secret& password) {
  Probe out;
  auto session = RedisSession::connect(address);
  if (!session) {
    out.form = "no answer";
    return out;
  }
  auto said = session->log_in(user, password);
  if (!said) {
    out.form = "no answer";
    return out;
  }
  if (said->is_ok()) {
    return {ProbeVerdict::kLive, fmt::format("logged in as {}", user)};
  }
  out.form = said->is_error() ? said_line(said->error_code()) : "no answer";
  if (out.form == "WRONGPASS") out.verdict = ProbeVerdict::kDead;
  return out;
}

}  // namespace stanch
