// SPDX-License-Identifier: Apache-2.0
#include "cli/respond_session.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <tuple>

#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/interruption.h"
#include "cli/inventory_place.h"
#include "cli/leaked_value.h"
#include "cli/scan_flags.h"
#include "cli/settings.h"
#include "core/environment.h"
#include "core/posix.h"
#include "net/http_settings.h"
#include "reporters/printable.h"

namespace stanch {
namespace {

// Issuers count who asks: few at once, and no patience with who is busy.
constexpr HttpManners kProviderManners = {
    .attempts = 2,
    .longest_retry_after = std::chrono::seconds(5),
    .in_flight = 4,
    .per_second = 10};

// The text of a file without the end of its last line; nothing where it cannot
// be read.
std::optional<SecretText> line_of(const std::string& path) {
  auto text = read_small_file(path, LastLink::kFollow);
  if (!text) return std::nullopt;
  std::string_view line = *text;
  SecretText out(line.substr(0, line.find_first_of("\r\n")));
  wipe(text->data(), text->size());
  return out;
}

// `ca_file` instead of the system's certificates; empty: those.
Result<std::unique_ptr<HttpClient>> client_with(std::string ca_file) {
  HttpSettings settings = http_settings_from_environment();
  if (!ca_file.empty()) settings.ca_file = std::move(ca_file);
  settings.cancelled = &interrupted();
  return make_http_client(std::move(settings));
}

// What a login takes; the secret of it is in a file.
struct LoginMethod {
  std::string path;
  std::vector<std::pair<std::string, SecretText>> fields;
  std::string secret_field;
  std::string file;
};

std::optional<LoginMethod> method_of(const VaultLogin& login) {
  LoginMethod out;
  auto at = [&](std::string_view method) {
    return fmt::format("auth/{}/login",
                       login.mount.empty() ? method : login.mount);
  };
  if (!login.role_id.empty()) {
    out.path = at("approle");
    out.fields.emplace_back("role_id", login.role_id);
    out.secret_field = "secret_id";
    out.file = login.secret_id_file;
    return out;
  }
  if (!login.jwt_role.empty()) {
    out.path = at("jwt");
    out.fields.emplace_back("role", login.jwt_role);
    out.secret_field = "jwt";
    out.file = login.jwt_file;
    return out;
  }
  if (login.user.empty()) return std::nullopt;
  out.path = at("userpass") + "/" + login.user;
  out.secret_field = "password";
  out.file = login.password_file;
  return out;
}

// What is swapped out stays on a disk. Without the right to lock all of our
// memory nothing is locked: past the limit, asking for more of it would fail.
void keep_memory_from_swap() {
  rlimit limit = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
  ::setrlimit(RLIMIT_MEMLOCK, &limit);
  if (::getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return;
  if (limit.rlim_cur != RLIM_INFINITY) return;
  ::mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
}

Error unreachable(CallError error) {
  return {ErrorKind::kUnreadable, std::move(error.message)};
}

}  // namespace

void add_respond_inventory_flags(CLI::App& app, RespondFlags& flags) {
  add_config_flag(app, flags.config);
  add_inventory_option(app, flags.inventory);
}

void add_respond_flags(CLI::App& app, RespondFlags& flags) {
  add_respond_inventory_flags(app, flags);
  app.add_option("--in", flags.folder,
                 "the repository it leaked in (default: this folder)")
      ->type_name("FOLDER");
  app.add_flag("--stdin", flags.from_stdin,
               "read the leaked value from standard input");
}

Result<std::unique_ptr<RespondSession>> RespondSession::open(
    const RespondFlags& flags) {
  keep_memory_from_swap();
  auto out = std::unique_ptr<RespondSession>(new RespondSession());
  out->flags_ = flags;
  auto settings =
      load_settings({.option = flags.config, .target = flags.folder});
  if (!settings) return std::unexpected(std::move(settings.error()));
  auto read = read_respond_settings(settings->config, settings->found.path);
  if (!read) return std::unexpected(std::move(read.error()));
  out->settings_ = std::move(*read);
  if (!flags.without_inventory) {
    auto inventory = open_inventory(flags.inventory, Access::kWrite);
    if (!inventory) return std::unexpected(std::move(inventory.error()));
    out->inventory_ = std::move(*inventory);
  }
  HttpSettings http = http_settings_from_environment();
  http.manners = kProviderManners;
  http.cancelled = &interrupted();
  auto client = make_http_client(std::move(http));
  if (!client) return std::unexpected(std::move(client.error()));
  out->provider_http_ = std::move(*client);
  out->providers_.emplace(*out->provider_http_, out->settings_.response.hosts);
  if (auto in = out->log_in(); !in) {
    return std::unexpected(std::move(in.error()));
  }
  const std::string& seal = out->settings_.seal;
  if (!seal.empty()) out->seal_.emplace(out->vault_.get(), seal);
  if (auto in = out->log_in_to_aws(); !in) {
    return std::unexpected(std::move(in.error()));
  }
  return out;
}

RespondSession::~RespondSession() {
  if (!logged_in_ || vault_ == nullptr) return;
  std::ignore = vault_->send("POST", "auth/token/revoke-self");
}

Result<void> RespondSession::log_in_to_aws() {
  bool needed = std::ranges::any_of(
      settings_.response.targets, [](const ResponseTarget& target) {
        return target.issuer.starts_with("aws-") ||
               target.store.starts_with("secretsmanager:") ||
               target.store.starts_with("ssm:");
      });
  if (!needed) return {};
  AwsSettings settings{.key = {}};
  for (const std::string& region :
       {environment("AWS_REGION"), environment("AWS_DEFAULT_REGION"),
        settings_.aws.region, settings.region}) {
    settings.region = region;
    if (!region.empty()) break;
  }
  settings.endpoint = environment("AWS_ENDPOINT_URL");
  if (settings.endpoint.empty()) settings.endpoint = settings_.aws.endpoint;
  auto client = client_with(environment("AWS_CA_BUNDLE"));
  if (!client) return std::unexpected(std::move(client.error()));
  aws_http_ = std::move(*client);
  auto key = own_aws_key(*aws_http_, settings);
  if (!key) return std::unexpected(unreachable(std::move(key.error())));
  if (key->id.empty()) return {};
  settings.key = std::move(*key);
  aws_ = std::make_unique<Aws>(*aws_http_, std::move(settings));
  return {};
}

Result<void> RespondSession::log_in() {
  const VaultLogin& login = settings_.vault;
  VaultSettings settings{.address = environment("VAULT_ADDR"),
                         .space = environment("VAULT_NAMESPACE"),
                         .audit_device = login.audit_device,
                         .audit_log = login.audit_log};
  if (settings.address.empty()) settings.address = login.address;
  if (settings.space.empty()) settings.space = login.space;
  if (settings.address.empty()) return {};
  auto client = client_with(environment("VAULT_CACERT"));
  if (!client) return std::unexpected(std::move(client.error()));
  http_ = std::move(*client);
  if (const char* token = std::getenv("VAULT_TOKEN")) {
    settings.token = SecretText(token);
    ::unsetenv("VAULT_TOKEN");  // not for programs that we may start
  } else if (auto method = method_of(login)) {
    auto secret = line_of(method->file);
    if (!secret) {
      return fail(
          ErrorKind::kUsage,
          fmt::format("[respond.vault]: {} cannot be read", method->file));
    }
    method->fields.emplace_back(method->secret_field, std::move(*secret));
    auto done = vault_login(*http_, settings, method->path, method->fields);
    if (!done) return std::unexpected(unreachable(std::move(done.error())));
    logged_in_ = true;
  } else if (auto kept = line_of(environment("HOME") + "/.vault-token")) {
    settings.token = std::move(*kept);
  }
  vault_ = std::make_unique<Vault>(*http_, std::move(settings));
  auto self = vault_->send("GET", "auth/token/lookup-self");
  if (self && self->is_success()) {
    for (const std::string& policy : self->body.texts("/data/policies")) {
      if (policy != "root") continue;
      say(
          fmt::format("{}: our own token is root's; a role of its own is "
                      "enough (docs/response.md)",
                      vault_->name()));
    }
  }
  return {};
}

Result<SecretRecord> RespondSession::record(std::int64_t number) {
  return secret_by_id(*inventory_, number);
}

Result<const Secret*> RespondSession::value(const SecretRecord& record) {
  auto leaked = leaked_value(*inventory_, record,
                             {.from_stdin = flags_.from_stdin,
                              .folder = flags_.folder,
                              .config = flags_.config});
  if (!leaked) return std::unexpected(std::move(leaked.error()));
  leaked_ = std::move(*leaked);
  return &leaked_->value;
}

const Secret* RespondSession::take(LeakedCredential leaked) {
  leaked_ = std::move(leaked);
  return &leaked_->value;
}

ResponderOptions responder_options(RespondSession& session) {
  ResponderOptions out{.seal = session.seal()};
  out.sleep = [](std::int64_t seconds) {
    auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    while (std::chrono::steady_clock::now() < end) {
      if (interrupted()) {
        // Everything is written down; what is under way needs no clean-up.
        say("interrupted; `stanch respond resume` goes on");
        ::_exit(128 + interrupting_signal());
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  };
  out.tell = [](const ResponseEvent& event) {
    if (event.moment != ResponseEvent::Moment::kNoted) return;
    print(fmt::format("  {:<28}{}\n", event.step, printable(event.details)));
  };
  return out;
}

int end_with(const ResponseResult& result) {
  int printed = print(fmt::format("response {}: {}\n", result.response,
                                  printable(result.message)));
  if (printed != kExitClean) return printed;
  switch (result.end) {
    case ResponseEnd::kProven:
    case ResponseEnd::kRolledBack:
      return kExitClean;
    case ResponseEnd::kNeedsPerson:
      return kExitPerson;
    case ResponseEnd::kNotProven:
      return kExitNotProven;
    case ResponseEnd::kUnavailable:
      break;
  }
  return kExitUnavailable;
}

int fail_with(const CallError& error) {
  say(error.message);
  return error.fault == CallFault::kUnavailable ? kExitUnavailable
                                                : kExitPerson;
}

}  // namespace stanch
