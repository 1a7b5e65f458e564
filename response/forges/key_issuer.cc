// SPDX-License-Identifier: Apache-2.0
#include "response/forges/key_issuer.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/core.h>

#include "core/ssh_key.h"
#include "net/url.h"
#include "response/forges/ssh_login.h"
#include "response/said_text.h"

namespace stanch {
namespace {

// A key's title, by which one that was made and lost is found again.
std::string forge_title_of(const std::string& response) {
  return "stanch " + response;
}

std::string forge_base_of(const ResponseTarget& target, const ForgeApi& forge) {
  return target.address.empty() ? std::string(forge.base) : target.address;
}

// Where git reaches it, which for GitHub is not where its API is.
std::string forge_ssh_of(const ResponseTarget& target,
                         const std::string& base) {
  if (!target.ssh.empty()) return target.ssh;
  auto url = parse_url(base);
  std::string host = url ? url->host : "";
  return "git@" + (host == "api.github.com" ? "github.com" : host);
}

Answer<ForgeKeys> forge_keys_of(const ResponseReach& reach,
                                const ResponseTarget& target) {
  const ForgeApi& forge = *forge_api_of(target.issuer);
  std::string variable(forge.variable);
  const char* token = std::getenv(variable.c_str());
  if (reach.http == nullptr || token == nullptr || *token == '\0') {
    return call_error(CallFault::kDenied,
                      fmt::format("{}: no token of ours is known: set {}",
                                  target.name, forge.variable));
  }
  return ForgeKeys(*reach.http, forge, forge_base_of(target, forge),
                   target.role, SecretText(token));
}

}  // namespace

IssuerTraits ForgeKeyIssuer::traits() const {
  return {.mints = true, .overlaps = true, .chooses_value = true, .settle = 5};
}

std::vector<std::string> ForgeKeyIssuer::calls(Step step) const {
  if (step == Step::kMint) {
    return {fmt::format("POST {}: another key, with the same rights",
                        keys_.path())};
  }
  if (step == Step::kDisable) {
    return {fmt::format("DELETE {}/{} ({})", keys_.path(), subject_.identity,
                        subject_.owner)};
  }
  return {};
}

Answer<std::optional<ForgeKey>> ForgeKeyIssuer::key_of(const std::string& id) {
  auto all = keys_.list();
  if (!all) return std::unexpected(std::move(all.error()));
  auto found = std::ranges::find(*all, id, &ForgeKey::id);
  if (found == all->end()) return std::nullopt;
  return std::move(*found);
}

Answer<std::vector<std::string>> ForgeKeyIssuer::preflight(
    std::span<const Step>) {
  std::vector<std::string> out;
  auto there = key_of(subject_.identity);
  if (!there) return std::unexpected(std::move(there.error()));
  if (!*there) {
    out.push_back(
        fmt::format("{} has no key {} any more", place(), subject_.identity));
  }
  return out;
}

Answer<std::string> ForgeKeyIssuer::mint(const std::string& response) {
  auto old = key_of(subject_.identity);
  if (!old) return std::unexpected(std::move(old.error()));
  SshPair pair = new_ssh_pair(forge_title_of(response));
  ForgeKey key{.title = forge_title_of(response),
               .line = pair.public_line,
               .may_push = *old && (*old)->may_push};
  auto id = keys_.add(key);
  if (!id) return std::unexpected(std::move(id.error()));
  minted_ = Minted{*id, std::move(pair.private_key)};
  return fmt::format("{} has the key {} ({})", place(), *id,
                     ssh_fingerprint(key.line));
}

Answer<std::string> ForgeKeyIssuer::remove_ours(const std::string& response) {
  auto all = keys_.list();
  if (!all) return std::unexpected(std::move(all.error()));
  for (const ForgeKey& key : *all) {
    if (key.title != forge_title_of(response)) continue;
    auto gone = keys_.remove(key.id);
    if (!gone) return std::unexpected(std::move(gone.error()));
  }
  return std::string("no key of this response is left");
}

Answer<std::string> ForgeKeyIssuer::perform(Step step, const StepInput& input) {
  if (step == Step::kMint) return mint(input.response);
  if (step != Step::kDisable) return std::string();
  auto gone = keys_.remove(subject_.identity);
  if (!gone) return std::unexpected(std::move(gone.error()));
  return fmt::format("{} is deleted", subject_.owner);
}

Answer<Reconciled> ForgeKeyIssuer::reconcile(Step step,
                                             const StepInput& input) {
  if (step != Step::kMint) return Reconciled::kNotApplied;
  if (!input.successor.empty()) return Reconciled::kApplied;
  auto gone = remove_ours(input.response);
  if (!gone) return std::unexpected(std::move(gone.error()));
  return Reconciled::kNotApplied;
}

Answer<std::string> ForgeKeyIssuer::undo(Step step, const StepInput& input) {
  if (step != Step::kMint) return std::string();
  return remove_ours(input.response);
}

std::optional<Minted> ForgeKeyIssuer::take_minted() {
  return std::exchange(minted_, std::nullopt);
}

void ForgeKeyIssuer::set_successor(const std::string& identity) {
  successor_ = identity;
}

std::vector<std::string> ForgeKeyIssuer::opens() {
  auto key = key_of(subject_.identity);
  if (!key || !*key) return {};
  bool user = place().ends_with("/user/keys");
  return {fmt::format("{}: {}", place(),
                      user               ? "all repositories of that user"
                      : (*key)->may_push ? "may read and push"
                                         : "may read")};
}

Answer<std::vector<std::string>> ForgeKeyIssuer::tears_down() {
  auto key = key_of(subject_.identity);
  if (!key) return std::unexpected(std::move(key.error()));
  if (!*key) return std::vector<std::string>();
  return std::vector<std::string>{fmt::format(
      "whoever fetches or pushes with {} (\"{}\"{})", subject_.owner,
      said_line((*key)->title),
      (*key)->last_used.empty() ? "" : ", last used " + (*key)->last_used)};
}

// The list alone proves nothing; what is tried does.
Probe ForgeKeyIssuer::probe_old(const Secret& leaked) {
  auto key = key_of(subject_.identity);
  if (!key) return {.form = key.error().message};
  if (*key) return {ProbeVerdict::kLive, "listed by " + place()};
  Probe tried = probe_ssh_key(ssh_, leaked);
  if (tried.verdict == ProbeVerdict::kUnknown) {
    tried.form = fmt::format("not listed by {}, but {}", place(), tried.form);
  }
  return tried;
}

Probe ForgeKeyIssuer::probe_new(const Secret& fresh) {
  auto key = key_of(successor_);
  if (!key) return {.form = key.error().message};
  if (!*key) return {ProbeVerdict::kDead, "not listed"};
  Probe tried = probe_ssh_key(ssh_, fresh);
  if (tried.verdict != ProbeVerdict::kUnknown) return tried;
  return {.verdict = ProbeVerdict::kLive,
          .form = fmt::format("listed; {}", tried.form),
          .by_record = true};
}

Answer<std::vector<std::string>> ForgeKeyIssuer::evidence(const Secret&) {
  return std::vector<std::string>{fmt::format(
      "the audit log of the forge has who used {}", subject_.owner)};
}

std::string fault_of_forge_key(const ResponseTarget& target) {
  std::string base = forge_base_of(target, *forge_api_of(target.issuer));
  if (base.empty()) return "needs 'address', of the forge's API";
  auto url = parse_url(base);
  bool right = url && !base.ends_with('/') &&
               (url->scheme == "https" || url->is_loopback());
  return right ? ""
               : "needs as 'address' an https URL without a slash at its end";
}

Answer<std::vector<Subject>> identify_forge_key(const ResponseReach& reach,
                                                const ResponseTarget& target,
                                                const Secret& leaked) {
  std::vector<Subject> out;
  auto half = ssh_public_half(leaked.reveal());
  if (!half) return out;
  auto keys = forge_keys_of(reach, target);
  if (!keys) return std::unexpected(std::move(keys.error()));
  auto all = keys->list();
  if (!all) return std::unexpected(std::move(all.error()));
  for (ForgeKey& key : *all) {
    if (key.line != *half) continue;
    out.push_back({.target = target.name,
                   .identity = std::move(key.id),
                   .owner = ssh_fingerprint(*half)});
  }
  return out;
}

Result<std::unique_ptr<Issuer>> make_forge_key(const ResponseReach& reach,
                                               const ResponseTarget& target,
                                               const Subject& subject) {
  auto keys = forge_keys_of(reach, target);
  if (!keys) return fail(ErrorKind::kUsage, std::move(keys.error().message));
  const ForgeApi& forge = *forge_api_of(target.issuer);
  return std::make_unique<ForgeKeyIssuer>(
      std::move(*keys), forge_ssh_of(target, forge_base_of(target, forge)),
      subject);
}

}  // namespace stanch
