// SPDX-License-Identifier: Apache-2.0
#include "response/token_revocation.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "response/json_document.h"
#include "response/provider.h"

namespace stanch {
namespace {

constexpr std::string_view kTypePrefix = "gitleaks_rule_id_";
constexpr std::size_t kMostTokens = 1000;

// Rules that GitLab has other names for.
struct TypeName {
  std::string_view theirs, ours;
};
constexpr std::array kTypeNames = {
    TypeName{"gitlab_personal_access_token", "gitlab-pat"},
    TypeName{"gitlab_personal_access_token_routable", "gitlab-pat-routable"},
    TypeName{"gitlab_runner_auth_token", "gitlab-runner-authentication-token"},
};

std::string with_dashes(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, '_', '-');
  return out;
}

// A list of objects of texts; nothing where it is anything else.
std::optional<std::vector<ReportedToken>> tokens_of(std::string_view body) {
  auto list = JsonDocument::parse(body);
  if (!list || body.find_first_not_of(" \t\r\n") == body.npos ||
      body[body.find_first_not_of(" \t\r\n")] != '[') {
    return std::nullopt;
  }
  std::vector<ReportedToken> out;
  for (std::size_t i = 0; list->has("/" + std::to_string(i)); ++i) {
    std::string at = "/" + std::to_string(i);
    std::string_view token = list->text(at + "/token");
    if (token.empty() || list->text(at + "/type").empty() || i >= kMostTokens) {
      return std::nullopt;
    }
    out.push_back({std::string(list->text(at + "/type")), Secret(token),
                   std::string(list->text(at + "/location"))});
  }
  return out;
}

}  // namespace

std::vector<std::string> revocable_types() {
  std::vector<std::string> out;
  for (const Provider& provider : providers()) {
    if (provider.revoke.request.empty()) continue;
    for (std::string_view rule : provider.rules) {
      out.push_back(std::string(kTypePrefix) + std::string(rule));
      std::string other = out.back();
      std::ranges::replace(other, '-', '_');
      out.push_back(std::move(other));
    }
  }
  for (const TypeName& name : kTypeNames) {
    out.push_back(std::string(kTypePrefix) + std::string(name.theirs));
  }
  std::ranges::sort(out);
  auto same = std::ranges::unique(out);
  out.erase(same.begin(), same.end());
  return out;
}

std::string rule_of_type(std::string_view type) {
  if (type.starts_with(kTypePrefix)) type.remove_prefix(kTypePrefix.size());
  for (const TypeName& name : kTypeNames) {
    if (name.theirs == type) return std::string(name.ours);
  }
  std::string rule = with_dashes(type);
  return provider_of_rule(rule) == nullptr ? "" : rule;
}

ServedAnswer TokenRevocation::answer(const ServedRequest& request) const {
  // Secrets compare by their fingerprints: how long it takes tells nothing.
  auto given = request.headers.find("Authorization");
  if (!given || Secret(*given) != key_) return {401};
  if (request.path == "/v1/revocable_token_types") {
    if (request.method != "GET") return {405};
    return {200, nlohmann::json{{"types", types_}}.dump()};
  }
  if (request.path != "/v1/revoke_tokens") return {404};
  if (request.method != "POST") return {405};
  auto tokens = tokens_of(request.body.reveal());
  if (!tokens) return {400};
  return take_(std::move(*tokens)) ? ServedAnswer{204} : ServedAnswer{500};
}

}  // namespace stanch
