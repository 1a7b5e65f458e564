// SPDX-License-Identifier: Apache-2.0
#include "tests/support/aws_server.h"

#include <cstdlib>
#include <stdexcept>

#include "net/http_settings.h"

namespace stanch {
namespace {

AwsReply must_succeed(Answer<AwsReply> reply) {
  if (!reply) throw std::runtime_error(reply.error().message);
  return std::move(*reply);
}

}  // namespace

AwsServer* AwsServer::get() {
  static const auto kServer = []() -> std::unique_ptr<AwsServer> {
    auto moto = wanted_program("moto_server");
    if (!moto) return nullptr;
    return std::unique_ptr<AwsServer>(new AwsServer(*moto));
  }();
  return kServer.get();
}

// The Python that moto was installed for stands beside its program.
AwsServer::AwsServer(const std::string& moto)
    : http_(make_http_client({}).value()) {
  const char* source = std::getenv("STANCH_SOURCE");
  if (source == nullptr) throw std::runtime_error("STANCH_SOURCE is not set");
  AwsKey key = admin();
  server_ = std::make_unique<ServerProcess>(ServerCommand{
      .words = {moto.substr(0, moto.rfind('/') + 1) + "python3",
                std::string(source) + "/tests/support/aws_server.py"},
      .environment = {{"ADMIN_ID", key.id},
                      {"ADMIN_SECRET", std::string(key.secret.reveal())}},
      .patience = std::chrono::seconds(60)});
}

std::string AwsServer::endpoint() const {
  return "http://127.0.0.1:" + std::to_string(server_->port());
}

AwsKey AwsServer::admin() const {
  return {.id = "AKIA" + std::string(16, 'A'),
          .secret = SecretText(std::string(40, 'a'))};
}

AwsSettings AwsServer::settings() const {
  return {.key = admin(), .endpoint = endpoint()};
}

AwsReply AwsServer::form(std::string_view service, std::string_view action,
                         const Aws::Parameters& parameters) {
  Aws aws(*http_, settings());
  return must_succeed(aws.ask_form("test", service, action, parameters));
}

AwsReply AwsServer::json(std::string_view target, const std::string& body) {
  Aws aws(*http_, settings());
  return must_succeed(aws.ask_json("test", target, SecretText(body)));
}

AwsKey AwsServer::make_user(const std::string& name) {
  form("iam", "CreateUser", {{"UserName", name}});
  form("iam", "PutUserPolicy",
       {{"UserName", name},
        {"PolicyName", "reads"},
        {"PolicyDocument",
         R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
         R"("Action":["secretsmanager:GetSecretValue","ssm:GetParameter"],)"
         R"("Resource":"*"}]})"}});
  AwsReply made = form("iam", "CreateAccessKey", {{"UserName", name}});
  return {.id = xml_text(made.xml.reveal(), "AccessKeyId"),
          .secret = SecretText(xml_text(made.xml.reveal(), "SecretAccessKey"))};
}

std::string AwsServer::make_role(const std::string& name) {
  AwsReply made =
      form("iam", "CreateRole",
           {{"RoleName", name},
            {"Path", "/team/"},
            {"MaxSessionDuration", "7200"},
            {"AssumeRolePolicyDocument",
             R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
             R"("Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]})"}});
  form("iam", "PutRolePolicy",
       {{"RoleName", name},
        {"PolicyName", "reads"},
        {"PolicyDocument",
         R"({"Version":"2012-10-17","Statement":{"Effect":"Allow",)"
         R"("Action":"ssm:GetParameters","Resource":"*"}})"}});
  return xml_text(made.xml.reveal(), "Arn");
}

AwsKey AwsServer::assume(const std::string& role, const std::string& session) {
  AwsReply made =
      form("sts", "AssumeRole",
           {{"RoleArn", "arn:aws:iam::123456789012:role/team/" + role},
            {"RoleSessionName", session}});
  std::string_view xml = made.xml.reveal();
  return {.id = xml_text(xml, "AccessKeyId"),
          .secret = SecretText(xml_text(xml, "SecretAccessKey")),
          .session = SecretText(xml_text(xml, "SessionToken"))};
}

bool AwsServer::lets_in(const std::string& id, const std::string& secret) {
  Aws aws(*http_, {.key = {.id = id, .secret = SecretText(secret)},
                   .endpoint = endpoint()});
  return aws_identity(aws).has_value();
}

}  // namespace stanch
