// SPDX-License-Identifier: Apache-2.0
#include "response/databases/postgres.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

#include <fmt/core.h>
#include <libpq-fe.h>
#include <poll.h>

#include "core/late_library.h"
#include "response/said_text.h"

namespace stanch {
namespace {

constexpr std::chrono::seconds kPatience(10);

// What is used of libpq. It draws sixteen libraries after it (LDAP, Kerberos,
// ...), which take 4 ms of every start, so it is opened when a server is first
// spoken to.
struct LibPq {
  decltype(&PQfinish) finish;
  decltype(&PQclear) clear;
  decltype(&PQconnectStartParams) connect;
  decltype(&PQsetErrorVerbosity) set_verbosity;
  decltype(&PQsocket) socket;
  decltype(&PQconnectPoll) poll;
  decltype(&PQconninfoParse) parse;
  decltype(&PQconninfoFree) free_options;
  decltype(&PQfreemem) free_memory;
  decltype(&PQerrorMessage) message;
  decltype(&PQexec) exec;
  decltype(&PQexecParams) exec_with;
  decltype(&PQresultStatus) status;
  decltype(&PQresultErrorField) error_field;
  decltype(&PQntuples) rows;
  decltype(&PQnfields) columns;
  decltype(&PQgetisnull) is_null;
  decltype(&PQgetvalue) value;
  decltype(&PQescapeIdentifier) identifier;
  decltype(&PQescapeLiteral) literal;
  decltype(&PQuser) user;
};

// Null where it is not installed.
const LibPq* load_libpq() {
  static LibPq pq;
  LateLibrary library("libpq.so.5");
  bool whole = library.find("PQfinish", pq.finish) &&
               library.find("PQclear", pq.clear) &&
               library.find("PQconnectStartParams", pq.connect) &&
               library.find("PQsetErrorVerbosity", pq.set_verbosity) &&
               library.find("PQsocket", pq.socket) &&
               library.find("PQconnectPoll", pq.poll) &&
               library.find("PQconninfoParse", pq.parse) &&
               library.find("PQconninfoFree", pq.free_options) &&
               library.find("PQfreemem", pq.free_memory) &&
               library.find("PQerrorMessage", pq.message) &&
               library.find("PQexec", pq.exec) &&
               library.find("PQexecParams", pq.exec_with) &&
               library.find("PQresultStatus", pq.status) &&
               library.find("PQresultErrorField", pq.error_field) &&
               library.find("PQntuples", pq.rows) &&
               library.find("PQnfields", pq.columns) &&
               library.find("PQgetisnull", pq.is_null) &&
               library.find("PQgetvalue", pq.value) &&
               library.find("PQescapeIdentifier", pq.identifier) &&
               library.find("PQescapeLiteral", pq.literal) &&
               library.find("PQuser", pq.user);
  return whole ? &pq : nullptr;
}

// Null where there is none; nothing below is called then.
const LibPq* libpq() {
  static const LibPq* const kLibrary = load_libpq();
  return kLibrary;
}

struct FreeConnection {
  void operator()(PGconn* connection) const { libpq()->finish(connection); }
};
using Connection = std::unique_ptr<PGconn, FreeConnection>;

struct FreeResult {
  void operator()(PGresult* result) const { libpq()->clear(result); }
};
using QueryResult = std::unique_ptr<PGresult, FreeResult>;

bool is_near(std::string_view host) {
  return host.empty() || host.starts_with('/') || host == "localhost" ||
         host == "::1" || host.starts_with("127.");
}

// In which form the server refused: "28P01" and "auth_failed". libpq offers
// them for a connection only within its verbose message, whose lines are
// "FATAL:  28P01: text" and "LOCATION:  auth_failed, auth.c:326".
struct Refusal {
  std::string sqlstate;
  std::string routine;
};

bool is_code(std::string_view word) {
  return word.size() == 5 && std::ranges::all_of(word, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
         });
}

Refusal refusal_of(std::string_view message) {
  Refusal out;
  std::size_t state = message.find(":  ");
  if (state != message.npos && is_code(message.substr(state + 3, 5))) {
    out.sqlstate = message.substr(state + 3, 5);
  }
  std::size_t file = message.rfind(".c:");
  std::size_t comma = message.rfind(", ", file);
  if (file == message.npos || comma == message.npos) return out;
  std::size_t space = message.rfind(' ', comma);
  if (space == message.npos) return out;
  out.routine = message.substr(space + 1, comma - space - 1);
  return out;
}

// As `role`, or as the address says. Null only without memory.
Connection start(const PostgresAddress& address, const std::string* role,
                 const Secret* password) {
  if (libpq() == nullptr) return nullptr;
  std::array<const char*, 9> keys = {"sslmode", "dbname", "application_name",
                                     "gssencmode", "client_encoding"};
  std::array<const char*, 9> values = {"verify-full", address.url.c_str(),
                                       "stanch", "disable", "UTF8"};
  std::string bytes;
  std::size_t count = 5;
  if (is_near(address.endpoint.substr(0, address.endpoint.rfind(':')))) {
    values[0] = "prefer";
  }
  if (role != nullptr) {
    bytes = password->reveal();
    keys[count] = "user", values[count++] = role->c_str();
    keys[count] = "password", values[count++] = bytes.c_str();
    keys[count] = "passfile", values[count++] = "/dev/null";
  }
  Connection out(libpq()->connect(keys.data(), values.data(), 1));
  wipe(bytes.data(), bytes.size());
  if (out) libpq()->set_verbosity(out.get(), PQERRORS_VERBOSE);
  return out;
}

// Until it is there, or refused, or too late.
bool finish(PGconn* connection) {
  using SteadyClock = std::chrono::steady_clock;
  auto end = SteadyClock::now() + kPatience;
  auto state = PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - SteadyClock::now());
    pollfd wait{.fd = libpq()->socket(connection),
                .events = static_cast<short>(
                    state == PGRES_POLLING_READING ? POLLIN : POLLOUT),
                .revents = 0};
    if (left.count() <= 0 ||
        ::poll(&wait, 1, static_cast<int>(left.count())) <= 0) {
      return false;
    }
    state = libpq()->poll(connection);
  }
  return state == PGRES_POLLING_OK;
}

