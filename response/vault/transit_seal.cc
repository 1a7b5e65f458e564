// SPDX-License-Identifier: Apache-2.0
#include "response/vault/transit_seal.h"

#include "core/base64.h"

namespace stanch {

VaultSeal::VaultSeal(Vault* vault, const std::string& place) : vault_(vault) {
  std::size_t slash = place.rfind('/');
  key_ = {.mount = place.substr(0, slash), .name = place.substr(slash + 1)};
}

Answer<VaultReply> VaultSeal::ask(std::string_view what, std::string_view call,
                                  SecretText body) {
  if (vault_ != nullptr) {
    return vault_->ask(what, "POST", key_.at(call), std::move(body));
  }
  return call_error(CallFault::kDenied,
                    "[respond] seal: no Vault is known: set VAULT_ADDR and "
                    "VAULT_TOKEN");
}

Answer<std::vector<std::string>> VaultSeal::preflight() {
  if (vault_ == nullptr) {
    return std::vector<std::string>{"[respond] seal: no Vault is known"};
  }
  return vault_->missing_rights(
      {{key_.at("encrypt"), "update"}, {key_.at("decrypt"), "update"}});
}

Answer<std::string> VaultSeal::seal(const Secret& value,
                                    std::string_view purpose) {
  SecretText plain = base64_text(value.reveal());
  SecretText context = base64_text(purpose);
  auto reply = ask("seal a value", "encrypt",
                   json_object({{"plaintext", plain.reveal()},
                                {"associated_data", context.reveal()}}));
  if (!reply) return std::unexpected(std::move(reply.error()));
  std::string sealed(reply->body.text("/data/ciphertext"));
  // What cannot be opened again is lost: that is found out now.
  auto opened = unseal(sealed, purpose);
  if (!opened) return std::unexpected(std::move(opened.error()));
  if (opened->reveal() == value.reveal() && is_sealed_elsewhere(sealed)) {
    return sealed;
  }
  return call_error(CallFault::kProtocol, vault_->name() + ": what " +
                                              key_.at("encrypt") +
                                              " made is not opened again");
}

Answer<Secret> VaultSeal::unseal(std::string_view sealed,
                                 std::string_view purpose) {
  SecretText context = base64_text(purpose);
  auto reply = ask("open a sealed value", "decrypt",
                   json_object({{"ciphertext", sealed},
                                {"associated_data", context.reveal()}}));
  if (!reply) return std::unexpected(std::move(reply.error()));
  auto plain = base64_bytes(reply->body.text("/data/plaintext"));
  if (plain && !plain->empty()) return Secret(plain->reveal());
  return call_error(
      CallFault::kProtocol,
      vault_->name() + ": " + key_.at("decrypt") + " answered without a text");
}

}  // namespace stanch
