// SPDX-License-Identifier: Apache-2.0
#include "response/confirm.h"

#include <algorithm>

#include <fmt/core.h>

#include "response/provider_issuer.h"
#include "response/said_text.h"
#include "response/stores.h"
#include "response/vault/kv.h"

namespace stanch {
namespace {

void note_failure(Confirmation& out, const CallError& error) {
  out.failed.push_back(error.message);
  if (error.fault == CallFault::kUnavailable) out.may_work_later = true;
}

// Asks who issues credentials of this kind, where that is known.
void ask_provider_of(const ResponseReach& reach, const Secret& leaked,
                     std::int64_t now, Confirmation& out) {
  if (reach.providers == nullptr || reach.leaked == nullptr) return;
  const Provider* provider = provider_of_rule(reach.leaked->rule_id);
  if (provider == nullptr) return;
  ProviderReply reply =
      reach.providers->confirm(*provider, {leaked, reach.leaked->parts});
  if (reply.probe.verdict == ProbeVerdict::kUnknown) {
    out.failed.push_back(
        fmt::format("{}: {}", provider->name, reply.probe.form));
    out.may_work_later = true;
    return;
  }
  std::string whose =
      reply.account.empty() ? "" : fmt::format(", of {}", reply.account);
  if (!reply.scopes.empty()) whose += fmt::format(", may {}", reply.scopes);
  out.found.push_back(fmt::format(
      "{} ({}) takes it: {}{} ({}){}", reply.base, provider->name,
      to_string(reply.probe.verdict), reply.limited ? ", with less rights" : "",
      reply.probe.form, whose));
  if (out.subject && reply.probe.verdict != ProbeVerdict::kLive) return;
  out.opens.clear();
  if (!reply.scopes.empty()) out.opens.push_back(reply.scopes);
  out.subject = subject_of(*provider, reply);
  out.probe = std::move(reply.probe);
  out.probe.at = now;
}

Liveness liveness_of(const Confirmation& out) {
  switch (out.probe.verdict) {
    case ProbeVerdict::kLive:
      return Liveness::kLive;
    case ProbeVerdict::kDead:
      return Liveness::kDead;
    case ProbeVerdict::kUnknown:
      break;
  }
  return Liveness::kUnknown;
}

}  // namespace

Confirmation confirm(const ResponseReach& reach, const Secret& leaked,
                     std::int64_t now) {
  Confirmation out;
  for (const ResponseTarget& target : reach.config.targets) {
    auto subjects = identify(reach, target, leaked);
    if (!subjects) {
      note_failure(out, subjects.error());
      continue;
    }
    for (Subject& subject : *subjects) {
      auto issuer = make_issuer(reach, subject);
      if (!issuer) {
        out.failed.push_back(issuer.error().message);
        continue;
      }
      auto stored = look_in_store(reach, target, leaked, subject);
      if (stored) {
        out.found.insert(out.found.end(), stored->begin(), stored->end());
      } else {
        note_failure(out, stored.error());
      }
      Probe probe = (*issuer)->probe_old(leaked);
      probe.at = now;
      out.found.push_back(fmt::format("{} ({}) takes it: {} ({})",
                                      (*issuer)->place(), target.name,
                                      to_string(probe.verdict), probe.form));
      // Of several the one that lives matters.
      if (out.subject && probe.verdict != ProbeVerdict::kLive) continue;
      out.opens = (*issuer)->opens();
      out.subject = std::move(subject);
      out.probe = std::move(probe);
    }
  }
  ask_provider_of(reach, leaked, now, out);
  for (std::vector<std::string>* lines :
       {&out.found, &out.opens, &out.failed}) {
    for (std::string& line : *lines) {
      line = without_values(std::move(line), {&leaked});
    }
  }
  out.probe.form = without_values(std::move(out.probe.form), {&leaked});
  out.liveness = liveness_of(out);
  // Nobody knows it, and everybody was asked.
  if (!out.subject && out.failed.empty() && !reach.config.targets.empty()) {
    out.liveness = Liveness::kNotOurs;
  }
  return out;
}

std::vector<std::string> find_in_stores(Vault& vault,
                                        std::vector<std::string> below,
                                        const Secret& leaked,
                                        std::vector<std::string>& failed) {
  std::vector<std::string> out;
  if (below.empty()) {
    auto mounts = kv_mounts(vault);
    if (!mounts) {
      failed.push_back(mounts.error().message);
      return out;
    }
    below = std::move(*mounts);
  }
  const Secret* wanted[] = {&leaked};
  LeakMatcher matcher(wanted);
  for (const std::string& place : below) {
    auto root = resolve_kv(vault, place);
    auto walked =
        root ? each_kv_secret(
                   vault, *root,
                   [&](const KvPath& path) -> Answer<void> {
                     auto matches = match_kv(vault, path, matcher);
                     if (!matches) {
                       failed.push_back(matches.error().message);
                       if (matches.error().fault != CallFault::kUnavailable) {
                         return {};
                       }
                       return std::unexpected(matches.error());
                     }
                     for (const KvMatch& match : *matches) {
                       out.push_back(
                           fmt::format("{} field {} version {} of {}, {}",
                                       match.path, match.field, match.version,
                                       match.newest, match.found.transform));
                     }
                     return {};
                   },
                   [&](const std::string& path) {
                     failed.push_back("may not be listed: " + path);
                   })
             : std::unexpected(root.error());
    if (!walked) failed.push_back(walked.error().message);
  }
  return out;
}

}  // namespace stanch
