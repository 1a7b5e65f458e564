// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "response/aws/rotation_issuer.h"
#include "response/aws/stores.h"
#include "tests/support/aws_server.h"
#include "tests/support/redis_server.h"
#include "tests/support/response_stage.h"

namespace stanch {

// A password of a real Redis that a function of moto's Secrets Manager rotates
// (tests/support/aws_server.py), with a replica in another region.
class RotationStage : public ResponseStage {
 public:
  RotationStage(const std::string& name, const std::string& folder,
                StageBegin begin, const std::string& function = "rotates");

  Issuer& issuer() override { return *issuer_; }
  Store* store() override { return store_.get(); }
  ResponseCase response() override;
  void check_end() override;
  // What a consumer reads in that region.
  static std::string stored(const std::string& name, const std::string& region);

  static constexpr const char* kLeaked = "Hq7vTn2xKd9cRm4j";

 private:
  Subject subject_;
  std::unique_ptr<HttpClient> http_;
  std::unique_ptr<Aws> aws_;
  std::unique_ptr<AwsRotationIssuer> issuer_;
  std::unique_ptr<AwsSecretStore> store_;
};

}  // namespace stanch
