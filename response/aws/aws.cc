// SPDX-License-Identifier: Apache-2.0
#include "response/aws/aws.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include <fmt/core.h>

#include "net/http_date.h"
#include "net/url.h"
#include "response/said_text.h"

namespace stanch {
namespace {

constexpr std::string_view kIamVersion = "2010-05-08";
constexpr std::string_view kStsVersion = "2011-06-15";
// Signatures are taken from clocks that are no more than this off; seconds.
constexpr std::int64_t kMostSkew = 300;

std::int64_t wall_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// IAM is one for all regions.
std::string region_of(std::string_view service, const AwsSettings& settings) {
  return service == "iam" ? "us-east-1" : settings.region;
}

std::string endpoint_of(std::string_view service, const AwsSettings& settings) {
  if (!settings.endpoint.empty()) {
    std::string out = settings.endpoint;
    while (out.ends_with('/')) out.pop_back();
    return out;
  }
  if (service == "iam") return "https://iam.amazonaws.com";
  return fmt::format("https://{}.{}.amazonaws.com", service, settings.region);
}

bool is_read_action(std::string_view action) {
  return action.starts_with("Get") || action.starts_with("List") ||
         action.starts_with("Describe");
}

// "com.amazonaws.secretsmanager#ResourceNotFoundException" by its last word.
std::string short_code(std::string_view type) {
  std::size_t hash = type.rfind('#');
  return std::string(hash == type.npos ? type : type.substr(hash + 1));
}

bool is_later(int status, std::string_view code) {
  return status >= 500 || status == 429 || code.starts_with("Throttl") ||
         code == "RequestLimitExceeded" || code == "TooManyRequestsException" ||
         code == "ServiceUnavailable";
}

CallFault aws_fault_of(std::string_view code) {
  auto is = [&](std::initializer_list<std::string_view> codes) {
    return std::ranges::count(codes, code) > 0;
  };
  if (is({"AccessDenied", "AccessDeniedException", "InvalidClientTokenId",
          "UnrecognizedClientException", "SignatureDoesNotMatch",
          "ExpiredToken", "ExpiredTokenException", "UnauthorizedOperation"})) {
    return CallFault::kDenied;
  }
  if (is({"NoSuchEntity", "ResourceNotFoundException", "ParameterNotFound"})) {
    return CallFault::kGone;
  }
  if (is({"LimitExceeded", "ResourceExistsException", "EntityAlreadyExists",
          "ParameterAlreadyExists"})) {
    return CallFault::kConflict;
  }
  return CallFault::kProtocol;
}

}  // namespace

Aws Aws::with_key(AwsKey key) const {
  return Aws(client_, {.key = std::move(key),
                       .region = settings_.region,
                       .endpoint = settings_.endpoint,
                       .clock = settings_.clock});
}

Aws Aws::in_region(std::string region) const {
  Aws out = with_key(settings_.key.copy());
  out.settings_.region = std::move(region);
  return out;
}

Answer<AwsReply> Aws::send(const std::string& service, std::string_view type,
                           std::string_view target, SecretText body,
                           bool is_read) {
  std::string base = endpoint_of(service, settings_);
  auto url = parse_url(base + "/");
  if (!url) {
    return call_error(CallFault::kProtocol,
                      fmt::format("AWS: the endpoint {}", url.error().message));
  }
  std::vector<AwsHeader> headers;
  headers.push_back({"content-type", type});
  headers.push_back({"host", url->authority()});
  if (!target.empty()) headers.push_back({"x-amz-target", target});
  AwsScope scope{.region = region_of(service, settings_),
                 .service = service,
                 .time = settings_.clock ? settings_.clock() : wall_seconds()};
  HttpRequest request{.method = "POST", .url = SecretText(base + "/")};
  request.headers.push_back({"Content-Type", type});
  if (!target.empty()) request.headers.push_back({"X-Amz-Target", target});
  if (!settings_.key.id.empty()) {
    for (AwsHeader& header :
         sign_aws(settings_.key, scope, std::move(headers), body.reveal())) {
      request.headers.push_back({header.name, std::move(header.value)});
    }
  }
  request.body = std::move(body);
  request.idempotent = is_read;
  request.follow_redirects = false;
  auto said = client_.send(request);
  if (!said) {
    return call_error(CallFault::kUnavailable,
                      fmt::format("AWS: {}", said.error().message));
  }
  std::string_view text = said->body.reveal();
  auto json = JsonDocument::parse(text.empty() ? "{}" : text);
  AwsReply reply{
      .status = said->status,
      .time = http_date(said->headers.find("Date").value_or(""))
                  .value_or(scope.time),
      .json = json ? std::move(*json) : std::move(*JsonDocument::parse("{}"))};
  reply.ahead = scope.time - reply.time;
  if (!said->is_success()) {
    reply.error =
        json ? short_code(reply.json.text("/__type")) : xml_text(text, "Code");
    reply.said = json ? std::string(reply.json.text("/message"))
                      : xml_text(text, "Message");
    if (reply.said.empty()) reply.said = reply.json.text("/Message");
  }
  bool ours = said->is_success()
                  ? json || text.find("Response") != std::string_view::npos
                  : !reply.error.empty();
  if (!ours || (said->maybe_proxy && !said->is_success())) {
    return call_error(
        CallFault::kUnavailable,
        fmt::format("AWS: {} answered {} in a form that is not AWS's", base,
                    said->status));
  }
  if (is_later(said->status, reply.error)) {
    return call_error(
        CallFault::kUnavailable,
        fmt::format("AWS: {} {}", said->status, said_line(reply.error)));
  }
  reply.xml = std::move(said->body);
  return reply;
}

Answer<AwsReply> Aws::form(std::string_view service, std::string_view action,
                           const Parameters& parameters) {
  SecretText body(fmt::format("Action={}&Version={}", action,
                              service == "iam" ? kIamVersion : kStsVersion));
  for (const auto& [name, value] : parameters) {
    body.append("&").append(name).append("=").append(url_encoded(value));
  }
  return send(std::string(service), "application/x-www-form-urlencoded", "",
              std::move(body), is_read_action(action));
}

Answer<AwsReply> Aws::json(std::string_view target, SecretText body) {
  std::size_t dot = target.find('.');
  bool is_secrets = target.starts_with("secretsmanager.");
  return send(is_secrets ? "secretsmanager" : "ssm",
              "application/x-amz-json-1.1", target, std::move(body),
              is_read_action(target.substr(dot + 1)));
}

CallError Aws::error_of(std::string_view what, const AwsReply& reply) {
  std::string clock;
  if (std::abs(reply.ahead) > kMostSkew) {
    clock = fmt::format("; our clock is {} s {} AWS's", std::abs(reply.ahead),
                        reply.ahead > 0 ? "ahead of" : "behind");
  }
  return {aws_fault_of(reply.error),
          fmt::format("AWS: {}: {} {}: {}{}", what, reply.status,
                      said_line(reply.error), said_line(reply.said), clock)};
}

Answer<AwsReply> Aws::ask_form(std::string_view what, std::string_view service,
                               std::string_view action,
                               const Parameters& parameters) {
  auto reply = form(service, action, parameters);
  if (!reply || reply->is_success()) return reply;
  return std::unexpected(error_of(what, *reply));
}

Answer<AwsReply> Aws::ask_json(std::string_view what, std::string_view target,
                               SecretText body) {
  auto reply = json(target, std::move(body));
  if (!reply || reply->is_success()) return reply;
  return std::unexpected(error_of(what, *reply));
}

Answer<AwsIdentity> aws_identity(Aws& aws) {
  auto reply = aws.ask_form("ask who we are", "sts", "GetCallerIdentity");
  if (!reply) return std::unexpected(std::move(reply.error()));
  return AwsIdentity{.account = xml_text(reply->xml.reveal(), "Account"),
                     .arn = xml_text(reply->xml.reveal(), "Arn")};
}

std::vector<std::string_view> xml_elements(std::string_view xml,
                                           std::string_view name) {
  std::vector<std::string_view> out;
  std::string open = fmt::format("<{}>", name);
  std::string close = fmt::format("</{}>", name);
  while (true) {
    std::size_t from = xml.find(open);
    if (from == xml.npos) return out;
    xml.remove_prefix(from + open.size());
    std::size_t to = xml.find(close);
    if (to == xml.npos) return out;
    out.push_back(xml.substr(0, to));
    xml.remove_prefix(to + close.size());
  }
}

std::string xml_text(std::string_view xml, std::string_view name) {
  auto found = xml_elements(xml, name);
  std::string out(found.empty() ? std::string_view() : found.front());
  // The five entities of XML; '&' last, or it would be read twice.
  for (auto [entity, letter] :
       {std::pair("&lt;", "<"), std::pair("&gt;", ">"),
        std::pair("&quot;", "\""), std::pair("&apos;", "'"),
        std::pair("&amp;", "&")}) {
    for (std::size_t at = out.find(entity); at != out.npos;
         at = out.find(entity, at + 1)) {
      out.replace(at, std::string_view(entity).size(), letter);
    }
  }
  return out;
}

}  // namespace stanch
