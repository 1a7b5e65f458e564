// SPDX-License-Identifier: Apache-2.0
#include "response/provider_client.h"

#include <algorithm>
#include <cassert>
#include <optional>

#include <fmt/core.h>

#include "response/answer_form.h"
#include "response/json_document.h"
#include "response/provider_list.h"

namespace stanch {
namespace {

// Of an account's name or a list of scopes; more is no name.
constexpr std::size_t kLongestName = 200;

// The form among these that an answer has.
std::optional<std::string> form_among(std::span<const std::string_view> forms,
                                      const HttpResponse& answer,
                                      const JsonDocument* body) {
  for (std::string_view text : forms) {
    auto form = parse_answer_form(text);
    assert(form);  // checked when stanch was built
    if (form && form->fits(answer, body)) return std::string(text);
  }
  return std::nullopt;
}

// What the answer says at a pointer or in a header; never a text that holds
// the secret itself.
std::string said_at(std::string_view place, const HttpResponse& answer,
                    const JsonDocument* body,
                    const CredentialView& credential) {
  std::string out;
  if (place.empty()) return out;
  if (!place.starts_with('/')) {
    out = answer.headers.find(place).value_or("");
  } else if (body != nullptr) {
    body->each_text(place, [&](const std::string&, std::string_view text) {
      out += (out.empty() ? "" : ", ") + std::string(text);
    });
  }
  bool shows = out.find(credential.value.reveal()) != out.npos;
  if (shows) wipe(out.data(), out.size());
  if (shows || out.size() > kLongestName) out.clear();
  return out;
}

// Whether the answer may be anybody's: then nothing in it counts.
std::string_view why_not_the_issuer(const HttpResponse& answer) {
  if (answer.maybe_proxy) return "a proxy may have answered";
  if (answer.status == 407) return "a proxy wants a login";
  if (answer.status == 429) return "too many requests";
  if (answer.status >= 300 && answer.status < 400) return "sent elsewhere";
  if (answer.status >= 500) return "the server has trouble";
  return {};
}

// Whether a call takes more than the value itself: <account SID>.
bool takes_other_pieces(const ProviderCall& call) {
  auto takes = [](std::string_view text) {
    for (auto at = text.find('<'); at != text.npos; at = text.find('<', at)) {
      if (!text.substr(++at).starts_with("secret")) return true;
    }
    return false;
  };
  return takes(call.request) || takes(call.auth) || takes(call.body);
}

CallError unaccepted(const HttpResponse& answer, std::string line) {
  bool later = answer.status == 429 || answer.status >= 500;
  bool denied = answer.status == 401 || answer.status == 403;
  return {later    ? CallFault::kUnavailable
          : denied ? CallFault::kDenied
                   : CallFault::kProtocol,
          std::move(line)};
}

}  // namespace

ProviderReply reply_of(const Provider& provider, const HttpResponse& answer,
                       const CredentialView& credential) {
  ProviderReply out;
  if (auto why = why_not_the_issuer(answer); !why.empty()) {
    out.probe.form = fmt::format("{}: {}", answer.status, why);
    return out;
  }
  auto parsed = JsonDocument::parse(answer.body.reveal());
  const JsonDocument* body = parsed ? &*parsed : nullptr;
  if (auto form = form_among(provider.live, answer, body)) {
    out.probe = {ProbeVerdict::kLive, *form};
  } else if (auto less = form_among(provider.limited, answer, body)) {
    out.probe = {ProbeVerdict::kLive, *less};
    out.limited = true;
  } else if (auto none = form_among(provider.dead, answer, body)) {
    out.probe = {ProbeVerdict::kDead, *none};
    return out;
  } else {
    out.probe.form = fmt::format("{} in no form that is known of {}",
                                 answer.status, provider.name);
    return out;
  }
  out.account = said_at(provider.account, answer, body, credential);
  out.scopes = said_at(provider.scopes, answer, body, credential);
  for (std::string_view read : provider.reads) {
    std::size_t space = read.find(' ');
    std::string value =
        said_at(read.substr(space + 1), answer, body, credential);
    if (value.empty()) continue;
    out.reads.emplace_back(read.substr(0, space), std::move(value));
  }
  return out;
}

ProviderReply ProviderClient::confirm_at(
    const Provider& provider, const std::string& base,
    const CredentialView& credential) const {
  ProviderReply out;
  auto request = request_of(provider.confirm, base, credential, {});
  if (!request) {
    out.probe.form = std::move(request.error().message);
  } else if (auto answer = http_.send(*request); !answer) {
    out.probe.form = std::move(answer.error().message);
  } else {
    out = reply_of(provider, *answer, credential);
  }
  out.base = base;
  return out;
}

ProviderReply ProviderClient::confirm(const Provider& provider,
                                      const CredentialView& credential) const {
  std::vector<std::string> bases;
  auto ours = hosts_.find(std::string(provider.id));
  bool named = ours != hosts_.end() && !ours->second.empty();
  if (named) {
    bases = ours->second;
  } else if (!provider.base.empty()) {
    bases.emplace_back(provider.base);
  }
  ProviderReply out;
  out.probe.form =
      fmt::format("{} runs where you run it: name it in [respond.hosts] {}",
                  provider.name, provider.id);
  bool dead_everywhere = true;
  for (const std::string& base : bases) {
    ProviderReply reply = confirm_at(provider, base, credential);
    if (reply.probe.verdict == ProbeVerdict::kLive) return reply;
    // Of several, one that cannot be told leaves all in doubt.
    if (dead_everywhere) out = std::move(reply);
    dead_everywhere =
        dead_everywhere && out.probe.verdict == ProbeVerdict::kDead;
  }
  if (out.probe.verdict != ProbeVerdict::kDead) return out;
  if (provider.elsewhere && !named) {
    out.probe.verdict = ProbeVerdict::kUnknown;
    out.probe.form = fmt::format(
        "not of {} ({}); your own servers are named in [respond.hosts] {}",
        provider.base, out.probe.form, provider.id);
  } else if (takes_other_pieces(provider.confirm)) {
    out.probe.verdict = ProbeVerdict::kUnknown;
    out.probe.form = fmt::format(
        "refused together with what stands near it ({}), which may belong to "
        "another one",
        out.probe.form);
  }
  return out;
}

Answer<ProviderReads> ProviderClient::look_up(const Provider& provider,
                                              const std::string& base,
                                              const CredentialView& credential,
                                              ProviderReads reads) const {
  if (provider.list.call.request.empty()) return reads;
  auto request = request_of(provider.list.call, base, credential, reads);
  if (!request) return std::unexpected(std::move(request.error()));
  auto answer = http_.send(*request);
  if (!answer) {
    return call_error(CallFault::kUnavailable,
                      std::move(answer.error().message));
  }
  auto listed = find_listed(provider, *answer, credential.value);
  if (!listed) return listed;
  reads.insert(reads.end(), listed->begin(), listed->end());
  return reads;
}

Answer<std::string> ProviderClient::revoke(const Provider& provider,
                                           const std::string& base,
                                           const CredentialView& credential,
                                           const ProviderReads& reads) const {
  auto request = request_of(provider.revoke, base, credential, reads);
  if (!request) return std::unexpected(std::move(request.error()));
  auto answer = http_.send(*request);
  if (!answer) {
    return call_error(CallFault::kUnavailable,
                      std::move(answer.error().message));
  }
  auto parsed = JsonDocument::parse(answer->body.reveal());
  if (auto form =
          form_among(provider.accepted, *answer, parsed ? &*parsed : nullptr)) {
    return "answered " + *form;
  }
  return std::unexpected(unaccepted(
      *answer, fmt::format("{}: answered {}, not in the form of an acceptance",
                           line_of(provider.revoke, base), answer->status)));
}

}  // namespace stanch
