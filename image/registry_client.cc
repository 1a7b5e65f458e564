// SPDX-License-Identifier: Apache-2.0
#include "image/registry_client.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base64.h"

namespace stanch {
namespace {

using Json = nlohmann::ordered_json;

constexpr unsigned kMostPages = 1000;
constexpr std::size_t kMostTags = 1'000'000;

// What a registry says of a failure: the code of its first error, if that is
// one word in capitals, as the specification has it.
std::string code_of(const HttpResponse& response) {
  Json json = Json::parse(response.body.reveal(), nullptr, false);
  if (!json.is_object() || !json["errors"].is_array() ||
      json["errors"].empty() || !json["errors"][0].is_object()) {
    return {};
  }
  Json code = json["errors"][0]["code"];
  if (!code.is_string()) return {};
  auto text = code.get<std::string>();
  bool is_word =
      text.size() < 64 &&
      std::ranges::all_of(
          text, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
  return is_word ? " " + text : std::string();
}

std::string_view meaning_of(int status) {
  switch (status) {
    case 401:
      return "it wants another login (docker login)";
    case 403:
      return "this login may not read it";
    case 404:
      return "it has no such image, or not for this login";
    case 429:
      return "too many requests; try later";
    default:
      return "it did not answer as a registry should";
  }
}

// The target of `Link: <...>; rel="next"` (RFC 8288); empty: the last page.
std::string next_page(const HttpResponse& response) {
  auto link = response.headers.find("Link");
  if (!link || link->find("rel=\"next\"") == link->npos) return {};
  auto begin = link->find('<'), end = link->find('>');
  if (begin == link->npos || end == link->npos || end < begin) return {};
  return std::string(link->substr(begin + 1, end - begin - 1));
}

SecretText basic(const RegistryLogin& login) {
  SecretText both(login.user);
  both.append(":").append(login.secret);
  SecretText out("Basic ");
  return std::move(out.append(Secret(base64_text(both.reveal()).reveal())));
}

SecretText bearer(const Secret& token) {
  SecretText out("Bearer ");
  return std::move(out.append(token));
}

// Neither of the two names is always there.
Secret token_in(const HttpResponse& response) {
  Json json = Json::parse(response.body.reveal(), nullptr, false);
  if (!json.is_object()) return {};
  for (const char* name : {"token", "access_token"}) {
    auto found = json.find(name);
    if (found == json.end() || !found->is_string()) continue;
    auto& text = found->get_ref<std::string&>();
    Secret token(text);
    wipe(text.data(), text.size());
    if (!token.empty()) return token;
  }
  return {};
}

}  // namespace

RegistryClient::RegistryClient(std::unique_ptr<HttpClient> http,
                               std::string registry, std::string host,
                               RegistryOptions options)
    : http_(std::move(http)),
      registry_(std::move(registry)),
      host_(std::move(host)),
      options_(std::move(options)) {}

HttpError RegistryClient::wrong(std::string_view what) const {
  return {HttpErrorKind::kProtocol,
          fmt::format("registry {}: {}", registry_, what)};
}

HttpResult RegistryClient::send(const Question& question,
                                const SecretText& authorization) {
  HttpRequest request{.url = fmt::format("{}://{}{}",
                                         options_.plain_http ? "http" : "https",
                                         host_, question.path)};
  if (!question.accept.empty()) {
    request.headers.push_back({"Accept", question.accept});
  }
  if (question.offset > 0) {
    request.headers.push_back(
        {"Range", fmt::format("bytes={}-", question.offset)});
  }
  if (!authorization.empty()) {
    request.headers.push_back({"Authorization", authorization.copy()});
  }
  request.max_body = question.max_body;
  if (question.stream) {
    // Layers are of any size and checked by their digest, byte for byte.
    request.stream = question.stream;
    request.compressed = false;
    request.total_timeout = {};
    request.stall_timeout = options_.stall_timeout;
  }
  return http_->send(request);
}

HttpResult RegistryClient::get(const Question& question) {
  SecretText authorization;
  {
    std::scoped_lock lock(mutex_);
    auto found = authorizations_.find(question.repository);
    if (found != authorizations_.end()) authorization = found->second.copy();
  }
  HttpResult result = send(question, authorization);
  if (result && result->status == 401) {
    // None yet, or it has expired. A second 401 is the answer.
    auto fresh =
        authorize(parse_challenges(result->headers.all("WWW-Authenticate")),
                  question.repository);
    if (!fresh) return std::unexpected(std::move(fresh.error()));
    result = send(question, *fresh);
    if (result && result->status != 401) {
      std::scoped_lock lock(mutex_);
      authorizations_.insert_or_assign(question.repository, std::move(*fresh));
    }
  }
  if (!result || result->is_success()) return result;
  return std::unexpected(
      wrong(fmt::format("status {}{}: {}", result->status, code_of(*result),
                        meaning_of(result->status))));
}

std::expected<SecretText, HttpError> RegistryClient::authorize(
    const std::vector<AuthChallenge>& challenges,
    const std::string& repository) {
  std::scoped_lock lock(mutex_);
  if (!login_) {
    auto login = find_login(options_.logins, registry_);
    if (!login) return std::unexpected(wrong(login.error().message));
    login_ = std::move(*login);
  }
  using Kind = RegistryLogin::Kind;
  auto offers = [&](std::string_view scheme) {
    return std::ranges::find(challenges, scheme, &AuthChallenge::scheme);
  };
  if (auto found = offers("bearer"); found != challenges.end()) {
    if (login_->kind == Kind::kBearer) return bearer(login_->secret);
    return fetch_token(*found, repository);
  }
  if (offers("basic") == challenges.end()) {
    return std::unexpected(
        wrong("it wants a login of a kind that is not known"));
  }
  if (login_->kind != Kind::kPassword) {
    return std::unexpected(wrong("it wants a login (docker login)"));
  }
  return basic(*login_);
}

std::expected<SecretText, HttpError> RegistryClient::fetch_token(
    const AuthChallenge& challenge, const std::string& repository) {
  auto realm = parse_url(challenge.parameter("realm"));
  if (!realm) {
    return std::unexpected(wrong("it names no usable token server"));
  }
  bool has_login = login_->kind != RegistryLogin::Kind::kNone;
  if (has_login && !may_have_login(*realm)) {
    return std::unexpected(wrong(fmt::format(
        "it wants its login sent to {}, another host; refused (--token-host "
        "{} allows it)",
        realm->host, realm->host)));
  }
  std::string scope = challenge.parameter("scope");
  if (scope.empty() && !repository.empty()) {
    scope = "repository:" + repository + ":pull";
  }
  std::string form = "service=" + url_encoded(challenge.parameter("service"));
  if (!scope.empty()) form += "&scope=" + url_encoded(scope);

  HttpRequest request{.url = realm->text()};
  if (login_->kind == RegistryLogin::Kind::kIdentity) {
    request.method = "POST";
    request.idempotent = true;  // it gives a further token, no more
    request.headers.push_back(
        {"Content-Type", "application/x-www-form-urlencoded"});
    request.body.append("grant_type=refresh_token&client_id=stanch&" + form +
                        "&refresh_token=");
    request.body.append(Secret(url_encoded(login_->secret.reveal())));
  } else {
    bool has_query = realm->target.reveal().find('?') != std::string::npos;
    request.url.append(has_query ? "&" : "?").append(form);
    if (has_login) request.headers.push_back({"Authorization", basic(*login_)});
  }
  request.max_body = 1U << 20;
  HttpResult result = http_->send(request);
  if (!result) return std::unexpected(std::move(result.error()));
  if (!result->is_success()) {
    return std::unexpected(
        wrong(fmt::format("its token server gives no token (status {}): {}",
                          result->status, meaning_of(result->status))));
  }
  Secret token = token_in(*result);
  if (token.empty()) {
    return std::unexpected(wrong("its token server's answer has no token"));
  }
  return bearer(token);
}

bool RegistryClient::may_have_login(const Url& server) const {
  auto own = parse_url("https://" + host_);
  if (!own) return false;
  if (server.host == own->host) return true;
  if (registry_ == "docker.io" && server.host == "auth.docker.io") return true;
  // Who owns registry.example.org was given it by who owns example.org.
  bool is_above = server.host.find('.') != server.host.npos &&
                  own->host.ends_with("." + server.host);
  return is_above || std::ranges::find(options_.token_hosts, server.host) !=
                         options_.token_hosts.end();
}

Result<std::vector<std::string>> RegistryClient::list(const Question& question,
                                                      const char* member) {
  std::vector<std::string> out;
  Question page = question;
  for (unsigned pages = 0;; ++pages) {
    auto response = get(page);
    if (!response) return std::unexpected(to_error(response.error()));
    Json json = Json::parse(response->body.reveal(), nullptr, false);
    if (!json.is_object() || !json.contains(member)) {
      return std::unexpected(to_error(wrong("its list is not JSON")));
    }
    for (const Json& name : json[member]) {
      if (name.is_string()) out.push_back(name.get<std::string>());
    }
    std::string next = next_page(*response);
    if (next.empty()) return out;
    auto here = parse_url(response->url.reveal());
    auto there = resolve_url(*here, next);
    if (!there || !there->has_origin_of(*here) || pages == kMostPages ||
        out.size() > kMostTags) {
      return std::unexpected(
          to_error(wrong("its list goes on where it may not, or for ever")));
    }
    page.path = there->target.reveal();
  }
}

}  // namespace stanch
