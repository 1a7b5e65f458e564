// SPDX-License-Identifier: Apache-2.0
#include "response/aws/signature.h"

#include <algorithm>

#include <fmt/chrono.h>
#include <fmt/core.h>

#include "core/digest.h"

namespace stanch {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

std::string_view digest_bytes(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// The signing key, narrowed step by step to one day, region and service.
Sha256 signing_key(const AwsKey& key, const AwsScope& scope,
                   std::string_view day) {
  SecretText first = "AWS4";
  first.append(key.secret.reveal());
  Sha256 narrow = hmac_sha256(first.reveal(), day);
  for (std::string_view word :
       {std::string_view(scope.region), std::string_view(scope.service),
        std::string_view("aws4_request")}) {
    narrow = hmac_sha256(digest_bytes(narrow), word);
  }
  return narrow;
}

}  // namespace

std::vector<AwsHeader> sign_aws(const AwsKey& key, const AwsScope& scope,
                                std::vector<AwsHeader> headers,
                                std::string_view body) {
  auto time = fmt::gmtime(static_cast<std::time_t>(scope.time));
  std::string moment = fmt::format("{:%Y%m%dT%H%M%SZ}", time);
  std::string day = moment.substr(0, 8);
  headers.push_back({"x-amz-date", moment});
  if (!key.session.empty()) {
    headers.push_back({"x-amz-security-token", key.session.copy()});
  }
  std::ranges::sort(headers, {}, &AwsHeader::name);

  SecretText request = "POST\n/\n\n";
  std::string names;
  for (const AwsHeader& header : headers) {
    request.append(header.name).append(":").append(header.value.reveal());
    request.append("\n");
    names += (names.empty() ? "" : ";") + header.name;
  }
  request.append("\n").append(names).append("\n");
  request.append(hex(sha256(body)));

  std::string where =
      fmt::format("{}/{}/{}/aws4_request", day, scope.region, scope.service);
  std::string to_sign = fmt::format("{}\n{}\n{}\n{}", kAlgorithm, moment, where,
                                    hex(sha256(request.reveal())));
  Sha256 narrow = signing_key(key, scope, day);
  std::string signature = hex(hmac_sha256(digest_bytes(narrow), to_sign));
  wipe(narrow.data(), narrow.size());

  std::vector<AwsHeader> out;
  for (AwsHeader& header : headers) {
    if (header.name == "x-amz-date" || header.name == "x-amz-security-token") {
      out.push_back(std::move(header));
    }
  }
  out.push_back({"authorization",
                 fmt::format("{} Credential={}/{}, SignedHeaders={}, "
                             "Signature={}",
                             kAlgorithm, key.id, where, names, signature)});
  return out;
}

}  // namespace stanch
