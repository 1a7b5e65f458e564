// SPDX-License-Identifier: Apache-2.0
#include "response/vault/transit.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/core.h>

#include "core/base64.h"
#include "core/seal.h"

namespace stanch {
namespace {

constexpr std::string_view kTooNew = "invalid ciphertext: version is too new";
constexpr std::size_t kAesKeySize = 32;
constexpr std::string_view kAesKey = "aes256-gcm96";
// A subject's owner where no ciphertext leaked.
constexpr std::string_view kKeyItself = "the key itself";
constexpr std::string_view kReadForEver =
    "who has the key itself reads what it encrypted without the engine, for "
    "ever: take that as leaked, too";

TransitKey transit_key_of(const ResponseTarget& target) {
  TransitKey out{.name = target.role};
  if (!target.mount.empty()) out.mount = target.mount;
  return out;
}

// A ciphertext as the engine would make it with this key, if it is one.
std::optional<Secret> made_with(const Secret& leaked, std::int64_t version) {
  auto bytes = base64_bytes(leaked.reveal());
  if (!bytes || bytes->size() != kAesKeySize) return std::nullopt;
  SecretText sealed = base64_text(seal(bytes->reveal(), "stanch", ""));
  return Secret(fmt::format("vault:v{}:{}", version, sealed.reveal()));
}

// What shows whether the engine takes that version of what leaked.
std::optional<Secret> shown_to_engine(const Secret& leaked,
                                      std::int64_t version) {
  if (version_of_ciphertext(leaked.reveal()) != 0) {
    return Secret(leaked.reveal());
  }
  return made_with(leaked, version);
}

}  // namespace

VaultTransitIssuer::VaultTransitIssuer(Vault& vault,
                                       const ResponseTarget& target,
                                       Subject subject)
    : VaultIssuer(vault, std::move(subject)),
      key_(transit_key_of(target)),
      version_(std::strtoll(subject_.identity.c_str(), nullptr, 10)),
      ciphertexts_(target.ciphertexts) {}

std::string VaultTransitIssuer::place() const {
  return vault_.name() + "/" + key_.at("keys");
}

IssuerTraits VaultTransitIssuer::traits() const {
  IssuerTraits out{.mints = true,
                   .overlaps = true,
                   .chooses_value = true,
                   .stores = !ciphertexts_.empty()};
  if (subject_.owner == kKeyItself) out.by_hand = kReadForEver;
  return out;
}

std::optional<Minted> VaultTransitIssuer::take_minted() {
  return std::exchange(minted_, std::nullopt);
}

std::vector<std::string> VaultTransitIssuer::calls(Step step) const {
  std::vector<std::string> out;
  if (step == Step::kMint) {
    out.push_back(fmt::format("POST {}/rotate: a version after {}",
                              key_.at("keys"), version_));
  }
  if (step == Step::kStore) {
    for (const std::string& place : ciphertexts_) {
      out.push_back(
          fmt::format("POST {}, and PATCH (check-and-set) of every "
                      "older ciphertext below {}",
                      key_.at("rewrap"), place));
    }
  }
  if (step == Step::kDisable) {
    out.push_back(fmt::format("POST {}/config: min_decryption_version {}",
                              key_.at("keys"), version_ + 1));
  }
  return out;
}

Answer<VaultReply> VaultTransitIssuer::read_key() {
  return vault_.ask("read the key " + key_.name, "GET", key_.at("keys"));
}

Answer<std::vector<std::string>> VaultTransitIssuer::preflight(
    std::span<const Step> steps) {
  auto out = vault_.missing_rights({{key_.at("keys"), "read"},
                                    {key_.at("keys") + "/rotate", "update"},
                                    {key_.at("keys") + "/config", "update"},
                                    {key_.at("rewrap"), "update"}});
  if (!out) return out;
  auto mint = std::ranges::find(steps, Step::kMint);
  auto disable = std::ranges::find(steps, Step::kDisable);
  if (mint != steps.end() && disable < mint) {
    out->push_back(
        "what is not encrypted anew before the old version ends is lost: no "
        "--emergency here, but --grace 0s");
  }
  return out;
}

Answer<std::int64_t> VaultTransitIssuer::next_version() {
  auto key = read_key();
  if (!key) return std::unexpected(std::move(key.error()));
  if (key->body.number("/data/latest_version") <= version_) {
    auto done = vault_.ask("rotate the key " + key_.name, "POST",
                           key_.at("keys") + "/rotate");
    if (!done) return std::unexpected(std::move(done.error()));
    key = read_key();
    if (!key) return std::unexpected(std::move(key.error()));
  }
  std::int64_t latest = key->body.number("/data/latest_version");
  if (latest > version_) return latest;
  return call_error(
      CallFault::kProtocol,
      fmt::format("{}: rotating was answered with success, but the newest "
                  "version is {}",
                  place(), latest));
}

Answer<std::string> VaultTransitIssuer::mint(const Secret& leaked) {
  auto latest = next_version();
  if (!latest) return std::unexpected(std::move(latest.error()));
  auto shown = shown_to_engine(leaked, version_);
  if (!shown) return call_error(CallFault::kProtocol, "no key, no ciphertext");
  auto made = rewrap(vault_, key_, shown->reveal());
  if (!made) return std::unexpected(std::move(made.error()));
  if (!made->ciphertext) {
    return call_error(CallFault::kProtocol,
                      fmt::format("{}: rewrap: {}", place(), made->refusal));
  }
  minted_ = {.identity = fmt::format("version {}", *latest),
             .value = std::move(*made->ciphertext)};
  return fmt::format("version {}", *latest);
}

Answer<std::string> VaultTransitIssuer::rewrap_stored() {
  auto found = each_ciphertext(vault_, key_,
                               {.places = ciphertexts_,
                                .except = subject_.store,
                                .newest = version_ + 1,
                                .rewrites = true});
  if (!found) return std::unexpected(std::move(found.error()));
  if (found->left.empty()) {
    return fmt::format("{} ciphertexts are of the new version", found->older);
  }
  return call_error(
      CallFault::kConflict,
      fmt::format("{}: {} ciphertexts are not of the new version yet, the "
                  "first: {}; encrypt them anew by hand",
                  place(), found->left.size(), found->left.front()));
}

Answer<std::string> VaultTransitIssuer::refuse_old() {
  auto latest = next_version();
  if (!latest) return std::unexpected(std::move(latest.error()));
  auto least = [&]() -> Answer<std::int64_t> {
    auto key = read_key();
    if (!key) return std::unexpected(std::move(key.error()));
    return key->body.number("/data/min_decryption_version");
  };
  auto before = least();
  if (!before) return std::unexpected(std::move(before.error()));
  if (*before <= version_) {
    auto done = vault_.ask(
        "raise min_decryption_version", "POST", key_.at("keys") + "/config",
        SecretText(
            fmt::format("{{\"min_decryption_version\":{}}}", version_ + 1)));
    if (!done) return std::unexpected(std::move(done.error()));
  }
  auto after = least();
  if (!after) return std::unexpected(std::move(after.error()));
  if (*after > version_) {
    return fmt::format("min_decryption_version is {}", *after);
  }
  return call_error(CallFault::kProtocol,
                    fmt::format("{}: min_decryption_version was set to {} with "
                                "success, but is {}",
                                place(), version_ + 1, *after));
}

Answer<std::string> VaultTransitIssuer::perform(Step step,
                                                const StepInput& input) {
  switch (step) {
    case Step::kMint:
      return mint(*input.leaked);
    case Step::kStore:
      return rewrap_stored();
    case Step::kDisable:
      return refuse_old();
    default:
      return std::string();
  }
}

// Each finds out itself what is left; what was minted is in the journal.
Answer<Reconciled> VaultTransitIssuer::reconcile(Step step,
                                                 const StepInput& input) {
  bool known = step == Step::kMint && input.fresh != nullptr;
  return known ? Reconciled::kApplied : Reconciled::kNotApplied;
}

Answer<std::string> VaultTransitIssuer::undo(Step, const StepInput&) {
  return std::string("the new version stays: both are decrypted");
}

Answer<std::vector<std::string>> VaultTransitIssuer::tears_down() {
  std::vector<std::string> out;
  if (!ciphertexts_.empty()) {
    auto found = each_ciphertext(
        vault_, key_, {.places = ciphertexts_, .newest = version_ + 1});
    if (!found) return std::unexpected(std::move(found.error()));
    out.push_back(
        fmt::format("{} ciphertexts are stored that version {} or an "
                    "older one made; a rotation encrypts them anew",
                    found->older, version_));
  }
  out.push_back(
      fmt::format("whatever else version {} or an older one encrypted, until "
                  "min_decryption_version of {} is lowered again",
                  version_, key_.name));
  if (subject_.owner == kKeyItself) {
    out.emplace_back(kReadForEver);
  }
  return out;
}

Probe VaultTransitIssuer::probe(const Secret& ciphertext) {
  auto said = rewrap(vault_, key_, ciphertext.reveal());
  if (!said) return {.form = std::move(said.error().message)};
  if (said->ciphertext) return {ProbeVerdict::kLive, "200 of transit/rewrap"};
  bool dead = said->refusal == kTooOld;
  return {dead ? ProbeVerdict::kDead : ProbeVerdict::kUnknown,
          "400 " + said->refusal};
}

Probe VaultTransitIssuer::probe_old(const Secret& leaked) {
  auto shown = shown_to_engine(leaked, version_);
  if (!shown) return {.form = "it is neither a key nor a ciphertext"};
  Probe out = probe(*shown);
  out.by_record = subject_.owner == kKeyItself;
  return out;
}

Probe VaultTransitIssuer::probe_new(const Secret& fresh) {
  return probe(fresh);
}

Answer<std::vector<Subject>> identify_vault_transit(
    Vault& vault, const ResponseTarget& target, const Secret& leaked) {
  std::vector<Subject> out;
  TransitKey key = transit_key_of(target);
  std::vector<std::int64_t> versions;
  std::int64_t said = version_of_ciphertext(leaked.reveal());
  if (said != 0) versions.push_back(said);
  if (said == 0 && made_with(leaked, 1)) {
    auto known = vault.ask("read the key " + key.name, "GET", key.at("keys"));
    if (!known) return std::unexpected(std::move(known.error()));
    if (known->body.text("/data/type") != kAesKey) return out;
    for (const std::string& number : known->body.keys("/data/keys")) {
      versions.push_back(std::strtoll(number.c_str(), nullptr, 10));
    }
  }
  for (std::int64_t version : versions) {
    auto taken = rewrap(vault, key, shown_to_engine(leaked, version)->reveal());
    if (!taken) return std::unexpected(std::move(taken.error()));
    if (taken->ciphertext) {
      out.push_back({.target = target.name,
                     .identity = std::to_string(version),
                     .owner = said == 0 ? std::string(kKeyItself) : ""});
    } else if (!is_of_other_key(taken->refusal) && taken->refusal != kTooOld &&
               taken->refusal != kTooNew) {
      return call_error(CallFault::kProtocol,
                        fmt::format("{}: {}: {}", vault.name(),
                                    key.at("rewrap"), taken->refusal));
    }
  }
  return out;
}

}  // namespace stanch
