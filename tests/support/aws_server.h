// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "net/http_client.h"
#include "response/aws/aws.h"
#include "tests/support/server_process.h"

namespace stanch {

// moto on loopback, which checks signatures and policies (aws_server.py). None
// where moto_server is not installed (wanted_program). One for the whole test
// program.
class AwsServer {
 public:
  static AwsServer* get();

  std::string endpoint() const;
  // Of a user who may do everything.
  AwsKey admin() const;
  AwsSettings settings() const;
  // As that user; the answer. Throws what is refused.
  AwsReply form(std::string_view service, std::string_view action,
                const Aws::Parameters& parameters = {});
  AwsReply json(std::string_view target, const std::string& body);
  // A new user who may read secrets, with one key.
  AwsKey make_user(const std::string& name);
  // A new role that may read parameters, below the path "/team/", and its ARN.
  std::string make_role(const std::string& name);
  // One of its sessions; "leaked" is a minute old already.
  AwsKey assume(const std::string& role, const std::string& session);
  // Whether that key works.
  bool lets_in(const std::string& id, const std::string& secret);

 private:
  explicit AwsServer(const std::string& moto);

  std::unique_ptr<HttpClient> http_;
  std::unique_ptr<ServerProcess> server_;
};

}  // namespace stanch
