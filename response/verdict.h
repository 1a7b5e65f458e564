// SPDX-License-Identifier: Apache-2.0
//
// What is known of whether a credential works. "The server said OK" is never a
// proof: several answer so and change nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stanch {

// What one look at a credential said. A refusal counts only in the form that
// its issuer gives to a dead credential, and success only with an identity in
// it; everything else is unknown.
enum class ProbeVerdict { kLive, kDead, kUnknown };

struct Probe {
  ProbeVerdict verdict = ProbeVerdict::kUnknown;
  // In which form the answer came: "403 bad token", "28P01". No secret.
  std::string form;
  // The issuer's own record was read, nobody tried the credential.
  bool by_record = false;
  std::int64_t at = 0;  // seconds since 1970
};

// What can be claimed after a credential was disabled.
enum class Proof {
  kDeadProven,    // refused twice, `settle` apart, after having been live
  kDeadReported,  // the same, but by the issuer's record only
  kAccepted,      // the issuer took the request; more is not known
  kLive,          // it still works
};

std::string_view to_string(ProbeVerdict verdict);
std::string_view to_string(Proof proof);
std::optional<ProbeVerdict> probe_verdict_of(std::string_view word);

// `before`: from before anything was done to it. `settle` in seconds.
Proof proof_of(const Probe& before, const Probe& first, const Probe& second,
               std::int64_t settle);

}  // namespace stanch
