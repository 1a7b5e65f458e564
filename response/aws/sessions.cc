// SPDX-License-Identifier: Apache-2.0
#include "response/aws/sessions.h"

#include <algorithm>
#include <string>

#include <fmt/core.h>

#include "inventory/time_text.h"

namespace stanch {
namespace {

// The policy as it stands, and when that was said.
struct PolicyStand {
  std::int64_t before = 0;
  std::int64_t now = 0;
};

Answer<PolicyStand> policy_stand(Aws& aws, const AwsPrincipal& principal) {
  auto reply = aws.form("iam", fmt::format("Get{}Policy", principal.kind),
                        {{principal.kind + "Name", principal.name},
                         {"PolicyName", std::string(kOlderSessions)}});
  if (!reply) return std::unexpected(std::move(reply.error()));
  PolicyStand out{.now = reply->time};
  if (reply->error == "NoSuchEntity") return out;
  if (!reply->is_success()) {
    return std::unexpected(Aws::error_of("look for a policy", *reply));
  }
  auto json = JsonDocument::parse(policy_document(reply->xml.reveal()));
  if (json) {
    json->each_text("", [&](const std::string& where, std::string_view text) {
      if (!where.ends_with("/aws:TokenIssueTime")) return;
      // The console writes thousandths of a second, too.
      std::string whole(text.substr(0, text.find('.')));
      if (!whole.ends_with('Z')) whole += 'Z';
      out.before = std::max(out.before, time_of(whole).value_or(0));
    });
  }
  if (out.before != 0) return out;
  return call_error(
      CallFault::kConflict,
      fmt::format("AWS: {} has a policy {} that is not about sessions",
                  principal.name, kOlderSessions));
}

}  // namespace

Answer<std::int64_t> sessions_denied_before(Aws& aws,
                                            const AwsPrincipal& principal) {
  auto stand = policy_stand(aws, principal);
  if (!stand) return std::unexpected(std::move(stand.error()));
  return stand->before;
}

// A condition on a time that long-lived keys do not carry denies them nothing.
Answer<std::int64_t> deny_older_sessions(Aws& aws,
                                         const AwsPrincipal& principal) {
  auto stand = policy_stand(aws, principal);
  if (!stand) return std::unexpected(std::move(stand.error()));
  std::int64_t time = std::max(stand->now, stand->before);
  std::string document =
      fmt::format(R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Deny",)"
                  R"("Action":"*","Resource":"*","Condition":{{"DateLessThan":)"
                  R"({{"aws:TokenIssueTime":"{}"}}}}}}]}})",
                  utc_text(time));
  auto reply = aws.ask_form("deny older sessions", "iam",
                            fmt::format("Put{}Policy", principal.kind),
                            {{principal.kind + "Name", principal.name},
                             {"PolicyName", std::string(kOlderSessions)},
                             {"PolicyDocument", document}});
  if (!reply) return std::unexpected(std::move(reply.error()));
  return time;
}

}  // namespace stanch
