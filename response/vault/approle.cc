// SPDX-License-Identifier: Apache-2.0
#include "response/vault/approle.h"

#include <algorithm>
#include <limits>

#include <fmt/core.h>

namespace stanch {
namespace {

VaultRole role_of(const ResponseTarget& target) {
  VaultRole out{.name = target.role};
  if (!target.mount.empty()) out.mount = target.mount;
  return out;
}

}  // namespace

VaultAppRoleIssuer::VaultAppRoleIssuer(Vault& vault,
                                       const ResponseTarget& target,
                                       Subject subject)
    : VaultAppRoleIssuer(vault, role_of(target), std::move(subject)) {}

Answer<std::string> look_up_secret_id(Vault& vault, const VaultRole& role,
                                      const Secret& secret_id) {
  auto reply =
      vault.ask("look up a secret id", "POST", role.at("secret-id/lookup"),
                json_object({{"secret_id", secret_id.reveal()}}));
  if (!reply) return std::unexpected(std::move(reply.error()));
  std::string accessor(reply->body.text("/data/secret_id_accessor"));
  // 204 for one that it does not know; success without a word is no answer.
  if (reply->status == 204 || !accessor.empty()) return accessor;
  return std::unexpected(vault.error_of("look up a secret id", *reply));
}

std::string VaultAppRoleIssuer::place() const {
  return vault_.name() + "/" + role_.at("secret-id");
}

IssuerTraits VaultAppRoleIssuer::traits() const {
  return {.mints = true, .overlaps = true, .has_sessions = true};
}

std::vector<std::string> VaultAppRoleIssuer::calls(Step step) const {
  switch (step) {
    case Step::kMint:
      return {"POST " + role_.at("custom-secret-id") + ": a new secret id"};
    case Step::kDisable:
      return {fmt::format("POST {}: {}", role_.at("secret-id-accessor/destroy"),
                          subject_.identity)};
    case Step::kEndSessions:
      return {
          fmt::format("POST auth/token/revoke-accessor: every token of "
                      "role {} from before the new secret id was stored",
                      role_.name)};
    default:
      return {};
  }
}

Answer<std::vector<std::string>> VaultAppRoleIssuer::preflight(
    std::span<const Step> steps) {
  std::vector<Vault::Need> needs = {
      {role_.at("role-id"), "read"},
      {role_.at("secret-id/lookup"), "update"},
      {role_.at("secret-id-accessor/destroy"), "update"},
      {"auth/token/accessors", "list"},
      {"auth/token/lookup-accessor", "update"},
      {"auth/token/revoke-accessor", "update"}};
  if (std::ranges::count(steps, Step::kMint) > 0) {
    needs.push_back({role_.at("custom-secret-id"), "update"});
  }
  return vault_.missing_rights(needs);
}

Answer<std::vector<std::string>> VaultAppRoleIssuer::tokens_before(
    std::int64_t time) {
  auto list = vault_.ask("list accessors", "LIST", "auth/token/accessors");
  if (!list) return std::unexpected(std::move(list.error()));
  std::vector<std::string> out;
  for (const std::string& accessor : list->body.texts("/data/keys")) {
    auto token = vault_.send("POST", "auth/token/lookup-accessor",
                             json_object({{"accessor", accessor}}));
    if (!token) return std::unexpected(std::move(token.error()));
    if (!token->is_success()) continue;  // it ended meanwhile
    const JsonDocument& said = token->body;
    if (said.text("/data/path") == "auth/" + role_.mount + "/login" &&
        said.text("/data/meta/role_name") == role_.name &&
        said.number("/data/creation_time") <= time) {
      out.push_back(accessor);
    }
  }
  return out;
}

Answer<std::string> VaultAppRoleIssuer::end_sessions(const StepInput& input) {
  // Whoever logged in before the new value was there did so with an old one.
  std::int64_t time = input.stored != 0
                          ? input.stored
                          : std::numeric_limits<std::int64_t>::max();
  auto tokens = tokens_before(time);
  if (!tokens) return std::unexpected(std::move(tokens.error()));
  for (const std::string& accessor : *tokens) {
    auto reply =
        vault_.ask("revoke a token", "POST", "auth/token/revoke-accessor",
                   json_object({{"accessor", accessor}}));
    if (!reply) return std::unexpected(std::move(reply.error()));
  }
  auto left = tokens_before(time);
  if (!left) return std::unexpected(std::move(left.error()));
  if (left->empty()) return fmt::format("{} tokens revoked", tokens->size());
  return call_error(CallFault::kProtocol,
                    fmt::format("{}: {} tokens of role {} were revoked but are "
                                "still there",
                                vault_.name(), left->size(), role_.name));
}

Answer<std::string> VaultAppRoleIssuer::perform(Step step,
                                                const StepInput& input) {
  if (step == Step::kEndSessions) return end_sessions(input);
  if (step == Step::kMint) {
    auto reply =
        vault_.ask("make a secret id", "POST", role_.at("custom-secret-id"),
                   json_object({{"secret_id", input.fresh->reveal()}}));
    if (!reply) return std::unexpected(std::move(reply.error()));
    return fmt::format("accessor {}",
                       reply->body.text("/data/secret_id_accessor"));
  }
  if (step != Step::kDisable) return std::string();
  auto reply =
      vault_.send("POST", role_.at("secret-id-accessor/destroy"),
                  json_object({{"secret_id_accessor", subject_.identity}}));
  if (!reply) return std::unexpected(std::move(reply.error()));
  bool was_gone =
      reply->first_error().contains("failed to find accessor entry");
  if (!reply->is_success() && !was_gone) {
    return std::unexpected(vault_.error_of("destroy a secret id", *reply));
  }
  return std::string(was_gone ? "it was destroyed already" : "destroyed");
}

Answer<Reconciled> VaultAppRoleIssuer::reconcile(Step step,
                                                 const StepInput& input) {
  if (step != Step::kMint) return Reconciled::kNotApplied;
  auto accessor = look_up_secret_id(vault_, role_, *input.fresh);
  if (!accessor) return std::unexpected(std::move(accessor.error()));
  return accessor->empty() ? Reconciled::kNotApplied : Reconciled::kApplied;
}

Answer<std::string> VaultAppRoleIssuer::undo(Step step,
                                             const StepInput& input) {
  if (step != Step::kMint) return std::string();
  auto reply =
      vault_.ask("destroy a secret id", "POST", role_.at("secret-id/destroy"),
                 json_object({{"secret_id", input.fresh->reveal()}}));
  if (!reply) return std::unexpected(std::move(reply.error()));
  return std::string("the new secret id is destroyed");
}

Answer<std::vector<std::string>> VaultAppRoleIssuer::tears_down() {
  auto tokens = tokens_before(std::numeric_limits<std::int64_t>::max());
  if (!tokens) return std::unexpected(std::move(tokens.error()));
  return std::vector<std::string>{
      fmt::format("{} tokens of role {} now, with their children and leases; "
                  "their holders log in again",
                  tokens->size(), role_.name)};
}

// A login makes a token, which is revoked at once.
Answer<bool> VaultAppRoleIssuer::logs_in(const Secret& secret_id) {
  auto role = vault_.ask("read the role id", "GET", role_.at("role-id"));
  if (!role) return std::unexpected(std::move(role.error()));
  auto reply =
      vault_.send("POST", "auth/" + role_.mount + "/login",
                  json_object({{"role_id", role->body.text("/data/role_id")},
                               {"secret_id", secret_id.reveal()}}));
  if (!reply) return std::unexpected(std::move(reply.error()));
  if (reply->is_success() && reply->body.has("/auth/client_token")) {
    Vault made =
        vault_.with_token(SecretText(reply->body.text("/auth/client_token")));
    auto ended = made.send("POST", "auth/token/revoke-self");
    if (!ended) return std::unexpected(std::move(ended.error()));
    return true;
  }
  if (reply->status == 400 &&
      reply->first_error() == "invalid role or secret ID") {
    return false;
  }
  return std::unexpected(vault_.error_of("log in", *reply));
}

Probe VaultAppRoleIssuer::probe(const Secret& secret_id) {
  Probe out;
  auto known = look_up_secret_id(vault_, role_, secret_id);
  if (!known) {
    out.form = known.error().message;
    return out;
  }
  if (!known->empty()) {
    out.verdict = ProbeVerdict::kLive;
    out.form = "200 of secret-id/lookup";
    return out;
  }
  auto may = logs_in(secret_id);
  if (may && *may) return {ProbeVerdict::kLive, "logged in"};
  out.verdict = ProbeVerdict::kDead;
  out.by_record = !may.has_value();
  out.form = may ? "400 invalid role or secret ID" : "204 of secret-id/lookup";
  return out;
}

Probe VaultAppRoleIssuer::probe_old(const Secret& leaked) {
  return probe(leaked);
}
Probe VaultAppRoleIssuer::probe_new(const Secret& fresh) {
  return probe(fresh);
}

Answer<std::vector<Subject>> identify_vault_approle(
    Vault& vault, const ResponseTarget& target, const Secret& leaked) {
  std::vector<Subject> out;
  auto accessor = look_up_secret_id(vault, role_of(target), leaked);
  if (!accessor) return std::unexpected(std::move(accessor.error()));
  if (accessor->empty()) return out;
  out.push_back({.target = target.name,
                 .identity = std::move(*accessor),
                 .successor = target.role});
  return out;
}

}  // namespace stanch