CallFault fault_of(std::string_view sqlstate) {
  // Appendix A of PostgreSQL's manual.
  if (sqlstate.empty() || sqlstate.starts_with("08") ||
      sqlstate.starts_with("53") || sqlstate.starts_with("57") ||
      sqlstate == "55P03") {
    return CallFault::kUnavailable;
  }
  if (sqlstate == "42501" || sqlstate.starts_with("28")) {
    return CallFault::kDenied;
  }
  if (sqlstate == "42704") return CallFault::kGone;
  if (sqlstate == "40001" || sqlstate == "42710") return CallFault::kConflict;
  return CallFault::kProtocol;
}

using Options = std::map<std::string, std::string>;

std::optional<Options> options_of(const std::string& url) {
  char* message = nullptr;
  PQconninfoOption* options = libpq()->parse(url.c_str(), &message);
  libpq()->free_memory(message);
  if (options == nullptr) return std::nullopt;
  Options out;
  for (PQconninfoOption* each = options; each->keyword != nullptr; ++each) {
    if (each->val != nullptr) out[each->keyword] = each->val;
  }
  libpq()->free_options(options);
  return out;
}

}  // namespace

Result<PostgresAddress> parse_postgres_url(std::string_view url) {
  if (libpq() == nullptr) {
    return fail(ErrorKind::kUsage,
                "no PostgreSQL here: libpq.so.5 is not installed");
  }
  auto options = options_of(std::string(url));
  auto wrong = [](std::string_view why) {
    return fail(ErrorKind::kUsage,
                fmt::format("the address of a PostgreSQL server {}", why));
  };
  if (!options ||
      (!url.starts_with("postgresql://") && !url.starts_with("postgres://"))) {
    return wrong("must be postgresql://USER@HOST:PORT/DATABASE");
  }
  if (options->contains("password")) {
    return wrong(
        "must not hold a password: give it in PGPASSWORD, PGPASSFILE or a "
        "service file");
  }
  const std::string& host = (*options)["host"];
  if (host.contains(',') || options->contains("hostaddr")) {
    return wrong("must name one host");
  }
  const std::string& mode = (*options)["sslmode"];
  if (!is_near(host) && !mode.empty() && mode != "verify-full" &&
      mode != "verify-ca") {
    return wrong("of another machine must be checked: sslmode=verify-full");
  }
  const std::string& port = (*options)["port"];
  return PostgresAddress{
      std::string(url),
      fmt::format("{}:{}", host, port.empty() ? "5432" : port)};
}

struct PostgresSession::Impl {
  Connection connection;
  std::string endpoint;
};

