// SPDX-License-Identifier: Apache-2.0
#include "response/confirm_findings.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <string>
#include <thread>

#include "response/confirm.h"

namespace stanch {
namespace {

// One credential and all the findings of it.
struct Question {
  const Provider* provider = nullptr;  // null: the targets are asked
  std::vector<Finding*> findings;
  Verification verdict;
};

// Equal credentials are those whose pieces are.
std::string key_of(const Finding& finding, const Provider* provider) {
  std::string out = provider == nullptr ? "" : std::string(provider->id);
  out += ":" + finding.secret.fingerprint();
  for (const FindingPart& part : finding.parts) {
    out += "+" + part.secret.fingerprint();
  }
  return out;
}

Verification ask_provider(const ProviderClient& client,
                          const Question& question) {
  const Finding& finding = *question.findings.front();
  ProviderReply reply =
      client.confirm(*question.provider, {finding.secret, finding.parts});
  return {.verdict = std::string(to_string(reply.probe.verdict)),
          .limited = reply.limited,
          .by = reply.base.empty() ? std::string(question.provider->name)
                                   : reply.base,
          .answer = std::move(reply.probe.form),
          .account = std::move(reply.account),
          .scopes = std::move(reply.scopes)};
}

Verification ask_targets(const ResponseReach& reach, const Finding& finding,
                         std::int64_t now) {
  Confirmation said = confirm(reach, finding.secret, now);
  Verification out{.verdict = std::string(to_string(said.liveness)),
                   .by = "the targets of [respond]",
                   .answer = said.probe.form};
  if (said.subject) {
    out.by = said.subject->target;
    out.account = said.subject->identity;
  }
  if (out.answer.empty() && !said.failed.empty()) {
    out.answer = said.failed.front();
  }
  return out;
}

}  // namespace

void confirm_findings(const ResponseReach& reach,
                      std::vector<Finding>& findings, unsigned threads,
                      std::int64_t now) {
  std::vector<Question> questions;
  std::map<std::string, std::size_t> index;
  for (Finding& finding : findings) {
    if (finding.verified) continue;
    const Provider* provider = reach.providers == nullptr
                                   ? nullptr
                                   : provider_of_rule(finding.rule_id);
    if (provider == nullptr && reach.config.targets.empty()) continue;
    auto [at, is_new] =
        index.try_emplace(key_of(finding, provider), questions.size());
    if (is_new) questions.push_back({.provider = provider});
    questions[at->second].findings.push_back(&finding);
  }
  std::atomic<std::size_t> next = 0;
  auto work = [&] {
    for (std::size_t i = next++; i < questions.size(); i = next++) {
      if (questions[i].provider == nullptr) continue;
      questions[i].verdict = ask_provider(*reach.providers, questions[i]);
    }
  };
  {
    std::vector<std::jthread> helpers;
    std::size_t count = std::min<std::size_t>(threads, questions.size());
    for (std::size_t i = 1; i < count; ++i) helpers.emplace_back(work);
    work();
  }
  for (Question& question : questions) {
    // A session with a database or a Vault is for one thread.
    if (question.provider == nullptr) {
      question.verdict = ask_targets(reach, *question.findings.front(), now);
    }
    for (Finding* finding : question.findings) {
      finding->verified = question.verdict;
    }
  }
}

}  // namespace stanch
