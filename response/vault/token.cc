// SPDX-License-Identifier: Apache-2.0
#include "response/vault/token.h"

#include <algorithm>

#include <fmt/format.h>

namespace stanch {
namespace {

constexpr std::string_view kBatch = "batch";

}  // namespace

bool looks_like_vault_token(std::string_view text) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"hvs.", "hvb.", "s.", "b."},
      [&](std::string_view mark) {
        return text.starts_with(mark) && text.size() > mark.size() + 16 &&
               text.find_first_of(" \t\n/\"'") == text.npos;
      });
}

Answer<std::optional<VaultTokenInfo>> look_up_token(Vault& vault,
                                                    const Secret& token) {
  auto reply = vault.send("POST", "auth/token/lookup",
                          json_object({{"token", token.reveal()}}));
  if (!reply) return std::unexpected(std::move(reply.error()));
  // Success without an identity in it is somebody else's answer.
  if (reply->is_success() && reply->body.has("/data/policies")) {
    const JsonDocument& said = reply->body;
    VaultTokenInfo out{
        .accessor = std::string(said.text("/data/accessor")),
        .display_name = std::string(said.text("/data/display_name")),
        .kind = std::string(said.text("/data/type")),
        .policies = said.texts("/data/policies"),
        .ttl = said.number("/data/ttl"),
        .is_orphan = said.is_true("/data/orphan")};
    out.is_root = std::ranges::count(out.policies, "root") > 0;
    return out;
  }
  // "bad token" is said of the token that was asked about; the same status
  // with other words is said of ours.
  if (reply->status == 403 && reply->first_error() == "bad token") {
    return std::nullopt;
  }
  return std::unexpected(vault.error_of("look up a token", *reply));
}

std::string VaultTokenIssuer::place() const {
  return vault_.name() + "/auth/token/" + subject_.identity;
}

IssuerTraits VaultTokenIssuer::traits() const {
  IssuerTraits out{.overlaps = true};
  if (subject_.identity == kBatch) {
    out.irrevocable =
        "a batch token cannot be revoked: it works until its end; disable the "
        "role or the entity that it was made by";
  }
  return out;
}

std::vector<std::string> VaultTokenIssuer::calls(Step step) const {
  if (step != Step::kDisable) return {};
  return {
      fmt::format("POST auth/token/revoke-accessor: {}", subject_.identity)};
}

Answer<std::vector<std::string>> VaultTokenIssuer::preflight(
    std::span<const Step>) {
  auto self =
      vault_.ask("look up our own token", "GET", "auth/token/lookup-self");
  if (!self) return std::unexpected(std::move(self.error()));
  auto out = vault_.missing_rights({{"auth/token/lookup", "update"},
                                    {"auth/token/lookup-accessor", "update"},
                                    {"auth/token/revoke-accessor", "update"}});
  if (out && self->body.text("/data/accessor") == subject_.identity) {
    out->emplace_back(
        "the leaked token is our own: use another one to revoke it");
  }
  return out;
}

Answer<std::string> VaultTokenIssuer::perform(Step step, const StepInput&) {
  if (step != Step::kDisable) return std::string();
  auto reply =
      vault_.ask("revoke a token", "POST", "auth/token/revoke-accessor",
                 json_object({{"accessor", subject_.identity}}));
  if (!reply) return std::unexpected(std::move(reply.error()));
  return fmt::format("answered {}", reply->status);
}

Answer<std::vector<std::string>> VaultTokenIssuer::tears_down() {
  if (subject_.identity == kBatch) return std::vector<std::string>();
  auto reply =
      vault_.ask("look up an accessor", "POST", "auth/token/lookup-accessor",
                 json_object({{"accessor", subject_.identity}}));
  if (!reply) return std::unexpected(std::move(reply.error()));
  const JsonDocument& said = reply->body;
  std::vector<std::string> out;
  out.push_back(
      fmt::format("the token '{}' of {} with policies {}{}",
                  said.text("/data/display_name"), said.text("/data/path"),
                  fmt::join(said.texts("/data/policies"), ", "),
                  said.is_true("/data/orphan")
                      ? ", an orphan: it outlives the token that made it"
                      : ""));
  out.emplace_back(
      "every token it made that is no orphan, and every lease of it and of "
      "them: database credentials among these stop at once (the server does "
      "not list them)");
  return out;
}

Probe VaultTokenIssuer::probe_old(const Secret& leaked) {
  Probe out;
  auto known = look_up_token(vault_, leaked);
  if (!known) {
    out.form = known.error().message;
    return out;
  }
  if (*known) {
    out.verdict = ProbeVerdict::kLive;
    out.form = "200 of auth/token/lookup";
    return out;
  }
  // Unknown to the server. It is used once now, for a refusal is the proof: a
  // token that works but may do nothing is refused with more words.
  Vault as_leaked = vault_.with_token(SecretText(leaked));
  auto reply = as_leaked.send("GET", "auth/token/lookup-self");
  out.verdict = ProbeVerdict::kDead;
  out.by_record = true;
  out.form = "403 bad token";
  if (!reply) return out;
  if (reply->is_success()) {
    out = {ProbeVerdict::kLive, "200 of auth/token/lookup-self"};
  } else if (reply->status == 403 &&
             reply->first_error() == "permission denied") {
    out = {ProbeVerdict::kDead, "403 bad token, 403 permission denied"};
  }
  return out;
}

Answer<std::vector<Subject>> identify_vault_token(Vault& vault,
                                                  const ResponseTarget& target,
                                                  const Secret& leaked) {
  std::vector<Subject> out;
  if (!looks_like_vault_token(leaked.reveal())) return out;
  auto known = look_up_token(vault, leaked);
  if (!known) return std::unexpected(std::move(known.error()));
  if (!*known) return out;
  const std::string& accessor = (*known)->accessor;
  out.push_back(
      {.target = target.name,
       .identity = accessor.empty() ? std::string(kBatch) : accessor});
  return out;
}

}  // namespace stanch
