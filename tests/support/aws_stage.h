// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "response/aws/key_issuer.h"
#include "response/aws/stores.h"
#include "tests/support/aws_server.h"
#include "tests/support/response_stage.h"

namespace stanch {

// An IAM user whose access key stands in Secrets Manager, both of moto.
class AwsStage : public ResponseStage {
 public:
  // The server makes the key, so it is part of the stage's name from then on:
  // what kMake made, kFind is given.
  AwsStage(const std::string& name, const std::string& folder,
           const AwsKey& leaked);
  // A user, its key, its secret, and the leak in an inventory.
  static AwsKey make(const std::string& name);
  void remember() { remember_leak(); }

  Issuer& issuer() override { return *issuer_; }
  Store* store() override { return store_.get(); }
  ResponseCase response() override;
  void check_end() override;
  // What a consumer reads now.
  AwsKey stored();

 private:
  std::string leaked_id_;
  Subject subject_;
  std::unique_ptr<HttpClient> http_;
  std::unique_ptr<Aws> aws_;
  std::unique_ptr<AwsKeyIssuer> issuer_;
  std::unique_ptr<AwsSecretStore> store_;
};

}  // namespace stanch
