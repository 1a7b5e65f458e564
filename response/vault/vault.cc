// SPDX-License-Identifier: Apache-2.0
#include "response/vault/vault.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/core.h>

#include "net/url.h"
#include "response/said_text.h"

namespace stanch {
namespace {

constexpr std::string_view kIndex = "X-Vault-Index";

// Answers that are no answer yet: wait and ask again.
bool is_unavailable(int status, std::string_view error) {
  if (status == 429 || status == 412 || status == 307) return true;
  if (status == 502 || status == 503 || status == 504) return true;
  return status == 500 &&
         (error.contains("local node not active") ||
          error.contains("context deadline exceeded") ||
          error.contains("retries will continue in the background"));
}

// Each segment by itself, up to a query.
std::string encoded(std::string_view path) {
  std::string query(path.substr(std::min(path.find('?'), path.size())));
  path.remove_suffix(query.size());
  std::string out;
  while (true) {
    std::size_t slash = path.find('/');
    out += url_encoded(path.substr(0, slash));
    if (slash == path.npos) return out + query;
    out += '/';
    path.remove_prefix(slash + 1);
  }
}

bool is_read(const std::string& method) {
  return method == "GET" || method == "LIST";
}

}  // namespace

std::string_view VaultReply::first_error() const {
  return body.text("/errors/0");
}

std::string Vault::name() const {
  std::string_view host = settings_.address;
  host.remove_prefix(std::min(host.find("://") + 3, host.size()));
  while (host.ends_with('/')) host.remove_suffix(1);
  std::string out = fmt::format("vault://{}", host);
  return settings_.space.empty() ? out : out + "/" + settings_.space;
}

Vault Vault::with_token(SecretText token) const {
  return Vault(client_, {.address = settings_.address,
                         .space = settings_.space,
                         .token = std::move(token),
                         .audit_device = settings_.audit_device,
                         .audit_log = settings_.audit_log});
}

HttpRequest Vault::request_to(const std::string& method,
                              const std::string& path) const {
  std::string base = settings_.address;
  while (base.ends_with('/')) base.pop_back();
  HttpRequest request{.method = method,
                      .url = SecretText(base + "/v1/" + encoded(path))};
  auto add = [&](std::string_view name, SecretText value) {
    request.headers.push_back({std::string(name), std::move(value)});
  };
  if (!settings_.token.empty()) {
    add("X-Vault-Token", settings_.token.copy());
  }
  add("X-Vault-Request", "true");
  if (!settings_.space.empty()) add("X-Vault-Namespace", settings_.space);
  if (!index_.empty()) add(kIndex, index_);
  request.idempotent = is_read(method);
  request.follow_redirects = false;  // to a leader of another name, say
  return request;
}

Answer<std::string> Vault::post_bytes(std::string_view what,
                                      const std::string& path,
                                      std::string_view type,
                                      std::string_view body) {
  HttpRequest request = request_to("POST", path);
  request.headers.push_back({"Content-Type", type});
  request.body = SecretText(body);
  auto said = client_.send(request);
  if (said && said->is_success()) return std::string(said->body.reveal());
  return call_error(
      CallFault::kUnavailable,
      fmt::format("{}: {}: {}", name(), what,
                  said ? std::to_string(said->status) : said.error().message));
}

Answer<VaultReply> Vault::send(const std::string& method,
                               const std::string& path, SecretText body,
                               std::int64_t wrap) {
  HttpRequest request = request_to(method, path);
  if (wrap > 0) {
    request.headers.push_back({"X-Vault-Wrap-TTL", fmt::format("{}s", wrap)});
  }
  if (!body.empty()) {
    request.headers.push_back(
        {"Content-Type", method == "PATCH" ? "application/merge-patch+json"
                                           : "application/json"});
  }
  request.body = std::move(body);
  auto said = client_.send(request);
  if (!said) {
    return call_error(CallFault::kUnavailable,
                      fmt::format("{}: {}", name(), said.error().message));
  }
  std::string_view text = said->body.reveal();
  auto json = JsonDocument::parse(text.empty() ? "{}" : text);
  if (!json ||
      (!said->is_success() && !json->has("/errors") && !json->has("/data"))) {
    // Not a server of this kind: a proxy, a page of a balancer.
    return call_error(
        CallFault::kUnavailable,
        fmt::format("{}: answered {} in a form that is not Vault's", name(),
                    said->status));
  }
  VaultReply reply{said->status, std::move(*json)};
  if (said->maybe_proxy && !reply.is_success()) {
    return call_error(CallFault::kUnavailable,
                      fmt::format("{}: {} came by way of a proxy, which may "
                                  "have said it",
                                  name(), reply.status));
  }
  if (is_unavailable(reply.status, reply.first_error())) {
    return call_error(CallFault::kUnavailable,
                      fmt::format("{}: {} {}", name(), reply.status,
                                  said_line(reply.first_error())));
  }
  if (auto index = said->headers.find(kIndex); index && !is_read(method)) {
    index_ = *index;
  }
  return reply;
}

CallError Vault::error_of(std::string_view what,
                          const VaultReply& reply) const {
  std::string_view error = reply.first_error();
  CallFault fault = CallFault::kProtocol;
  if (reply.status == 403) fault = CallFault::kDenied;
  if (reply.status == 404) fault = CallFault::kGone;
  if (reply.status == 400 && error.contains("check-and-set")) {
    fault = CallFault::kConflict;
  }
  return {fault, fmt::format("{}: {}: {} {}", name(), what, reply.status,
                             said_line(error))};
}

Answer<VaultReply> Vault::ask(std::string_view what, const std::string& method,
                              const std::string& path, SecretText body) {
  auto reply = send(method, path, std::move(body));
  if (!reply || reply->is_success()) return reply;
  return std::unexpected(error_of(what, *reply));
}

Answer<void> Vault::check_health() {
  auto reply = send("GET", "sys/seal-status");
  if (!reply) return std::unexpected(std::move(reply.error()));
  if (reply->is_success() && !reply->body.is_true("/sealed")) return {};
  return call_error(CallFault::kUnavailable,
                    fmt::format("{}: it is sealed", name()));
}

Answer<std::vector<std::string>> Vault::missing_rights(
    const std::vector<Need>& needs) {
  std::vector<std::string> out;
  if (needs.empty()) return out;
  SecretText body = "{\"paths\":[";
  for (const Need& need : needs) {
    if (&need != &needs.front()) body.append(",");
    append_json(body, need.path);
  }
  body.append("]}");
  auto reply = ask("ask for our own rights", "POST", "sys/capabilities-self",
                   std::move(body));
  if (!reply) return std::unexpected(std::move(reply.error()));
  for (const Need& need : needs) {
    auto rights = reply->body.texts("/data/" + pointer_segment(need.path));
    bool may = std::ranges::count(rights, need.capability) > 0 ||
               std::ranges::count(rights, "root") > 0;
    if (may) continue;
    out.push_back(fmt::format("our token at {} may not '{}' {}", name(),
                              need.capability, need.path));
  }
  return out;
}

Answer<void> vault_login(
    HttpClient& client, VaultSettings& settings, const std::string& path,
    const std::vector<std::pair<std::string, SecretText>>& fields) {
  Vault vault(client, {.address = settings.address, .space = settings.space});
  SecretText body = "{";
  for (const auto& [name, value] : fields) {
    if (body.size() > 1) body.append(",");
    append_json(body, name);
    body.append(":");
    append_json(body, value.reveal());
  }
  body.append("}");
  auto reply = vault.ask("log in at " + path, "POST", path, std::move(body));
  if (!reply) return std::unexpected(std::move(reply.error()));
  settings.token = SecretText(reply->body.text("/auth/client_token"));
  if (!settings.token.empty()) return {};
  return call_error(CallFault::kProtocol,
                    vault.name() + ": the login gave no token");
}

}  // namespace stanch
