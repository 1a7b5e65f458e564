// SPDX-License-Identifier: Apache-2.0
#include "response/vault/pki.h"

#include <algorithm>
#include <chrono>
#include <sstream>

#include <fmt/core.h>

#include "core/certificate.h"
#include "inventory/time_text.h"

namespace stanch {
namespace {

std::int64_t seconds_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string pki_mount(const ResponseTarget& target) {
  return target.mount.empty() ? "pki" : target.mount;
}

Answer<VaultReply> read_certificate(Vault& vault, const std::string& mount,
                                    const std::string& serial) {
  return vault.ask("read the certificate " + serial, "GET",
                   fmt::format("{}/cert/{}", mount, serial));
}

// Who may have issued it: the engine tells that of revoked ones only.
Answer<std::vector<std::string>> issuers_of(Vault& vault,
                                            const std::string& mount,
                                            const VaultReply& certificate) {
  std::string known(certificate.body.text("/data/issuer_id"));
  if (!known.empty()) return std::vector<std::string>{known};
  auto list = vault.ask("list issuers", "LIST", mount + "/issuers");
  if (!list) return std::unexpected(std::move(list.error()));
  return list->body.texts("/data/keys");
}

// What an issuer signed about a certificate.
struct Statements {
  RevocationAnswer listed = RevocationAnswer::kUnknown;
  RevocationAnswer ocsp = RevocationAnswer::kUnknown;
};

Answer<Statements> ask_issuer(Vault& vault, const std::string& mount,
                              const std::string& issuer,
                              std::string_view certificate, std::int64_t now) {
  std::string at = fmt::format("{}/issuer/{}", mount, issuer);
  auto signer = vault.ask("read the issuer", "GET", at + "/json");
  if (!signer) return std::unexpected(std::move(signer.error()));
  auto list =
      vault.ask("read the list of revoked certificates", "GET", at + "/crl");
  if (!list) return std::unexpected(std::move(list.error()));
  std::string_view by = signer->body.text("/data/certificate");
  Statements out;
  out.listed = look_in_crl(list->body.text("/data/crl"), certificate, by, now);
  auto said = vault.post_bytes("ask by OCSP", mount + "/ocsp",
                               "application/ocsp-request",
                               ocsp_request(certificate, by));
  if (said) out.ocsp = look_in_ocsp(*said, certificate, by, now);
  return out;
}

}  // namespace

VaultPkiIssuer::VaultPkiIssuer(Vault& vault, std::string mount, Subject subject)
    : VaultIssuer(vault, std::move(subject)), mount_(std::move(mount)) {
  std::istringstream words(subject_.identity);
  for (std::string serial; words >> serial;) serials_.push_back(serial);
}

VaultPkiIssuer::VaultPkiIssuer(Vault& vault, const ResponseTarget& target,
                               Subject subject)
    : VaultPkiIssuer(vault, pki_mount(target), std::move(subject)) {}

std::string VaultPkiIssuer::place() const {
  return fmt::format("{}/{}/cert/{}", vault_.name(), mount_,
                     serials_.empty() ? "" : serials_.front());
}

IssuerTraits VaultPkiIssuer::traits() const { return {.overlaps = true}; }

std::vector<std::string> VaultPkiIssuer::calls(Step step) const {
  std::vector<std::string> out;
  if (step != Step::kDisable) return out;
  for (const std::string& serial : serials_) {
    out.push_back(fmt::format("POST {}/revoke: {}", mount_, serial));
  }
  return out;
}

Answer<std::vector<std::string>> VaultPkiIssuer::preflight(
    std::span<const Step>) {
  std::vector<Vault::Need> needs = {{mount_ + "/revoke", "update"}};
  for (const std::string& serial : serials_) {
    needs.push_back({fmt::format("{}/cert/{}", mount_, serial), "read"});
  }
  return vault_.missing_rights(needs);
}

// Answered as well the second time, with the time of the first.
Answer<std::string> VaultPkiIssuer::perform(Step step, const StepInput&) {
  std::string out;
  if (step != Step::kDisable) return out;
  for (const std::string& serial : serials_) {
    auto reply = vault_.ask("revoke " + serial, "POST", mount_ + "/revoke",
                            json_object({{"serial_number", serial}}));
    if (!reply) return std::unexpected(std::move(reply.error()));
    out += fmt::format("{}{} answered {}", out.empty() ? "" : "; ", serial,
                       reply->status);
  }
  return out;
}

Answer<std::vector<std::string>> VaultPkiIssuer::tears_down() {
  std::vector<std::string> out;
  for (const std::string& serial : serials_) {
    auto reply = read_certificate(vault_, mount_, serial);
    if (!reply) return std::unexpected(std::move(reply.error()));
    auto read = parse_certificate(reply->body.text("/data/certificate"));
    if (!read) continue;
    out.push_back(
        fmt::format("every peer that shows {} ({})", read->name, serial));
    out.push_back(fmt::format(
        "who looks at neither list nor OCSP takes it until {} all the same",
        utc_text(read->until)));
  }
  return out;
}

Probe VaultPkiIssuer::probe_serial(const std::string& serial) {
  Probe out{.form = "no list that its issuer signed, and is of today"};
  auto failed = [&](CallError error) {
    out.form = std::move(error.message);
    return out;
  };
  auto reply = read_certificate(vault_, mount_, serial);
  if (!reply) return failed(std::move(reply.error()));
  std::string_view pem = reply->body.text("/data/certificate");
  std::int64_t now = seconds_now();
  auto read = parse_certificate(pem);
  if (read && read->until <= now) {
    return {ProbeVerdict::kDead, "its time ended at " + utc_text(read->until)};
  }
  auto issuers = issuers_of(vault_, mount_, *reply);
  if (!issuers) return failed(std::move(issuers.error()));
  for (const std::string& issuer : *issuers) {
    auto said = ask_issuer(vault_, mount_, issuer, pem, now);
    if (!said) return failed(std::move(said.error()));
    if (said->listed == RevocationAnswer::kUnknown) continue;
    if (said->listed == RevocationAnswer::kGood) {
      return {ProbeVerdict::kLive, "not in its issuer's signed list"};
    }
    if (said->ocsp == RevocationAnswer::kGood) {
      return {ProbeVerdict::kLive, "listed as revoked, but good by OCSP"};
    }
    bool both = said->ocsp == RevocationAnswer::kRevoked;
    return {ProbeVerdict::kDead,
            fmt::format("in its issuer's signed list{}",
                        both ? ", and revoked by OCSP" : "")};
  }
  return out;
}

// One of several that lives keeps the key alive.
Probe VaultPkiIssuer::probe_old(const Secret&) {
  Probe out;
  for (const std::string& serial : serials_) {
    Probe one = probe_serial(serial);
    bool first = &serial == &serials_.front();
    if (one.verdict == ProbeVerdict::kLive) return one;
    if (first || out.verdict == ProbeVerdict::kDead) out = std::move(one);
  }
  return out;
}

Answer<std::vector<std::string>> VaultPkiIssuer::evidence(const Secret&) {
  return std::vector<std::string>{
      "who used it: the logs of the servers and peers that it was shown to"};
}

Answer<std::vector<Subject>> identify_vault_pki(Vault& vault,
                                                const ResponseTarget& target,
                                                const Secret& leaked) {
  std::vector<Subject> out;
  auto key = key_of_private_key(leaked.reveal());
  if (!key) return out;
  std::string mount = pki_mount(target);
  auto list = vault.send("LIST", mount + "/certs");
  if (!list) return std::unexpected(std::move(list.error()));
  if (list->is_missing()) return out;
  if (!list->is_success()) {
    return std::unexpected(vault.error_of("list certificates", *list));
  }
  std::string serials;
  for (const std::string& serial : list->body.texts("/data/keys")) {
    auto reply = read_certificate(vault, mount, serial);
    if (!reply) return std::unexpected(std::move(reply.error()));
    auto read = parse_certificate(reply->body.text("/data/certificate"));
    if (!read || read->key != *key || read->until <= seconds_now()) continue;
    serials += (serials.empty() ? "" : " ") + serial;
  }
  if (serials.empty()) return out;
  out.push_back({.target = target.name, .identity = std::move(serials)});
  return out;
}

}  // namespace stanch
