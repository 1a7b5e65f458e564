// SPDX-License-Identifier: Apache-2.0
#include "response/provider_issuer.h"

#include <fmt/core.h>

#include "net/url.h"

namespace stanch {

Subject subject_of(const Provider& provider, const ProviderReply& reply) {
  return {.target = kProviderMark + std::string(provider.id),
          .identity = reply.account.empty() ? "somebody" : reply.account,
          .origin = reply.base};
}

std::string ProviderIssuer::place() const {
  auto url = parse_url(subject_.origin);
  return fmt::format("{}://{}/{}", provider_.id,
                     url ? url->authority() : subject_.origin,
                     subject_.identity);
}

IssuerTraits ProviderIssuer::traits() const {
  IssuerTraits out{.overlaps = true, .settle = provider_.settle};
  if (provider_.revoke.request.empty()) {
    out.irrevocable = fmt::format("{} has no call that ends it; by hand: {}",
                                  provider_.name, provider_.console);
  }
  return out;
}

std::vector<std::string> ProviderIssuer::calls(Step step) const {
  if (step != Step::kDisable || provider_.revoke.request.empty()) return {};
  return {fmt::format("{} (it takes {})",
                      line_of(provider_.revoke, subject_.origin),
                      provider_.by)};
}

Answer<std::vector<std::string>> ProviderIssuer::preflight(
    std::span<const Step>) {
  std::vector<std::string> out;
  if (provider_.revoke.request.empty()) return out;
  // Whether all that the call needs is known; it is not sent.
  auto reads = look_up();
  if (!reads && reads.error().fault == CallFault::kUnavailable) {
    return std::unexpected(std::move(reads.error()));
  }
  Answer<void> known;
  if (!reads) known = std::unexpected(std::move(reads.error()));
  if (known) {
    auto request = request_of(provider_.revoke, subject_.origin,
                              {leaked_.value, leaked_.parts}, *reads);
    if (!request) known = std::unexpected(std::move(request.error()));
  }
  if (!known) {
    out.push_back(fmt::format("{} cannot be asked to end it: {}; by hand: {}",
                              provider_.name, known.error().message,
                              provider_.console));
  }
  return out;
}

Answer<std::string> ProviderIssuer::perform(Step step, const StepInput&) {
  if (step != Step::kDisable) return std::string();
  auto reads = look_up();
  if (!reads) return std::unexpected(std::move(reads.error()));
  return client_.revoke(provider_, subject_.origin,
                        {leaked_.value, leaked_.parts}, *reads);
}

Answer<ProviderReads> ProviderIssuer::look_up() const {
  ProviderReads reads;
  if (!provider_.reads.empty()) reads = ask(leaked_.value).reads;
  return client_.look_up(provider_, subject_.origin,
                         {leaked_.value, leaked_.parts}, std::move(reads));
}

// Ending what has ended is refused by some, so it is looked for.
Answer<Reconciled> ProviderIssuer::reconcile(Step, const StepInput&) {
  Probe probe = ask(leaked_.value).probe;
  switch (probe.verdict) {
    case ProbeVerdict::kLive:
      return Reconciled::kNotApplied;
    case ProbeVerdict::kDead:
      return Reconciled::kApplied;
    case ProbeVerdict::kUnknown:
      break;
  }
  return call_error(CallFault::kUnavailable,
                    fmt::format("{}: it cannot be told whether it was ended: "
                                "{}",
                                place(), probe.form));
}

Answer<std::vector<std::string>> ProviderIssuer::tears_down() {
  return std::vector<std::string>(provider_.tears_down.begin(),
                                  provider_.tears_down.end());
}

ProviderReply ProviderIssuer::ask(const Secret& value) const {
  return client_.confirm_at(provider_, subject_.origin, {value, leaked_.parts});
}

Probe ProviderIssuer::probe_old(const Secret& leaked) {
  return ask(leaked).probe;
}

Answer<std::vector<std::string>> ProviderIssuer::evidence(const Secret&) {
  return std::vector<std::string>{fmt::format(
      "what {} logged of it is seen at {}", provider_.name, provider_.console)};
}

}  // namespace stanch
