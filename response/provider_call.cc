// SPDX-License-Identifier: Apache-2.0
#include "response/provider_call.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <optional>

#include <fmt/core.h>

#include "core/base64.h"
#include "net/url.h"
#include "response/json_document.h"

namespace stanch {
namespace {

constexpr std::uint64_t kLargestAnswer = 1U << 20;
constexpr std::chrono::seconds kLongestAnswer{20};

// Before the name of a variable that has a credential of ours.
constexpr std::string_view kOurs = "our ";

enum class MarkUse { kPlain, kUrl, kHost, kJson };

bool may_name_host(std::string_view text) {
  auto may_stand = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c == '-';
  };
  return !text.empty() && text.size() <= 63 &&
         std::ranges::all_of(text, may_stand);
}

// Percent-encoded, but a colon stays one: some servers take it in no other way,
// and RFC 3986 lets it stand in a path and a query.
std::string url_piece(std::string_view text) {
  std::string out = url_encoded(text);
  for (auto at = out.find("%3A"); at != out.npos; at = out.find("%3A", at)) {
    out.replace(at, 3, ":");
  }
  return out;
}

// Where a call goes: another host of the same vendor where it names one.
std::string_view base_of(std::string_view target, std::string_view base) {
  return target.starts_with("https://") ? std::string_view() : base;
}

// The piece of "secret.1" and its like; none where it has not so many.
std::optional<std::string_view> piece_of(std::string_view secret,
                                         std::string_view mark) {
  char separator = mark.front();
  std::size_t index = 0;
  auto read =
      std::from_chars(mark.data() + 1, mark.data() + mark.size(), index);
  if (read.ec != std::errc()) return std::nullopt;
  for (; index > 0; --index) {
    auto at = secret.find(separator);
    if (at == secret.npos) return std::nullopt;
    secret.remove_prefix(at + 1);
  }
  return secret.substr(0, secret.find(separator));
}

struct Filler {
  const CredentialView& credential;
  const ProviderReads& reads;

  std::optional<std::string_view> value_of(std::string_view mark) const {
    if (mark == "secret") return credential.value.reveal();
    if (mark.size() > 7 && mark.starts_with("secret")) {
      return piece_of(credential.value.reveal(), mark.substr(6));
    }
    if (mark.starts_with(kOurs)) {
      const char* ours =
          std::getenv(std::string(mark.substr(kOurs.size())).c_str());
      if (ours != nullptr) return ours;
    }
    for (const auto& [name, value] : reads) {
      if (name == mark) return value;
    }
    for (const FindingPart& part : credential.parts) {
      if (part.name == mark) return part.secret.reveal();
    }
    return std::nullopt;
  }

  // Marks the text as secret, so that it goes to one origin only.
  static void append(SecretText& out, std::string_view value, MarkUse use) {
    SecretText quoted;
    if (use == MarkUse::kJson) {
      append_json(quoted, value);
      value = quoted.reveal();
      value = value.substr(1, value.size() - 2);
    }
    std::string encoded;
    if (use == MarkUse::kUrl) value = encoded = url_piece(value);
    out.append(Secret(value));
    wipe(encoded.data(), encoded.size());
  }

  Answer<SecretText> fill(std::string_view text, MarkUse use) const {
    SecretText out;
    while (!text.empty()) {
      std::size_t open = std::min(text.find('<'), text.size());
      out.append(text.substr(0, open));
      text.remove_prefix(open);
      if (text.empty()) break;
      std::string_view mark = text.substr(1, text.find('>') - 1);
      text.remove_prefix(std::min(mark.size() + 2, text.size()));
      auto value = value_of(mark);
      if (!value || value->empty()) {
        return call_error(
            CallFault::kGone,
            fmt::format("it takes the {} as well, which is not known", mark));
      }
      if (use == MarkUse::kHost && !may_name_host(*value)) {
        return call_error(CallFault::kGone,
                          fmt::format("its {} names no host", mark));
      }
      append(out, *value, use);
    }
    return out;
  }

  Answer<HttpHeader> header(std::string_view line) const {
    std::size_t colon = line.find(": ");
    auto value = fill(line.substr(colon + 2), MarkUse::kPlain);
    if (!value) return std::unexpected(std::move(value.error()));
    return HttpHeader{std::string(line.substr(0, colon)), std::move(*value)};
  }

  Answer<HttpHeader> authorization(std::string_view auth) const {
    if (auth == "bearer") return header("Authorization: Bearer <secret>");
    constexpr std::string_view kBasic = "basic ";
    if (!auth.starts_with(kBasic)) return header(auth);
    auto pair = fill(auth.substr(kBasic.size()), MarkUse::kPlain);
    if (!pair) return std::unexpected(std::move(pair.error()));
    SecretText value = "Basic ";
    value.append(Secret(base64_text(pair->reveal()).reveal()));
    return HttpHeader{"Authorization", std::move(value)};
  }
};

bool is_json(std::string_view body) {
  return body.starts_with('{') || body.starts_with('[');
}

}  // namespace

Answer<HttpRequest> request_of(const ProviderCall& call, std::string_view base,
                               const CredentialView& credential,
                               const ProviderReads& reads) {
  Filler filler{credential, reads};
  std::size_t space = call.request.find(' ');
  HttpRequest out{.method = std::string(call.request.substr(0, space)),
                  .max_body = kLargestAnswer,
                  .follow_redirects = false,
                  .total_timeout = kLongestAnswer};
  std::string_view target = call.request.substr(space + 1);
  auto host = filler.fill(base_of(target, base), MarkUse::kHost);
  if (!host) return std::unexpected(std::move(host.error()));
  auto path = filler.fill(target, MarkUse::kUrl);
  if (!path) return std::unexpected(std::move(path.error()));
  out.url = std::move(*host);
  if (path->has_secret()) {
    out.url.append(Secret(path->reveal()));
  } else {
    out.url.append(path->reveal());
  }
  out.headers.push_back({"Accept", "application/json"});
  if (!call.auth.empty()) {
    auto header = filler.authorization(call.auth);
    if (!header) return std::unexpected(std::move(header.error()));
    out.headers.push_back(std::move(*header));
  }
  for (std::string_view line : call.headers) {
    auto header = filler.header(line);
    if (!header) return std::unexpected(std::move(header.error()));
    std::erase_if(out.headers, [&](const HttpHeader& other) {
      return other.name == header->name;
    });
    out.headers.push_back(std::move(*header));
  }
  if (!call.body.empty()) {
    bool json = is_json(call.body);
    auto body = filler.fill(call.body, json ? MarkUse::kJson : MarkUse::kUrl);
    if (!body) return std::unexpected(std::move(body.error()));
    out.body = std::move(*body);
    if (std::ranges::find(out.headers, std::string("Content-Type"),
                          &HttpHeader::name) == out.headers.end()) {
      out.headers.push_back(
          {"Content-Type",
           json ? "application/json" : "application/x-www-form-urlencoded"});
    }
  }
  return out;
}

std::string line_of(const ProviderCall& call, std::string_view base) {
  std::size_t space = call.request.find(' ');
  std::string_view target = call.request.substr(space + 1);
  return fmt::format("{} {}{}", call.request.substr(0, space),
                     base_of(target, base), target);
}

}  // namespace stanch
