// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "response/actor.h"
#include "response/subject.h"
#include "response/vault/vault.h"

namespace stanch {

// What a subject's store begins with: "wrap:4500:/run/handover/token", with the
// seconds and the file.
inline constexpr std::string_view kWrapStore = "wrap:";

struct WrapPlace {
  std::int64_t seconds = 0;
  std::string file;  // absolute
};
std::optional<WrapPlace> wrap_place(std::string_view store);
std::string to_store(const WrapPlace& place);

// Hands the new value over by response wrapping: Vault keeps it for a time, and
// the file gets a token that opens it once. Whoever finds it opened was not the
// first to have the token; whoever opens it asks before whether it was made at
// sys/wrapping/wrap. The file is ours alone (mode 0600); a token in it from
// before a crash is revoked.
class VaultWrapStore : public Store {
 public:
  // `vault` is borrowed.
  VaultWrapStore(Vault& vault, WrapPlace place, Subject subject)
      : vault_(vault), wrap_(std::move(place)), subject_(std::move(subject)) {}

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<std::string> undo(Step step, const StepInput& input) override;
  Answer<std::vector<std::string>> readers() override;
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

 private:
  // Whether a token waits to be used; kProtocol where it is another's.
  Answer<bool> waits(const Secret& token);
  Answer<void> take_back();

  Vault& vault_;
  WrapPlace wrap_;
  Subject subject_;
};

}  // namespace stanch
