// SPDX-License-Identifier: Apache-2.0
#include "response/databases/redis_issuer.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/core.h>

#include "core/digest.h"

namespace stanch {
namespace {

// "#" adds the password that has this SHA-256, "!" removes it (ACL SETUSER).
std::string redis_hash(char sign, const Secret& password) {
  return sign + hex(sha256(password.reveal()));
}

bool holds(const RedisReply* list, std::string_view word) {
  return list != nullptr &&
         std::ranges::count(list->list, word, &RedisReply::text) > 0;
}

// One value of a line of CLIENT LIST: "id=7 addr=10.0.0.1:50000 user=svc".
std::string_view value_in(std::string_view line, std::string_view key) {
  std::string wanted = fmt::format(" {}=", key);
  std::size_t at = line.starts_with(wanted.substr(1)) ? 0 : line.find(wanted);
  if (at == line.npos) return {};
  line.remove_prefix(line.find('=', at) + 1);
  return line.substr(0, line.find(' '));
}

// "aclfile /etc/redis/users.acl" of CONFIG GET; empty where it has none.
std::string config_value(const RedisReply& reply) {
  return reply.list.size() == 2 ? reply.list[1].text : "";
}

}  // namespace

std::string RedisIssuer::place() const {
  return fmt::format("redis://{}/{}", address_.endpoint(), subject_.identity);
}

IssuerTraits RedisIssuer::traits() const {
  return {.mints = true, .overlaps = true, .has_sessions = true};
}

std::vector<std::string> RedisIssuer::calls(Step step) const {
  const std::string& user = subject_.identity;
  switch (step) {
    case Step::kMint:
      return {fmt::format("ACL SETUSER {} #<SHA-256 of the new one>, ACL SAVE",
                          user)};
    case Step::kDisable:
      return {fmt::format("ACL SETUSER {} !<SHA-256 of the old one>, ACL SAVE",
                          user)};
    case Step::kEndSessions:
      return {fmt::format(
          "CLIENT KILL of every connection of {} from before that", user)};
    default:
      return {};
  }
}

Answer<RedisReply> RedisIssuer::run(
    std::string_view what, std::initializer_list<std::string_view> words) {
  if (!session_) {
    auto opened = RedisSession::open(address_);
    if (!opened) return std::unexpected(std::move(opened.error()));
    session_ = std::move(*opened);
  }
  auto reply = session_->ask(what, words);
  // The next call finds out whether the server is back.
  if (!reply && reply.error().fault == CallFault::kUnavailable) {
    session_.reset();
  }
  return reply;
}

Answer<std::vector<std::string>> RedisIssuer::preflight(
    std::span<const Step> steps) {
  std::vector<std::string> out;
  const std::string& user = subject_.identity;
  auto us = run("ask who we are", {"ACL", "WHOAMI"});
  if (!us) return std::unexpected(std::move(us.error()));
  if (us->text == user) {
    out.push_back(fmt::format(
        "we are logged in as {} ourselves: use a user of the responder", user));
  }
  auto may = [&](std::initializer_list<std::string_view> words,
                 std::string_view what) -> Answer<void> {
    // Of Redis 7; an older one says that it does not know it.
    auto said = session_->send(words);
    if (!said) return std::unexpected(std::move(said.error()));
    if (!said->is_error() && !said->is_ok()) {
      out.push_back(fmt::format("{} may not {}", us->text, what));
    }
    return {};
  };
  auto change =
      may({"ACL", "DRYRUN", us->text, "ACL", "SETUSER", user}, "ACL SETUSER");
  if (!change) return std::unexpected(std::move(change.error()));
  if (std::ranges::count(steps, Step::kEndSessions) > 0) {
    auto kill = may({"ACL", "DRYRUN", us->text, "CLIENT", "KILL", "ID", "1"},
                    "CLIENT KILL");
    if (!kill) return std::unexpected(std::move(kill.error()));
  }
  auto known = run("read the user", {"ACL", "GETUSER", user});
  if (!known) return std::unexpected(std::move(known.error()));
  if (holds(known->value_of("flags"), "nopass")) {
    out.push_back(fmt::format(
        "{} takes any password (nopass), so none can be ended", user));
  }
  auto users = run("ask where users are kept", {"CONFIG", "GET", "aclfile"});
  if (!users) return std::unexpected(std::move(users.error()));
  auto about = run("ask for the configuration file", {"INFO", "server"});
  if (!about) return std::unexpected(std::move(about.error()));
  bool has_file = about->text.contains("config_file:") &&
                  !about->text.contains("config_file:\r\n");
  if (config_value(*users).empty() && !has_file) {
    out.push_back(
        "it keeps its users in memory only (no aclfile, no configuration "
        "file): a restart would bring the old password back");
  }
  return out;
}

// Into the file of users, or else the configuration.
Answer<std::string> RedisIssuer::save() {
  auto users = run("ask where users are kept", {"CONFIG", "GET", "aclfile"});
  if (!users) return std::unexpected(std::move(users.error()));
  auto saved = config_value(*users).empty()
                   ? run("save the users", {"CONFIG", "REWRITE"})
                   : run("save the users", {"ACL", "SAVE"});
  if (!saved) return std::unexpected(std::move(saved.error()));
  return std::string("saved");
}

Answer<bool> RedisIssuer::has_password(const Secret& password) {
  auto user = run("read the user", {"ACL", "GETUSER", subject_.identity});
  if (!user) return std::unexpected(std::move(user.error()));
  return holds(user->value_of("passwords"),
               std::string_view(redis_hash('#', password)).substr(1));
}

Answer<std::string> RedisIssuer::add(const Secret& password) {
  auto done = run("add a password", {"ACL", "SETUSER", subject_.identity,
                                     redis_hash('#', password)});
  if (!done) return std::unexpected(std::move(done.error()));
  auto saved = save();
  if (!saved) return saved;
  return fmt::format("{} has one password more", subject_.identity);
}

// Removing what is not there is an error, so it is looked for; it is saved
// anyway.
Answer<std::string> RedisIssuer::remove(const Secret& password) {
  auto there = has_password(password);
  if (!there) return std::unexpected(std::move(there.error()));
  if (*there) {
    auto done = run("remove a password", {"ACL", "SETUSER", subject_.identity,
                                          redis_hash('!', password)});
    if (!done) return std::unexpected(std::move(done.error()));
  }
  auto saved = save();
  if (!saved) return saved;
  return fmt::format("{} does not have that password any more",
                     subject_.identity);
}

Answer<std::vector<RedisIssuer::Client>> RedisIssuer::clients() {
  auto reply = run("list connections", {"CLIENT", "LIST"});
  if (!reply) return std::unexpected(std::move(reply.error()));
  std::vector<Client> out;
  std::string_view text = reply->text;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (value_in(line, "user") != subject_.identity) continue;
    out.push_back({.id = std::strtoll(std::string(value_in(line, "id")).c_str(),
                                      nullptr, 10),
                   .address = std::string(value_in(line, "addr")),
                   .name = std::string(value_in(line, "name"))});
  }
  return out;
}

