// SPDX-License-Identifier: Apache-2.0
#include "response/aws/key_issuer.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "inventory/time_text.h"
#include "response/aws/sessions.h"
#include "response/said_text.h"

namespace stanch {
namespace {

// What one user may have (IAM quotas).
constexpr std::size_t kMostKeys = 2;
// How far the server's clock may be from ours.
constexpr std::int64_t kSkew = 300;
constexpr std::size_t kSecretKeySize = 40;

struct AccessKey {
  std::string id;
  std::string status;
  std::string created;  // ISO 8601 in UTC, so it is compared as a text
};

Answer<std::vector<AccessKey>> access_keys_of(Aws& aws,
                                              const std::string& user) {
  auto reply = aws.ask_form("list the keys of " + user, "iam", "ListAccessKeys",
                            {{"UserName", user}});
  if (!reply) return std::unexpected(std::move(reply.error()));
  std::vector<AccessKey> out;
  for (std::string_view key : xml_elements(reply->xml.reveal(), "member")) {
    out.push_back({xml_text(key, "AccessKeyId"), xml_text(key, "Status"),
                   xml_text(key, "CreateDate")});
  }
  return out;
}

// "2026-11-21T20:00:00Z by s3 in eu-west-1"; empty: never, so far.
Answer<std::string> last_use(Aws& aws, const std::string& id) {
  auto reply = aws.ask_form("ask when a key was used", "iam",
                            "GetAccessKeyLastUsed", {{"AccessKeyId", id}});
  if (!reply) return std::unexpected(std::move(reply.error()));
  std::string_view xml = reply->xml.reveal();
  std::string date = xml_text(xml, "LastUsedDate");
  if (date.empty()) return std::string();
  return fmt::format("{} by {} in {}", date, xml_text(xml, "ServiceName"),
                     xml_text(xml, "Region"));
}

}  // namespace

AwsKeyIssuer::AwsKeyIssuer(Aws& aws, Subject subject)
    : aws_(aws),
      subject_(std::move(subject)),
      principal_(principal_of(subject_.owner).value_or(AwsPrincipal())),
      user_(principal_.name) {}

std::string AwsKeyIssuer::place() const {
  return fmt::format("aws://{}/iam/{}", principal_.account, user_);
}

IssuerTraits AwsKeyIssuer::traits() const {
  // Changes of IAM reach all of it within seconds.
  return {.mints = true,
          .overlaps = true,
          .has_sessions = true,
          .chooses_value = true,
          .settle = 5};
}

std::optional<Minted> AwsKeyIssuer::take_minted() {
  return std::exchange(minted_, std::nullopt);
}

void AwsKeyIssuer::set_successor(const std::string& identity) {
  successor_ = identity;
}

std::vector<std::string> AwsKeyIssuer::calls(Step step) const {
  const std::string& old = subject_.identity;
  switch (step) {
    case Step::kMint:
      return {"CreateAccessKey of " + user_};
    case Step::kDisable:
      return {fmt::format("UpdateAccessKey {}: Inactive", old)};
    case Step::kEndSessions:
      return {
          fmt::format("PutUserPolicy {} {}: denies what was made with it "
                      "before",
                      user_, kOlderSessions)};
    case Step::kDestroyOld:
      return {"DeleteAccessKey " + old};
    default:
      return {};
  }
}

// By simulating our own policies; where we may not, nothing is known.
Answer<std::vector<std::string>> AwsKeyIssuer::missing_rights() {
  std::vector<std::string> out;
  auto us = aws_identity(aws_);
  if (!us) return std::unexpected(std::move(us.error()));
  if (us->arn == subject_.owner) {
    out.push_back(fmt::format(
        "we are {} ourselves: use a user or role of the responder", user_));
  }
  constexpr std::array<std::string_view, 4> kNeeded = {
      "iam:CreateAccessKey", "iam:UpdateAccessKey", "iam:DeleteAccessKey",
      "iam:PutUserPolicy"};
  auto ours = principal_of(us->arn);
  auto denied =
      ours ? denied_of(aws_, *ours, kNeeded, subject_.owner) : std::nullopt;
  if (!denied) return out;
  for (const std::string& action : *denied) {
    out.push_back(fmt::format("{} may not {} of {}", us->arn, action, user_));
  }
  return out;
}

Answer<std::vector<std::string>> AwsKeyIssuer::preflight(
    std::span<const Step> steps) {
  auto out = missing_rights();
  if (!out) return out;
  if (aws_.settings().key.id == subject_.identity) {
    out->push_back("our own key is the leaked one: use another");
  }
  auto keys = access_keys_of(aws_, user_);
  if (!keys) return std::unexpected(std::move(keys.error()));
  bool there = std::ranges::count(*keys, subject_.identity, &AccessKey::id) > 0;
  if (!there) {
    out->push_back(
        fmt::format("{} has no key {} any more", user_, subject_.identity));
  }
  if (std::ranges::count(steps, Step::kMint) == 0) return out;
  for (const AccessKey& key : *keys) {
    if (keys->size() < kMostKeys || key.id == subject_.identity) continue;
    out->push_back(fmt::format(
        "{} has two keys already: {} ({}) has to go before a new one is made",
        user_, key.id, key.status));
  }
  return out;
}

Answer<std::string> AwsKeyIssuer::mint() {
  auto reply = aws_.ask_form("make a key", "iam", "CreateAccessKey",
                             {{"UserName", user_}});
  if (!reply) return std::unexpected(std::move(reply.error()));
  std::string_view xml = reply->xml.reveal();
  std::string secret = xml_text(xml, "SecretAccessKey");
  minted_ = Minted{xml_text(xml, "AccessKeyId"), Secret(secret)};
  wipe(secret.data(), secret.size());
  if (minted_->value.size() == kSecretKeySize) {
    return fmt::format("{} has the key {}", user_, minted_->identity);
  }
  return call_error(CallFault::kProtocol, "AWS: CreateAccessKey gave no key");
}

Answer<std::string> AwsKeyIssuer::delete_key(const std::string& id) {
  auto reply = aws_.form("iam", "DeleteAccessKey",
                         {{"UserName", user_}, {"AccessKeyId", id}});
  if (!reply) return std::unexpected(std::move(reply.error()));
  if (reply->error == "NoSuchEntity") return fmt::format("there is no {}", id);
  if (!reply->is_success()) {
    return std::unexpected(Aws::error_of("delete a key", *reply));
  }
  return fmt::format("{} is deleted", id);
}

Answer<std::string> AwsKeyIssuer::end_sessions() {
  auto time = deny_older_sessions(aws_, principal_);
  if (!time) return std::unexpected(std::move(time.error()));
  return fmt::format("temporary credentials of {} from before {} are denied",
                     user_, utc_text(*time));
}

Answer<std::string> AwsKeyIssuer::perform(Step step, const StepInput&) {
  switch (step) {
    case Step::kMint:
      return mint();
    case Step::kDisable: {
      // It is gone with the key.
      auto used = last_use(aws_, subject_.identity);
      auto reply = aws_.ask_form("deactivate a key", "iam", "UpdateAccessKey",
                                 {{"UserName", user_},
                                  {"AccessKeyId", subject_.identity},
                                  {"Status", "Inactive"}});
      if (!reply) return std::unexpected(std::move(reply.error()));
      return fmt::format("{} is inactive; last used {}", subject_.identity,
                         used && !used->empty() ? *used : "at no known time");
    }
    case Step::kEndSessions:
      return end_sessions();
    case Step::kDestroyOld:
      return delete_key(subject_.identity);
    default:
      return std::string();
  }
}

Answer<Reconciled> AwsKeyIssuer::delete_lost(std::int64_t intended) {
  auto keys = access_keys_of(aws_, user_);
  if (!keys) return std::unexpected(std::move(keys.error()));
  for (const AccessKey& key : *keys) {
    if (key.id == subject_.identity) continue;
    auto used = last_use(aws_, key.id);
    if (!used) return std::unexpected(std::move(used.error()));
    if (!used->empty() || key.created < utc_text(intended - kSkew)) {
      return Reconciled::kConflict;
    }
    auto gone = delete_key(key.id);
    if (!gone) return std::unexpected(std::move(gone.error()));
  }
  return Reconciled::kNotApplied;
}

// All but making a key are as good twice as once.
Answer<Reconciled> AwsKeyIssuer::reconcile(Step step, const StepInput& input) {
  if (step != Step::kMint) return Reconciled::kNotApplied;
  if (!input.successor.empty()) return Reconciled::kApplied;
  return delete_lost(input.intended);
}

Answer<std::string> AwsKeyIssuer::undo(Step step, const StepInput& input) {
  if (step != Step::kMint) return std::string();
  if (!input.successor.empty()) return delete_key(input.successor);
  auto lost = delete_lost(input.intended);
  if (!lost) return std::unexpected(std::move(lost.error()));
  if (*lost == Reconciled::kNotApplied) return std::string("no key is left");
  return call_error(CallFault::kConflict,
                    fmt::format("AWS: {} has another key, which may not be "
                                "ours; look at it by hand",
                                user_));
}

Answer<std::vector<std::string>> AwsKeyIssuer::tears_down() {
  std::vector<std::string> out;
  auto used = last_use(aws_, subject_.identity);
  if (used) {
    out.push_back(fmt::format("{} was last used {}", subject_.identity,
                              used->empty() ? "at no known time" : *used));
  }
  out.push_back("temporary credentials that were made with it");
  return out;
}

std::vector<std::string> AwsKeyIssuer::opens() {
  return access_map(aws_, principal_);
}

Probe AwsKeyIssuer::probe_old(const Secret& leaked) {
  return probe_aws_key(aws_, subject_.identity, leaked);
}

Probe AwsKeyIssuer::probe_new(const Secret& fresh) {
  return probe_aws_key(aws_, successor_, fresh);
}

// Not who is logged in, but whether it was used since it was looked at last. We
// ask only STS with either key, which is no use by a consumer.
CredentialUse AwsKeyIssuer::use() {
  CredentialUse out;
  auto old = last_use(aws_, subject_.identity);
  auto fresh = last_use(aws_, successor_);
  if (!old || !fresh) return out;
  bool by_us = old->empty() || old->contains(" by sts ");
  out.old_sessions = !by_us && *old != old_use_ ? 1 : 0;
  out.new_sessions = !fresh->empty() && !fresh->contains(" by sts ") ? 1 : 0;
  old_use_ = *old;
  return out;
}

Answer<std::vector<std::string>> AwsKeyIssuer::evidence(const Secret&) {
  return std::vector<std::string>{fmt::format(
      "what it did: aws cloudtrail lookup-events --lookup-attributes "
      "AttributeKey=AccessKeyId,AttributeValue={}",
      subject_.identity)};
}

Probe probe_aws_key(Aws& aws, const std::string& id, const Secret& secret) {
  Probe out;
  Aws as_it = aws.with_key({.id = id, .secret = SecretText(secret)});
  auto said = as_it.form("sts", "GetCallerIdentity");
  if (!said) {
    out.form = said.error().message;
    return out;
  }
  std::string arn = xml_text(said->xml.reveal(), "Arn");
  out.form = said->is_success()
                 ? arn
                 : fmt::format("{} {}", said->status, said_line(said->error));
  if (said->is_success() && !arn.empty()) out.verdict = ProbeVerdict::kLive;
  if (said->status == 403 && said->error == "InvalidClientTokenId") {
    out.verdict = ProbeVerdict::kDead;
  }
  return out;
}

Answer<std::vector<Subject>> identify_aws_key(const ResponseReach& reach,
                                              const ResponseTarget& target,
                                              const Secret& leaked) {
  std::vector<Subject> out;
  if (reach.aws == nullptr || leaked.size() != kSecretKeySize) return out;
  for (const std::string& user : target.roles) {
    auto keys = access_keys_of(*reach.aws, user);
    if (!keys) return std::unexpected(std::move(keys.error()));
    for (const AccessKey& key : *keys) {
      Aws as_it =
          reach.aws->with_key({.id = key.id, .secret = SecretText(leaked)});
      auto whose = aws_identity(as_it);
      if (!whose && whose.error().fault == CallFault::kUnavailable) {
        return std::unexpected(std::move(whose.error()));
      }
      if (!whose) continue;
      auto principal = principal_of(whose->arn);
      if (!principal || principal->name != user) continue;
      out.push_back(
          {.target = target.name, .identity = key.id, .owner = whose->arn});
    }
  }
  return out;
}

Result<std::unique_ptr<Issuer>> make_aws_key(const ResponseReach& reach,
                                             const ResponseTarget&,
                                             const Subject& subject) {
  if (reach.aws != nullptr) {
    return std::make_unique<AwsKeyIssuer>(*reach.aws, subject);
  }
  return fail(ErrorKind::kUsage, std::string(kNoAwsKey));
}

}  // namespace stanch
