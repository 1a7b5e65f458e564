// SPDX-License-Identifier: Apache-2.0
//
// Redis and Valkey as the response speaks to them: RESP, version 2, over a
// socket or TLS. No command of ours holds a password but AUTH.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/secret.h"
#include "core/secret_text.h"
#include "net/raw_connection.h"
#include "response/call.h"
#include "response/verdict.h"

namespace stanch {

// A server, and who we are there; our password is in REDISCLI_AUTH, as for
// redis-cli.
struct RedisAddress {
  std::string user;  // "default" where none is written
  StreamAddress server;

  std::string endpoint() const;  // "cache.example:6379"
};

// kUsage for what is no redis://USER@HOST:PORT or rediss://..., holds a
// password, or would send one to another machine without TLS.
Result<RedisAddress> parse_redis_url(std::string_view url);

struct RedisReply {
  enum class Kind { kText, kError, kNumber, kNone, kList };
  Kind kind = Kind::kNone;
  std::string text;  // of an error, too: "WRONGPASS invalid ..."
  std::int64_t number = 0;
  std::vector<RedisReply> list;

  bool is_ok() const { return kind == Kind::kText && text == "OK"; }
  bool is_error() const { return kind == Kind::kError; }
  // The error's first word: "NOPERM".
  std::string_view error_code() const;
  // Of a list that goes name, value, name, value; null where there is none.
  const RedisReply* value_of(std::string_view name) const;
};

// A connection. For one thread.
class RedisSession {
 public:
  // Logged in as ourselves.
  static Answer<RedisSession> open(const RedisAddress& address);
  // Not logged in.
  static Answer<RedisSession> connect(const RedisAddress& address);

  // Any reply, errors too. No message holds more than the first word.
  Answer<RedisReply> send(std::initializer_list<std::string_view> words);
  // The same where an error is one: NOPERM and NOAUTH are kDenied, LOADING and
  // its like kUnavailable. `what` names it in messages.
  Answer<RedisReply> ask(std::string_view what,
                         std::initializer_list<std::string_view> words);
  // AUTH.
  Answer<RedisReply> log_in(std::string_view user, const Secret& password);

 private:
  RedisSession(RawConnection stream, std::string name)
      : stream_(std::move(stream)), name_(std::move(name)) {}
  Answer<RedisReply> transfer(const SecretText& request);
  Answer<RedisReply> read(int depth);
  Answer<void> receive();
  Answer<std::string> line();
  Answer<std::string> bytes(std::size_t count);
  std::unexpected<CallError> broken(std::string_view why) const;

  RawConnection stream_;
  std::string name_;
  SecretText buffer_;  // received
  std::size_t used_ = 0;
  std::size_t received_ = 0;  // of the reply that is read
};

// Tries to log in. Live: AUTH said OK. Dead: WRONGPASS, which the server says
// to a wrong or removed password and to a user that is off or gone; anything
// else is unknown.
Probe probe_redis_login(const RedisAddress& address, const std::string& user,
                        const Secret& password);

}  // namespace stanch
