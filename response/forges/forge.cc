// SPDX-License-Identifier: Apache-2.0
#include "response/forges/forge.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "core/ssh_key.h"
#include "net/url.h"
#include "response/json_document.h"

namespace stanch {
namespace {

constexpr std::array kForges = {
    ForgeApi{"github-key", "https://api.github.com", "GITHUB_TOKEN",
             "Authorization: Bearer ", "/repos/{}/keys", false,
             "per_page=100&page={}", "read_only", true},
    ForgeApi{"gitlab-key", "https://gitlab.com/api/v4", "GITLAB_TOKEN",
             "PRIVATE-TOKEN: ", "/projects/{}/deploy_keys", true,
             "per_page=100&page={}", "can_push", false},
    ForgeApi{"gitea-key", "", "GITEA_TOKEN", "Authorization: token ",
             "/repos/{}/keys", false, "limit=50&page={}", "read_only", true}};

constexpr std::uint64_t kLargestKeyList = 4U << 20;
constexpr int kMostKeyPages = 100;

std::string forge_value(const JsonDocument& json, const std::string& at) {
  std::string out;
  json.each_text(at, [&](const std::string&, std::string_view text) {
    out = std::string(text);
  });
  return out;
}

}  // namespace

const ForgeApi* forge_api_of(std::string_view word) {
  auto found = std::ranges::find(kForges, word, &ForgeApi::word);
  return found == kForges.end() ? nullptr : &*found;
}

std::string ForgeKeys::path() const {
  if (repository_.empty()) return "/user/keys";
  std::string out(forge_.keys);
  return out.replace(
      out.find("{}"), 2,
      forge_.is_one_segment ? url_encoded(repository_) : repository_);
}

std::string ForgeKeys::place() const {
  auto url = parse_url(base_);
  std::string_view name = forge_.word.substr(0, forge_.word.find('-'));
  return fmt::format("{}://{}/{}/keys", name, url ? url->authority() : base_,
                     repository_.empty() ? "user" : repository_);
}

Answer<HttpResponse> ForgeKeys::send(const std::string& method,
                                     const std::string& path, SecretText body) {
  HttpRequest request{.method = method, .url = SecretText(base_ + path)};
  request.max_body = kLargestKeyList;
  request.follow_redirects = false;
  std::size_t colon = forge_.header.find(": ");
  SecretText value(forge_.header.substr(colon + 2));
  value.append(Secret(token_.reveal()));
  request.headers.push_back({"Accept", "application/json"});
  request.headers.push_back(
      {std::string(forge_.header.substr(0, colon)), std::move(value)});
  if (!body.empty()) {
    request.headers.push_back({"Content-Type", "application/json"});
    request.body = std::move(body);
  }
  auto answer = http_.send(request);
  if (answer) return std::move(*answer);
  return call_error(CallFault::kUnavailable, std::move(answer.error().message));
}

CallError ForgeKeys::error_of(std::string_view what,
                              const HttpResponse& answer) const {
  bool later =
      answer.maybe_proxy || answer.status == 429 || answer.status >= 500;
  bool denied = answer.status == 401 || answer.status == 403 ||
                answer.status == 404;  // also where we may not see it
  return {later    ? CallFault::kUnavailable
          : denied ? CallFault::kDenied
                   : CallFault::kProtocol,
          fmt::format("{}: {}: answered {}", place(), what, answer.status)};
}

Answer<std::vector<ForgeKey>> ForgeKeys::list() {
  std::vector<ForgeKey> out;
  for (int page = 1; page <= kMostKeyPages; ++page) {
    std::string query(forge_.page);
    query.replace(query.find("{}"), 2, std::to_string(page));
    auto answer = send("GET", path() + "?" + query);
    if (!answer) return std::unexpected(std::move(answer.error()));
    auto json = JsonDocument::parse(answer->body.reveal());
    bool is_list = json && (json->has("/0") || json->equals("", "[]"));
    if (answer->status != 200 || answer->maybe_proxy || !is_list) {
      CallError error = error_of("list the keys", *answer);
      // A page that says 200 is somebody else's.
      if (answer->status == 200) error.fault = CallFault::kUnavailable;
      return std::unexpected(std::move(error));
    }
    if (!json->has("/0")) return out;
    for (std::string row = "/0"; json->has(row);
         row = fmt::format("/{}", std::stoul(row.substr(1)) + 1)) {
      auto line = ssh_public_line(json->text(row + "/key"));
      bool said = json->is_true(fmt::format("{}/{}", row, forge_.may_push));
      ForgeKey key{.id = forge_value(*json, row + "/id"),
                   .title = std::string(json->text(row + "/title")),
                   .line = line.value_or(""),
                   .may_push = said != forge_.is_reversed,
                   .last_used = std::string(json->text(row + "/last_used"))};
      // Who does not know pages gives the same one again.
      if (std::ranges::count(out, key.id, &ForgeKey::id) > 0) return out;
      out.push_back(std::move(key));
    }
  }
  return call_error(CallFault::kProtocol, place() + ": the keys have no end");
}

Answer<std::string> ForgeKeys::add(const ForgeKey& key) {
  SecretText body = "{\"title\":";
  append_json(body, key.title);
  body.append(",\"key\":");
  append_json(body, key.line);
  bool said = key.may_push != forge_.is_reversed;
  if (!repository_.empty()) {
    body.append(
        fmt::format(",\"{}\":{}", forge_.may_push, said ? "true" : "false"));
  }
  body.append("}");
  auto answer = send("POST", path(), std::move(body));
  if (!answer) return std::unexpected(std::move(answer.error()));
  auto json = JsonDocument::parse(answer->body.reveal());
  std::string id = json ? forge_value(*json, "/id") : "";
  if (answer->status == 201 && !id.empty()) return id;
  return std::unexpected(error_of("add a key", *answer));
}

Answer<void> ForgeKeys::remove(const std::string& id) {
  auto answer = send("DELETE", path() + "/" + id);
  if (!answer) return std::unexpected(std::move(answer.error()));
  if (answer->status == 204 || answer->status == 404) return {};
  return std::unexpected(error_of("delete a key", *answer));
}

}  // namespace stanch