PostgresSession::PostgresSession(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}
PostgresSession::~PostgresSession() = default;
PostgresSession::PostgresSession(PostgresSession&&) noexcept = default;
PostgresSession& PostgresSession::operator=(PostgresSession&&) noexcept =
    default;

Answer<PostgresSession> PostgresSession::open(const PostgresAddress& address) {
  auto impl = std::make_unique<Impl>();
  impl->endpoint = address.endpoint;
  impl->connection = start(address, nullptr, nullptr);
  if (!impl->connection || !finish(impl->connection.get())) {
    std::string state =
        impl->connection
            ? refusal_of(libpq()->message(impl->connection.get())).sqlstate
            : "";
    return call_error(
        fault_of(state),
        fmt::format("PostgreSQL at {}: our own login {}", address.endpoint,
                    state.empty() ? "got no answer"
                                  : fmt::format("was refused ({})", state)));
  }
  libpq()->set_verbosity(impl->connection.get(), PQERRORS_DEFAULT);
  return PostgresSession(std::move(impl));
}

Answer<std::vector<PostgresRow>> PostgresSession::run(
    std::string_view what, const std::string& sql,
    const std::vector<std::string>& parameters) {
  PGconn* connection = impl_->connection.get();
  std::vector<const char*> values;
  for (const std::string& each : parameters) values.push_back(each.c_str());
  QueryResult result(parameters.empty()
                         ? libpq()->exec(connection, sql.c_str())
                         : libpq()->exec_with(connection, sql.c_str(),
                                              static_cast<int>(values.size()),
                                              nullptr, values.data(), nullptr,
                                              nullptr, 0));
  auto status = libpq()->status(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    const char* state = libpq()->error_field(result.get(), PG_DIAG_SQLSTATE);
    const char* said =
        libpq()->error_field(result.get(), PG_DIAG_MESSAGE_PRIMARY);
    return call_error(
        fault_of(state == nullptr ? "" : state),
        fmt::format("PostgreSQL at {}: {}: {}", impl_->endpoint, what,
                    said_line(said == nullptr ? "no answer" : said)));
  }
  std::vector<PostgresRow> rows;
  for (int row = 0; row < libpq()->rows(result.get()); ++row) {
    PostgresRow& out = rows.emplace_back();
    for (int column = 0; column < libpq()->columns(result.get()); ++column) {
      out.emplace_back();
      if (libpq()->is_null(result.get(), row, column) != 0) continue;
      out.back() = libpq()->value(result.get(), row, column);
    }
  }
  return rows;
}

std::string PostgresSession::identifier(std::string_view name) const {
  std::unique_ptr<char, void (*)(void*)> quoted(
      libpq()->identifier(impl_->connection.get(), name.data(), name.size()),
      libpq()->free_memory);
  return quoted ? quoted.get() : "";
}

std::string PostgresSession::literal(std::string_view text) const {
  std::unique_ptr<char, void (*)(void*)> quoted(
      libpq()->literal(impl_->connection.get(), text.data(), text.size()),
      libpq()->free_memory);
  return quoted ? quoted.get() : "";
}

Probe probe_postgres_login(const PostgresAddress& address,
                           const std::string& role, const Secret& password) {
  Probe out;
  // libpq would take another password where it is given none, and reads texts
  // up to their first NUL.
  if (password.empty() || password.reveal().contains('\0')) {
    out.form = "no password";
    return out;
  }
  Connection connection = start(address, &role, &password);
  if (connection && finish(connection.get())) {
    out.verdict = ProbeVerdict::kLive;
    out.form = fmt::format("logged in as {}", libpq()->user(connection.get()));
    return out;
  }
  Refusal refusal =
      refusal_of(connection ? libpq()->message(connection.get()) : "");
  out.form = refusal.sqlstate.empty()
                 ? "no answer"
                 : fmt::format("{} {}", refusal.sqlstate, refusal.routine);
  // A database that does not exist is said to those who may log in only.
  if (refusal.sqlstate == "3D000") out.verdict = ProbeVerdict::kLive;
  // The password is wrong, has ended, or there is none.
  if (refusal.sqlstate == "28P01" && refusal.routine == "auth_failed") {
    out.verdict = ProbeVerdict::kDead;
  }
  // The password is right but the role may not log in. The same code from a
  // rule of pg_hba.conf comes from another function, before any password.
  if (refusal.sqlstate == "28000" &&
      refusal.routine == "InitializeSessionUserId") {
    out.verdict = ProbeVerdict::kDead;
  }
  return out;
}

}  // namespace stanch
