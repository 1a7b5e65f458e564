// SPDX-License-Identifier: Apache-2.0
#include "response/aws/session_issuer.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/core.h>

#include "inventory/time_text.h"
#include "response/aws/sessions.h"
#include "response/said_text.h"

namespace stanch {
namespace {

// What a user's own sessions last at most (GetSessionToken).
constexpr std::int64_t kLongestOfUser = 129'600;

// The piece that a rule found; empty where there is none.
std::string_view piece_by(const LeakedCredential& leaked,
                          std::string_view rule) {
  auto found = std::ranges::find(leaked.parts, rule, &FindingPart::rule_id);
  return found == leaked.parts.end() ? std::string_view()
                                     : found->secret.reveal();
}

AwsKey session_key(const LeakedCredential& leaked, const Secret& secret) {
  return {.id = std::string(piece_by(leaked, "aws-access-token")),
          .secret = SecretText(secret),
          .session = SecretText(piece_by(leaked, "aws-session-token"))};
}

// In the words that IAM has for it ("Access denied error messages").
bool is_denied_by_policy(const AwsReply& reply) {
  return (reply.error == "AccessDenied" ||
          reply.error == "AccessDeniedException") &&
         reply.said.contains(
             "with an explicit deny in an identity-based policy");
}

}  // namespace

Probe probe_aws_session(Aws& aws, const AwsKey& key, bool is_revoked) {
  Probe out;
  Aws as_it = aws.with_key(key.copy());
  auto whose = as_it.form("sts", "GetCallerIdentity");
  if (!whose) {
    out.form = whose.error().message;
    return out;
  }
  out.form = fmt::format("{} {}", whose->status, said_line(whose->error));
  if (whose->status == 403 && (whose->error == "ExpiredToken" ||
                               whose->error == "InvalidClientTokenId")) {
    out.verdict = ProbeVerdict::kDead;
  }
  std::string arn = xml_text(whose->xml.reveal(), "Arn");
  if (!whose->is_success() || arn.empty()) return out;
  auto by_iam = as_it.form("iam", "ListAccountAliases");
  auto by_ssm = as_it.json("AmazonSSM.DescribeParameters",
                           SecretText(R"({"MaxResults":1})"));
  for (const Answer<AwsReply>* said : {&by_iam, &by_ssm}) {
    if (*said) continue;
    out.form = said->error().message;
    return out;
  }
  bool denied = is_revoked && is_denied_by_policy(*by_iam) &&
                is_denied_by_policy(*by_ssm);
  out.verdict = denied ? ProbeVerdict::kDead : ProbeVerdict::kLive;
  out.form = denied ? fmt::format("all is denied to {}", arn) : arn;
  return out;
}

AwsSessionIssuer::AwsSessionIssuer(Aws& aws, const LeakedCredential& leaked,
                                   Subject subject)
    : aws_(aws),
      leaked_(leaked),
      subject_(std::move(subject)),
      principal_(principal_of(subject_.owner).value_or(AwsPrincipal())) {}

std::string AwsSessionIssuer::place() const {
  return fmt::format("aws://{}/iam/{}{}", principal_.account,
                     principal_.kind == "Role" ? "role/" : "", principal_.name);
}

IssuerTraits AwsSessionIssuer::traits() const {
  // Changes of IAM reach all of it within seconds.
  return {.settle = 5};
}

std::vector<std::string> AwsSessionIssuer::calls(Step step) const {
  if (step != Step::kDisable) return {};
  return {fmt::format("Put{}Policy {} {}: denies all that was issued before",
                      principal_.kind, principal_.name, kOlderSessions)};
}

Answer<std::vector<std::string>> AwsSessionIssuer::preflight(
    std::span<const Step>) {
  std::vector<std::string> out;
  auto us = aws_identity(aws_);
  if (!us) return std::unexpected(std::move(us.error()));
  auto ours = principal_of(us->arn);
  if (ours && ours->kind == principal_.kind && ours->name == principal_.name) {
    out.push_back(fmt::format(
        "we are {} ourselves, and would be denied all: use another role",
        principal_.name));
  }
  auto before = sessions_denied_before(aws_, principal_);
  if (!before) return std::unexpected(std::move(before.error()));
  bool role = principal_.kind == "Role";
  std::array<std::string_view, 1> needed = {role ? "iam:PutRolePolicy"
                                                 : "iam:PutUserPolicy"};
  auto denied =
      ours ? denied_of(aws_, *ours, needed, subject_.owner) : std::nullopt;
  if (denied && !denied->empty()) {
    out.push_back(fmt::format("{} may not {} of {}", us->arn, denied->front(),
                              principal_.name));
  }
  return out;
}

Answer<std::string> AwsSessionIssuer::perform(Step step, const StepInput&) {
  if (step != Step::kDisable) return std::string();
  auto time = deny_older_sessions(aws_, principal_);
  if (!time) return std::unexpected(std::move(time.error()));
  return fmt::format("sessions of {} from before {} are denied",
                     principal_.name, utc_text(*time));
}

Answer<Reconciled> AwsSessionIssuer::reconcile(Step step,
                                               const StepInput& input) {
  if (step != Step::kDisable) return Reconciled::kNotApplied;
  auto before = sessions_denied_before(aws_, principal_);
  if (!before) return std::unexpected(std::move(before.error()));
  return *before >= input.intended ? Reconciled::kApplied
                                   : Reconciled::kNotApplied;
}

std::vector<std::string> AwsSessionIssuer::opens() {
  return access_map(aws_, principal_);
}

std::int64_t AwsSessionIssuer::longest_session() {
  if (principal_.kind != "Role") return kLongestOfUser;
  constexpr std::int64_t kLongestOfRole = 43'200;
  auto reply = aws_.form("iam", "GetRole", {{"RoleName", principal_.name}});
  if (!reply || !reply->is_success()) return kLongestOfRole;
  std::string said = xml_text(reply->xml.reveal(), "MaxSessionDuration");
  std::int64_t seconds = std::strtoll(said.c_str(), nullptr, 10);
  return seconds > 0 ? seconds : kLongestOfRole;
}

Answer<std::vector<std::string>> AwsSessionIssuer::tears_down() {
  return std::vector<std::string>{fmt::format(
      "every session of {} from before, up to {} old: whoever has one is "
      "denied all until he takes the {} again",
      principal_.name, span_text(longest_session()),
      principal_.kind == "Role" ? "role" : "credentials of the user")};
}

Probe AwsSessionIssuer::probe_old(const Secret& leaked) {
  auto before = sessions_denied_before(aws_, principal_);
  Probe out = probe_aws_session(aws_, session_key(leaked_, leaked),
                                before && *before != 0);
  if (before || out.verdict != ProbeVerdict::kLive) return out;
  return {.form = before.error().message};
}

Answer<std::vector<std::string>> AwsSessionIssuer::evidence(const Secret&) {
  std::vector<std::string> out = {fmt::format(
      "what it did: aws cloudtrail lookup-events --lookup-attributes "
      "AttributeKey=AccessKeyId,AttributeValue={}",
      subject_.identity)};
  auto before = sessions_denied_before(aws_, principal_);
  if (before && *before != 0) {
    bool role = principal_.kind == "Role";
    out.push_back(fmt::format(
        "from {} on no denied session is left, and the policy may go: aws iam "
        "delete-{}-policy --{}-name {} --policy-name {}",
        utc_text(*before + longest_session()), role ? "role" : "user",
        role ? "role" : "user", principal_.name, kOlderSessions));
  }
  return out;
}

Answer<std::vector<Subject>> identify_aws_session(const ResponseReach& reach,
                                                  const ResponseTarget& target,
                                                  const Secret& leaked) {
  std::vector<Subject> out;
  if (reach.aws == nullptr || reach.leaked == nullptr) return out;
  AwsKey key = session_key(*reach.leaked, leaked);
  if (key.id.empty() || key.session.empty()) return out;
  Aws as_it = reach.aws->with_key(key.copy());
  auto whose = aws_identity(as_it);
  if (!whose && whose.error().fault == CallFault::kUnavailable) {
    return std::unexpected(std::move(whose.error()));
  }
  if (!whose) return out;
  auto principal = principal_of(whose->arn);
  if (!principal || std::ranges::count(target.roles, principal->name) == 0) {
    return out;
  }
  if (principal->kind == "Role") {  // its path is not in a session's name
    auto role =
        reach.aws->ask_form("look at the role " + principal->name, "iam",
                            "GetRole", {{"RoleName", principal->name}});
    if (!role) return std::unexpected(std::move(role.error()));
    principal->arn = xml_text(role->xml.reveal(), "Arn");
  }
  out.push_back({.target = target.name,
                 .identity = std::move(key.id),
                 .owner = std::move(principal->arn)});
  return out;
}

Result<std::unique_ptr<Issuer>> make_aws_session(const ResponseReach& reach,
                                                 const ResponseTarget&,
                                                 const Subject& subject) {
  if (reach.aws != nullptr && reach.leaked != nullptr) {
    return std::make_unique<AwsSessionIssuer>(*reach.aws, *reach.leaked,
                                              subject);
  }
  return fail(ErrorKind::kUsage, std::string(kNoAwsKey));
}

}  // namespace stanch
