// SPDX-License-Identifier: Apache-2.0
//
// Servers of databases that lie, or that are none: whatever they say to a
// login, it is a proof of death only in the one form that the real server keeps
// for it. What is said over HTTP is in vault_lies_test.cc, aws_test.cc and
// providers_test.cc.
#include <cstdint>
#include <functional>

#include "response/databases/mysql.h"
#include "response/databases/postgres.h"
#include "response/databases/redis.h"
#include "tests/support/canned_server.h"
#include "tests/support/catch.h"

namespace stanch {
namespace {

const Secret kLeakedValue("the value that leaked");

using Speaks = CannedServer::Begin;

std::string on_loopback(const CannedServer& server) {
  return "127.0.0.1:" + std::to_string(server.port());
}

// What anybody may answer on any port.
const std::vector<std::string> kStrangers = {
    "",
    "\r\n",
    "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
    "<html><body>access denied</body></html>",
    "SSH-2.0-OpenSSH_9.2\r\n",
    "220 mail ready\r\n",
    "access denied: wrong password\n",
    std::string(64, '\0'),
    std::string(5000, '\xff'),
};

ProbeVerdict redis_verdict(const std::string& said) {
  CannedServer server(Speaks::kListens, {said});
  auto address = parse_redis_url("redis://" + on_loopback(server));
  REQUIRE(address.has_value());
  return probe_redis_login(*address, "svc", kLeakedValue).verdict;
}

// One message of the server: 'E' with its fields (PostgreSQL's manual, "Message
// Formats"), after it declined TLS.
std::string refusal(const std::string& code, const std::string& routine,
                    const std::string& text = "no") {
  std::string fields;
  auto add = [&](char type, const std::string& value) {
    fields += type + value + '\0';
  };
  add('S', "FATAL"), add('V', "FATAL"), add('C', code), add('M', text);
  if (!routine.empty()) {
    add('F', "auth.c"), add('L', "326"), add('R', routine);
  }
  fields += '\0';
  auto size = static_cast<std::uint32_t>(fields.size() + 4);
  std::string out = "E";
  for (int shift : {24, 16, 8, 0}) out += static_cast<char>(size >> shift);
  return out + fields;
}

ProbeVerdict postgres_verdict(const std::string& said) {
  CannedServer server(Speaks::kListens, {"N", said});
  auto address =
      parse_postgres_url("postgresql://us@" + on_loopback(server) + "/app");
  REQUIRE(address.has_value());
  Probe probe = probe_postgres_login(*address, "svc", kLeakedValue);
  UNSCOPED_INFO(probe.form);
  return probe.verdict;
}

std::string mysql_packet(int number, const std::string& payload) {
  std::string out;
  for (int shift : {0, 8, 16})
    out += static_cast<char>(payload.size() >> shift);
  return out + static_cast<char>(number) + payload;
}

std::string mysql_error(int number, unsigned code, const std::string& text) {
  std::string payload = "\xff";
  payload += static_cast<char>(code & 0xff);
  payload += static_cast<char>(code >> 8);
  return mysql_packet(number, payload + "#28000" + text);
}

// The first word of a server (its manual, "Protocol::HandshakeV10").
std::string mysql_greeting() {
  std::string out =
      "\x0a"
      "5.5.5-10.11.0-MariaDB";
  out += '\0';
  out += std::string("\x07\0\0\0", 4) + "abcdefgh" + '\0';
  out += std::string("\xff\xf7\x21\x02\x00\xff\x81\x15", 8);
  out += std::string(10, '\0') + "ijklmnopqrst" + '\0';
  out += "mysql_native_password";
  return mysql_packet(0, out + '\0');
}

ProbeVerdict mysql_verdict(std::vector<std::string> said) {
  CannedServer server(Speaks::kSpeaks, std::move(said));
  auto address = parse_mysql_url("mysql://us@" + on_loopback(server));
  REQUIRE(address.has_value());
  Probe probe = probe_mysql_login(*address, "svc", kLeakedValue);
  UNSCOPED_INFO(probe.form);
  return probe.verdict;
}

}  // namespace

TEST_CASE("no lie of a Redis is a proof of death", "[response]") {
  CHECK(redis_verdict("-WRONGPASS invalid username-password pair\r\n") ==
        ProbeVerdict::kDead);
  CHECK(redis_verdict("+OK\r\n") == ProbeVerdict::kLive);
  std::vector<std::string> lies = kStrangers;
  for (const char* said : {"-NOAUTH Authentication required.\r\n",
                           "-LOADING it starts\r\n",
                           "-NOPERM no right\r\n",
                           "-ERR invalid password\r\n",
                           "-ERR WRONGPASS invalid\r\n",
                           "-WRONGPASSWORD\r\n",
                           "-wrongpass invalid\r\n",
                           "-READONLY a replica\r\n",
                           "-MASTERDOWN no link\r\n",
                           "-MISCONF no disk\r\n",
                           "-BUSY a script runs\r\n",
                           "-DENIED protected mode\r\n",
                           "-ERR max number of clients reached\r\n",
                           "+WRONGPASS\r\n",
                           "$9\r\nWRONGPASS\r\n",
                           "*1\r\n-WRONGPASS no\r\n",
                           ":0\r\n",
                           "$-1\r\n",
                           "*-1\r\n",
                           "+PONG\r\n",
                           "-WRONGPASS cut in the mid",
                           "-\r\n",
                           "+\r\n",
                           "$99999999999\r\n",
                           "*99999999\r\n"}) {
    lies.emplace_back(said);
  }
  for (const std::string& said : lies) {
    INFO(said);
    CHECK(redis_verdict(said) == ProbeVerdict::kUnknown);
  }
}

TEST_CASE("no lie of a PostgreSQL is a proof of death", "[response]") {
  CHECK(postgres_verdict(refusal("28P01", "auth_failed")) ==
        ProbeVerdict::kDead);
  CHECK(postgres_verdict(refusal("28000", "InitializeSessionUserId")) ==
        ProbeVerdict::kDead);
  std::vector<std::string> lies = kStrangers;
  for (const auto& [code, routine] :
       std::vector<std::pair<std::string, std::string>>{
           {"28P01", ""},                      // a pooler that says it itself
           {"28P01", "ClientAuthentication"},  // not from where it is checked
           {"28000", "ClientAuthentication"},  // a rule for hosts
           {"28000", ""},
           {"28000", "auth_failed"},
           {"53300", "InitProcess"},  // no connection is left
           {"57P03", "ProcessStartupPacket"},
           {"57P01", "ProcessInterrupts"},
           {"42501", "InitPostgres"},
           {"08P01", "ProcessStartupPacket"},
           {"0A000", "ProcessStartupPacket"},
           {"XX000", "auth_failed"},
           {"58000", "auth_failed"},
           {"2201E", "auth_failed"}}) {
    lies.push_back(refusal(code, routine, "password authentication failed"));
  }
  lies.push_back(refusal("28P01", "auth_failed").substr(0, 20));
  lies.push_back(refusal("53300", "", "28P01: auth_failed, auth.c:1"));
  for (const std::string& said : lies) {
    INFO(said);
    CHECK(postgres_verdict(said) == ProbeVerdict::kUnknown);
  }
}

TEST_CASE("no lie of a MariaDB is a proof of death", "[response]") {
  std::string hello = mysql_greeting();
  CHECK(mysql_verdict({hello, mysql_error(2, 1045, "Access denied")}) ==
        ProbeVerdict::kDead);
  for (const std::string& said : kStrangers) {
    INFO(said);
    CHECK(mysql_verdict({said}) == ProbeVerdict::kUnknown);
    CHECK(mysql_verdict({hello, said}) == ProbeVerdict::kUnknown);
  }
  for (unsigned code : {1040U, 1044U, 1049U, 1053U, 1129U, 1130U, 1203U, 1226U,
                        1251U, 1290U, 1698U, 1862U, 2013U, 9001U}) {
    INFO(code);
    CHECK(mysql_verdict({hello, mysql_error(2, code, "Access denied")}) ==
          ProbeVerdict::kUnknown);
  }
}

}  // namespace stanch
