// SPDX-License-Identifier: Apache-2.0
#include "response/vault/ssh.h"

#include <algorithm>
#include <chrono>

#include <fmt/core.h>

#include "core/posix.h"
#include "core/ssh_certificate.h"
#include "core/ssh_key.h"
#include "inventory/time_text.h"

namespace stanch {
namespace {

// An engine that has one authority only, as HashiCorp's.
constexpr std::string_view kOnlyOne = "config/ca";

std::string ssh_mount(const ResponseTarget& target) {
  return target.mount.empty() ? "ssh" : target.mount;
}

std::string mint_name(const std::string& response) {
  return "stanch-" + response;
}

// The words of the engine for the kind of a key like this one.
std::string_view kind_of(std::string_view public_key) {
  if (public_key.starts_with("ssh-rsa")) return "rsa";
  return public_key.starts_with("ecdsa") ? "ec" : "ed25519";
}

// Without its comment and its line end.
std::string two_words(std::string_view public_key) {
  return ssh_public_line(public_key).value_or("");
}

struct SshAuthority {
  std::string id;
  std::string key;  // "ssh-ed25519 AAAA..."
};

Answer<std::vector<SshAuthority>> ssh_authorities(Vault& vault,
                                                  const std::string& mount) {
  auto list = vault.send("LIST", mount + "/issuers");
  if (!list) return std::unexpected(std::move(list.error()));
  std::vector<SshAuthority> out;
  for (const std::string& id : list->body.texts("/data/keys")) {
    out.push_back({id, two_words(list->body.text(
                           fmt::format("/data/key_info/{}/public_key", id)))});
  }
  if (!out.empty()) return out;
  if (!list->is_success() && !list->is_missing()) {
    return std::unexpected(vault.error_of("list SSH authorities", *list));
  }
  auto only = vault.send("GET", fmt::format("{}/{}", mount, kOnlyOne));
  if (!only) return std::unexpected(std::move(only.error()));
  if (only->is_success()) {
    out.push_back({std::string(kOnlyOne),
                   two_words(only->body.text("/data/public_key"))});
  }
  return out;
}

std::string until_of(const SshCertificate& certificate) {
  auto until = static_cast<std::int64_t>(certificate.until);
  return until < 0 ? "for ever" : "until " + utc_text(until);
}

}  // namespace

VaultSshIssuer::VaultSshIssuer(Vault& vault, const ResponseTarget& target,
                               Subject subject)
    : VaultIssuer(vault, std::move(subject)), mount_(ssh_mount(target)) {}

std::string VaultSshIssuer::at(const std::string& issuer) const {
  return fmt::format("{}/issuer/{}", mount_, issuer);
}

std::string VaultSshIssuer::place() const {
  return vault_.name() + "/" + at(subject_.identity);
}

IssuerTraits VaultSshIssuer::traits() const {
  IssuerTraits out{
      .mints = true, .overlaps = true, .chooses_value = true, .stores = true};
  if (!subject_.owner.empty()) {
    out.irrevocable = fmt::format(
        "the engine keeps no list of what it signed; hosts take {}, but for "
        "those with `ssh-keygen -k -u -f /etc/ssh/revoked_keys LEAKED.pub` "
        "done (RevokedKeys in sshd_config; without -u where there is no such "
        "list yet), which ends every certificate of the key",
        subject_.owner);
  } else if (subject_.identity == kOnlyOne) {
    out.irrevocable =
        "this engine has one authority only, so nothing overlaps: after every "
        "host trusts another one, replace it by hand (config/ca)";
  }
  out.by_hand =
      "on every host take its public key out of TrustedUserCAKeys and "
      "@cert-authority: as long as it stands there, what it signed works";
  return out;
}

std::optional<Minted> VaultSshIssuer::take_minted() {
  return std::exchange(minted_, std::nullopt);
}

std::vector<std::string> VaultSshIssuer::calls(Step step) const {
  switch (step) {
    case Step::kMint:
      return {
          fmt::format("POST {}/issuers/import: a second authority; its "
                      "public key is for TrustedUserCAKeys of every host",
                      mount_)};
    case Step::kDisable:
      return {fmt::format("POST {}/config/issuers: the new one signs", mount_),
              "DELETE " + at(subject_.identity)};
    default:
      return {};
  }
}

Answer<std::vector<std::string>> VaultSshIssuer::preflight(
    std::span<const Step> steps) {
  std::vector<Vault::Need> needs = {{at(subject_.identity), "read"},
                                    {at(subject_.identity), "delete"}};
  if (std::ranges::count(steps, Step::kMint) > 0) {
    needs.push_back({mount_ + "/issuers/import/stanch-x", "update"});
    needs.push_back({mount_ + "/config/issuers", "read"});
    needs.push_back({mount_ + "/config/issuers", "update"});
  }
  return vault_.missing_rights(needs);
}

Answer<std::string> VaultSshIssuer::public_key(const std::string& issuer) {
  auto reply = vault_.send("GET", at(issuer));
  if (!reply) return std::unexpected(std::move(reply.error()));
  if (reply->is_success() && reply->body.is_filled("/data/public_key")) {
    return two_words(reply->body.text("/data/public_key"));
  }
  if (reply->status == 400 &&
      reply->first_error().starts_with("unable to find issuer for reference")) {
    return std::string();
  }
  return std::unexpected(vault_.error_of("read an SSH authority", *reply));
}

Answer<bool> VaultSshIssuer::is_default(const std::string& issuer) {
  auto reply = vault_.send("GET", mount_ + "/config/issuers");
  if (!reply) return std::unexpected(std::move(reply.error()));
  if (reply->is_success()) return reply->body.text("/data/default") == issuer;
  bool none = reply->status == 400 &&
              reply->first_error().starts_with("no default issuer");
  if (none) return false;
  return std::unexpected(vault_.error_of("read the default authority", *reply));
}

// Named after the response: what an interrupted one made is found again.
Answer<std::string> VaultSshIssuer::mint(const StepInput& input) {
  std::string name = mint_name(input.response);
  auto there = vault_.send("GET", at(name));
  if (!there) return std::unexpected(std::move(there.error()));
  if (!there->is_success()) {
    auto old = public_key(subject_.identity);
    if (!old) return std::unexpected(std::move(old.error()));
    // In an emergency the old one is gone already.
    auto made = vault_.ask(
        "make an SSH authority", "POST",
        fmt::format("{}/issuers/import/{}", mount_, name),
        SecretText(fmt::format(R"({{"generate_signing_key":true,)"
                               R"("key_type":"{}","set_default":{}}})",
                               kind_of(*old), old->empty())));
    if (!made) return std::unexpected(std::move(made.error()));
    there = std::move(made);
  }
  std::string id(there->body.text("/data/issuer_id"));
  minted_ = {.identity = id,
             .value = Secret(two_words(there->body.text("/data/public_key")))};
  return fmt::format("authority {}, {}", id,
                     there->body.text("/data/public_key"));
}

Answer<std::string> VaultSshIssuer::delete_old(const StepInput& input) {
  if (!input.successor.empty()) {
    auto set = vault_.ask("let the new authority sign", "POST",
                          mount_ + "/config/issuers",
                          json_object({{"default", input.successor}}));
    if (!set) return std::unexpected(std::move(set.error()));
    auto is_new = is_default(input.successor);
    if (!is_new) return std::unexpected(std::move(is_new.error()));
    if (!*is_new) {
      return call_error(CallFault::kConflict,
                        place() + ": another authority is the default");
    }
  }
  auto gone =
      vault_.ask("delete an SSH authority", "DELETE", at(subject_.identity));
  if (!gone) return std::unexpected(std::move(gone.error()));
  return std::string("the engine has it no more");
}

Answer<std::string> VaultSshIssuer::perform(Step step, const StepInput& input) {
  if (step == Step::kMint) return mint(input);
  if (step == Step::kDisable) return delete_old(input);
  return std::string();
}

Answer<Reconciled> VaultSshIssuer::reconcile(Step step,
                                             const StepInput& input) {
  bool known = step == Step::kMint && input.fresh != nullptr;
  return known ? Reconciled::kApplied : Reconciled::kNotApplied;
}

Answer<std::string> VaultSshIssuer::undo(Step step, const StepInput& input) {
  if (step != Step::kMint) return std::string();
  auto gone = vault_.ask("delete the new SSH authority", "DELETE",
                         at(mint_name(input.response)));
  if (!gone) return std::unexpected(std::move(gone.error()));
  return std::string("the new authority is deleted");
}

Answer<std::vector<std::string>> VaultSshIssuer::tears_down() {
  std::vector<std::string> out;
  if (!traits().irrevocable.empty()) return out;
  auto roles = vault_.send("LIST", mount_ + "/roles");
  if (!roles) return std::unexpected(std::move(roles.error()));
  auto standard = is_default(subject_.identity);
  if (!standard) return std::unexpected(std::move(standard.error()));
  for (const std::string& role : roles->body.texts("/data/keys")) {
    auto by = roles->body.text(
        fmt::format("/data/key_info/{}/issuer_ref", pointer_segment(role)));
    bool usual = by == "default" && *standard;
    if (by != subject_.identity && !usual) continue;
    out.push_back(
        fmt::format("role {} signs nothing until {} another "
                    "authority; a rotation sees to the latter",
                    role, usual ? "the default is" : "it names"));
  }
  out.emplace_back(
      "what it signed, at each host that does not trust it any more: its "
      "holders have theirs signed anew");
  return out;
}

Probe VaultSshIssuer::probe_old(const Secret&) {
  if (!subject_.owner.empty()) {
    return {ProbeVerdict::kLive, "hosts take " + subject_.owner, true};
  }
  auto key = public_key(subject_.identity);
  if (!key) return {.form = std::move(key.error().message)};
  if (!key->empty()) return {ProbeVerdict::kLive, "the engine has it", true};
  return {ProbeVerdict::kDead, "400 unable to find issuer", true};
}

Probe VaultSshIssuer::probe_new(const Secret& fresh) {
  auto list = ssh_authorities(vault_, mount_);
  if (!list) return {.form = std::move(list.error().message)};
  bool there = std::ranges::any_of(*list, [&](const SshAuthority& each) {
    return each.key == fresh.reveal();
  });
  return {there ? ProbeVerdict::kLive : ProbeVerdict::kUnknown,
          there ? "the engine has it" : "the engine does not list it", true};
}

Answer<std::vector<std::string>> VaultSshIssuer::evidence(
    const Secret& leaked) {
  auto key = ssh_public_half(leaked.reveal());
  return std::vector<std::string>{
      fmt::format("who logged in with it: lines of sshd on the hosts, `grep "
                  "'Accepted publickey' auth.log | grep '{}'`",
                  key ? ssh_fingerprint(*key) : "SHA256:")};
}

Answer<std::vector<Subject>> identify_vault_ssh(Vault& vault,
                                                const ResponseTarget& target,
                                                const Secret& leaked) {
  std::vector<Subject> out;
  auto key = ssh_public_half(leaked.reveal());
  if (!key) return out;
  auto authorities = ssh_authorities(vault, ssh_mount(target));
  if (!authorities) return std::unexpected(std::move(authorities.error()));
  std::optional<SshCertificate> certificate;
  if (!target.certificate.empty()) {
    auto text = read_small_file(target.certificate, LastLink::kFollow);
    if (text) certificate = parse_ssh_certificate(*text);
    if (!certificate) {
      return call_error(CallFault::kGone,
                        target.certificate + " is no SSH certificate");
    }
  }
  for (const SshAuthority& each : *authorities) {
    if (each.key == *key) {
      out.push_back({.target = target.name, .identity = each.id});
    }
    if (certificate && certificate->key == ssh_fingerprint(*key) &&
        certificate->signer == ssh_fingerprint(each.key)) {
      out.push_back(
          {.target = target.name,
           .identity = std::to_string(certificate->serial),
           .owner = fmt::format("its certificate (serial {}, key id {}) {}",
                                certificate->serial, certificate->key_id,
                                until_of(*certificate))});
    }
  }
  return out;
}

}  // namespace stanch