Answer<std::string> RedisIssuer::end_sessions() {
  auto open = clients();
  if (!open) return std::unexpected(std::move(open.error()));
  std::string out;
  int count = 0;
  for (const Client& client : *open) {
    if (fence_ && client.id > *fence_) continue;
    auto done = run("close a connection",
                    {"CLIENT", "KILL", "ID", std::to_string(client.id)});
    if (!done) return std::unexpected(std::move(done.error()));
    ++count;
    out += fmt::format("; {} {}", client.address, client.name);
  }
  return fmt::format("{} connections closed{}", count, out);
}

Answer<std::string> RedisIssuer::perform(Step step, const StepInput& input) {
  switch (step) {
    case Step::kMint:
      return add(*input.fresh);
    case Step::kDisable: {
      auto done = remove(*input.leaked);
      if (!done) return done;
      auto later = RedisSession::open(address_);
      if (!later) return done;
      auto number = later->ask("ask for our number", {"CLIENT", "ID"});
      if (number) fence_ = number->number;
      return done;
    }
    case Step::kEndSessions:
      return end_sessions();
    default:
      return std::string();
  }
}

// Each of these made twice is as good as once.
Answer<Reconciled> RedisIssuer::reconcile(Step, const StepInput&) {
  return Reconciled::kNotApplied;
}

Answer<std::string> RedisIssuer::undo(Step step, const StepInput& input) {
  if (step != Step::kMint || input.fresh == nullptr) return std::string();
  return remove(*input.fresh);
}

Answer<std::vector<std::string>> RedisIssuer::tears_down() {
  auto open = clients();
  if (!open) return std::unexpected(std::move(open.error()));
  std::vector<std::string> out;
  for (const Client& client : *open) {
    out.push_back(fmt::format("the connection of {} from {} {}",
                              subject_.identity, client.address, client.name));
  }
  return out;
}

Probe RedisIssuer::probe_old(const Secret& leaked) {
  return probe_redis_login(address_, subject_.identity, leaked);
}

Probe RedisIssuer::probe_new(const Secret& fresh) {
  return probe_redis_login(address_, subject_.identity, fresh);
}

Answer<std::vector<std::string>> RedisIssuer::evidence(const Secret&) {
  auto log = run("read refused logins", {"ACL", "LOG"});
  if (!log) return std::unexpected(std::move(log.error()));
  std::vector<std::string> out;
  for (const RedisReply& entry : log->list) {
    const RedisReply* user = entry.value_of("username");
    const RedisReply* client = entry.value_of("client-info");
    const RedisReply* count = entry.value_of("count");
    if (user == nullptr || client == nullptr || count == nullptr ||
        user->text != subject_.identity) {
      continue;
    }
    out.push_back(fmt::format("{} refused {} times from {}", user->text,
                              count->number, value_in(client->text, "addr")));
  }
  out.push_back(
      "who used it before: Redis keeps no record of logins that succeed");
  return out;
}

Answer<std::vector<Subject>> identify_redis(const ResponseReach&,
                                            const ResponseTarget& target,
                                            const Secret& leaked) {
  auto address = parse_redis_url(target.address);
  if (!address) {
    return call_error(CallFault::kProtocol, address.error().message);
  }
  auto session = RedisSession::open(*address);
  if (!session) return std::unexpected(std::move(session.error()));
  std::vector<std::string> users = target.roles;
  if (users.empty()) {
    auto all = session->ask("list the users", {"ACL", "USERS"});
    if (!all) return std::unexpected(std::move(all.error()));
    for (const RedisReply& user : all->list) users.push_back(user.text);
  }
  std::vector<Subject> out;
  std::string hash = redis_hash('#', leaked).substr(1);
  for (const std::string& user : users) {
    auto known = session->ask("read the user", {"ACL", "GETUSER", user});
    if (!known) return std::unexpected(std::move(known.error()));
    if (!holds(known->value_of("passwords"), hash)) continue;
    out.push_back({.target = target.name, .identity = user, .successor = user});
  }
  return out;
}

Result<std::unique_ptr<Issuer>> make_redis(const ResponseReach&,
                                           const ResponseTarget& target,
                                           const Subject& subject) {
  auto address = parse_redis_url(target.address);
  if (!address) return std::unexpected(std::move(address.error()));
  return std::make_unique<RedisIssuer>(std::move(*address), subject);
}

}  // namespace stanch
