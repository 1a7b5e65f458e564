// SPDX-License-Identifier: Apache-2.0
#include "response/databases/mysql.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include <fmt/core.h>
#include <mysql.h>

#include "core/digest.h"
#include "core/late_library.h"
#include "net/url.h"
#include "response/said_text.h"

namespace stanch {
namespace {

constexpr unsigned kMysqlPatience = 10;  // seconds

// What is used of libmariadb. It is opened when a server is first spoken to, so
// that a scan does not load it.
struct LibMariadb {
  decltype(&mysql_init) init;
  decltype(&mysql_close) close;
  decltype(&mysql_optionsv) set;
  decltype(&mysql_real_connect) connect;
  decltype(&mysql_real_query) query;
  decltype(&mysql_store_result) store;
  decltype(&mysql_free_result) free_result;
  decltype(&mysql_fetch_row) row;
  decltype(&mysql_fetch_lengths) lengths;
  decltype(&mysql_num_fields) columns;
  decltype(&mysql_errno) number;
  decltype(&mysql_error) message;
  decltype(&mysql_real_escape_string) escape;
};

// Null where it is not installed.
const LibMariadb* load_libmariadb() {
  static LibMariadb my;
  LateLibrary library("libmariadb.so.3");
  bool whole = library.find("mysql_init", my.init) &&
               library.find("mysql_close", my.close) &&
               library.find("mysql_optionsv", my.set) &&
               library.find("mysql_real_connect", my.connect) &&
               library.find("mysql_real_query", my.query) &&
               library.find("mysql_store_result", my.store) &&
               library.find("mysql_free_result", my.free_result) &&
               library.find("mysql_fetch_row", my.row) &&
               library.find("mysql_fetch_lengths", my.lengths) &&
               library.find("mysql_num_fields", my.columns) &&
               library.find("mysql_errno", my.number) &&
               library.find("mysql_error", my.message) &&
               library.find("mysql_real_escape_string", my.escape);
  return whole ? &my : nullptr;
}

const LibMariadb* libmariadb() {
  static const LibMariadb* const kLibrary = load_libmariadb();
  return kLibrary;
}

struct CloseMysql {
  void operator()(MYSQL* connection) const { libmariadb()->close(connection); }
};
using MysqlConnection = std::unique_ptr<MYSQL, CloseMysql>;

struct FreeMysqlResult {
  void operator()(MYSQL_RES* result) const {
    libmariadb()->free_result(result);
  }
};

bool is_loopback_host(const std::string& host) {
  auto url = parse_url(fmt::format("https://{}/", host));
  return url && url->is_loopback();
}

// Null only without memory or library. What went wrong is in the handle.
struct MysqlAttempt {
  MysqlConnection handle;
  bool is_open = false;
};

MysqlAttempt connect_mysql(const MysqlAddress& address, const std::string& user,
                           const Secret& password) {
  const LibMariadb* my = libmariadb();
  MysqlAttempt out;
  if (my != nullptr) out.handle.reset(my->init(nullptr));
  if (!out.handle) return out;
  MYSQL* handle = out.handle.get();
  unsigned patience = kMysqlPatience, tcp = MYSQL_PROTOCOL_TCP, no = 0;
  my->set(handle, MYSQL_OPT_CONNECT_TIMEOUT, &patience);
  my->set(handle, MYSQL_OPT_READ_TIMEOUT, &patience);
  my->set(handle, MYSQL_OPT_WRITE_TIMEOUT, &patience);
  my->set(handle, MYSQL_OPT_PROTOCOL, &tcp);
  // The server may not ask for our files, nor for the password as it is.
  my->set(handle, MYSQL_OPT_LOCAL_INFILE, &no);
  my->set(handle, MARIADB_OPT_RESTRICTED_AUTH,
          "mysql_native_password,client_ed25519,caching_sha2_password");
  if (!is_loopback_host(address.host)) {
    my_bool yes = 1;
    my->set(handle, MYSQL_OPT_SSL_ENFORCE, &yes);
    my->set(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
    if (const char* ca = std::getenv("SSL_CERT_FILE")) {
      my->set(handle, MYSQL_OPT_SSL_CA, ca);
    }
  }
  SecretText bytes(password);
  bytes.append(std::string_view("\0", 1));
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): it ends in a NUL
  const char* text = bytes.reveal().data();
  out.is_open = my->connect(handle, address.host.c_str(), user.c_str(), text,
                            nullptr, address.port, nullptr, 0) != nullptr;
  return out;
}

// Numbers of the MariaDB and MySQL manuals, "Error Codes".
CallFault mysql_fault_of(unsigned number) {
  switch (number) {
    case 1044:  // access to a database
    case 1045:  // login
    case 1142:  // a table
    case 1227:  // a privilege is needed
    case 4151:  // locked
    case 3118:
      return CallFault::kDenied;
    case 1396:  // CREATE, ALTER or DROP USER: there is none
    case 1141:  // no such grant
      return CallFault::kGone;
    case 1040:  // too many connections
    case 1053:  // shutting down
    case 1203:  // too many of this user
    case 1226:
    case 1205:  // a lock
    case 1213:
      return CallFault::kUnavailable;
    default:
      // 2000 and up are the client's: no connection.
      return number >= 2000 && number < 3000 ? CallFault::kUnavailable
                                             : CallFault::kProtocol;
  }
}

}  // namespace

std::string MysqlAddress::endpoint() const {
  return fmt::format("{}:{}", host, port);
}

MysqlAccount mysql_account(std::string_view name) {
  std::size_t at = name.rfind('@');
  if (at == name.npos) return {.user = std::string(name)};
  return {.user = std::string(name.substr(0, at)),
          .host = std::string(name.substr(at + 1))};
}

Result<MysqlAddress> parse_mysql_url(std::string_view url) {
  auto wrong = [](std::string_view why) {
    return fail(
        ErrorKind::kUsage,
        fmt::format("the address of a MariaDB or MySQL server {}", why));
  };
  if (libmariadb() == nullptr) {
    return fail(ErrorKind::kUsage,
                "no MariaDB here: libmariadb.so.3 is not installed");
  }
  std::size_t scheme = url.find("://");
  std::size_t at = url.rfind('@');
  bool known = url.starts_with("mysql://") || url.starts_with("mariadb://");
  if (!known || at == url.npos || at <= scheme + 3) {
    return wrong("must be mysql://USER@HOST:PORT");
  }
  std::string_view user = url.substr(scheme + 3, at - scheme - 3);
  if (user.contains(':')) {
    return wrong("must not hold a password: give it in MYSQL_PWD");
  }
  std::string_view rest = url.substr(at + 1);
  bool has_port = rest.rfind(':') != rest.npos && !rest.ends_with(']');
  auto parsed =
      parse_url(fmt::format("https://{}{}/", rest, has_port ? "" : ":3306"));
  if (!parsed || parsed->target.reveal() != "/") {
    return wrong("must be mysql://USER@HOST:PORT");
  }
  return MysqlAddress{std::string(user), parsed->host, parsed->port};
}

struct MysqlSession::Impl {
  MysqlConnection connection;
  std::string endpoint;
};

MysqlSession::MysqlSession(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}
MysqlSession::~MysqlSession() = default;
MysqlSession::MysqlSession(MysqlSession&&) noexcept = default;
MysqlSession& MysqlSession::operator=(MysqlSession&&) noexcept = default;

Answer<MysqlSession> MysqlSession::open(const MysqlAddress& address) {
  const char* password = std::getenv("MYSQL_PWD");
  MysqlAttempt attempt = connect_mysql(
      address, address.user, Secret(password == nullptr ? "" : password));
  if (!attempt.is_open) {
    unsigned number =
        attempt.handle ? libmariadb()->number(attempt.handle.get()) : 2000;
    return call_error(
        mysql_fault_of(number),
        fmt::format("MariaDB at {}: our own login as {} failed ({})",
                    address.endpoint(), address.user, number));
  }
  auto impl = std::make_unique<Impl>();
  impl->connection = std::move(attempt.handle);
  impl->endpoint = address.endpoint();
  return MysqlSession(std::move(impl));
}

Answer<std::vector<MysqlRow>> MysqlSession::run(std::string_view what,
                                                const std::string& sql) {
  const LibMariadb* my = libmariadb();
  MYSQL* handle = impl_->connection.get();
  std::vector<MysqlRow> out;
  if (my->query(handle, sql.data(), sql.size()) == 0) {
    std::unique_ptr<MYSQL_RES, FreeMysqlResult> rows(my->store(handle));
    unsigned columns = rows ? my->columns(rows.get()) : 0;
    while (MYSQL_ROW row = columns == 0 ? nullptr : my->row(rows.get())) {
      const unsigned long* sizes = my->lengths(rows.get());
      MysqlRow& filled = out.emplace_back();
      for (unsigned i = 0; i < columns; ++i) {
        filled.emplace_back();
        if (row[i] != nullptr) filled.back() = std::string(row[i], sizes[i]);
      }
    }
  }
  unsigned number = my->number(handle);
  if (number == 0) return out;
  return call_error(mysql_fault_of(number),
                    fmt::format("MariaDB at {}: {}: {} {}", impl_->endpoint,
                                what, number, said_line(my->message(handle))));
}

std::string MysqlSession::literal(std::string_view text) const {
  std::string out(2 * text.size() + 1, '\0');
  out.resize(libmariadb()->escape(impl_->connection.get(), out.data(),
                                  text.data(), text.size()));
  return "'" + out + "'";
}

std::string mysql_native_hash(const Secret& password) {
  Sha1 once = sha1({password.reveal()});
  std::string_view bytes(reinterpret_cast<const char*>(once.data()),
                         once.size());
  Sha1 twice = sha1({bytes});
  wipe(once.data(), once.size());
  std::string out = hex(twice);
  std::ranges::transform(out, out.begin(), [](unsigned char c) {
    return static_cast<char>(std::toupper(c));
  });
  return "*" + out;
}

Probe probe_mysql_login(const MysqlAddress& address, const std::string& user,
                        const Secret& password) {
  Probe out;
  if (password.empty() || password.reveal().contains('\0')) {
    out.form = "no password";
    return out;
  }
  MysqlAttempt attempt = connect_mysql(address, user, password);
  if (attempt.is_open) {
    return {ProbeVerdict::kLive, fmt::format("logged in as {}", user)};
  }
  unsigned number =
      attempt.handle ? libmariadb()->number(attempt.handle.get()) : 0;
  out.form = std::to_string(number);
  // A wrong password or no such account; a locked one (of MariaDB, of MySQL).
  if (number == 1045 || number == 4151 || number == 3118) {
    out.verdict = ProbeVerdict::kDead;
  }
  return out;
}

}  // namespace stanch
