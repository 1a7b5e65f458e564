// SPDX-License-Identifier: Apache-2.0
//
// Signature Version 4 of AWS, of POST requests to "/" without a query, which is
// all that IAM, STS, Secrets Manager and Systems Manager need. libcurl has one
// of its own, whose clock cannot be set and whose headers cannot be seen.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret_text.h"

namespace stanch {

struct AwsKey {
  std::string id;
  SecretText secret;
  SecretText session = {};  // of temporary credentials; empty: of none

  AwsKey copy() const { return {id, secret.copy(), session.copy()}; }
};

// Where a signature holds, and when (within five minutes).
struct AwsScope {
  std::string region;   // "eu-west-1"
  std::string service;  // "iam"
  std::int64_t time = 0;
};

struct AwsHeader {
  std::string name;  // lower case
  SecretText value;
};

// What is to be sent besides `headers` (which must have "host" and be in the
// order of their names): x-amz-date, authorization, and x-amz-security-token.
std::vector<AwsHeader> sign_aws(const AwsKey& key, const AwsScope& scope,
                                std::vector<AwsHeader> headers,
                                std::string_view body);

}  // namespace stanch
