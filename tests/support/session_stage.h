// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "response/aws/session_issuer.h"
#include "response/credential.h"
#include "tests/support/aws_server.h"
#include "tests/support/response_stage.h"

namespace stanch {

// A leaked session of a role of moto, which has to be denied all.
class SessionStage : public ResponseStage {
 public:
  // What kMake made (`make`), kFind is given.
  SessionStage(const std::string& name, const std::string& folder,
               const AwsKey& leaked);
  static AwsKey make(const std::string& name);
  void remember() { remember_leak(); }

  Issuer& issuer() override { return *issuer_; }
  Store* store() override { return nullptr; }
  ResponseCase response() override;
  void check_end() override;
  // Whether a session may do what its role may.
  static bool may_work(const AwsKey& session);

 private:
  Subject subject_;
  LeakedCredential leaked_;
  std::unique_ptr<HttpClient> http_;
  std::unique_ptr<Aws> aws_;
  std::unique_ptr<AwsSessionIssuer> issuer_;
};

// The pieces of such a leak as a scan hands them on.
LeakedCredential leaked_session(const AwsKey& session);

}  // namespace stanch
