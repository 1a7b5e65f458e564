// SPDX-License-Identifier: Apache-2.0
#include "response/aws/access.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/core.h>

#include "response/said_text.h"

namespace stanch {
namespace {

// Each tells by itself how bad a leak is: more rights, other identities, data,
// money, traces.
constexpr std::array<std::string_view, 18> kTelling = {
    "iam:CreateAccessKey",
    "iam:PutUserPolicy",
    "iam:PassRole",
    "sts:AssumeRole",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "kms:Decrypt",
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "dynamodb:Scan",
    "rds:CreateDBSnapshot",
    "ec2:RunInstances",
    "ec2:CreateSnapshot",
    "lambda:UpdateFunctionCode",
    "ses:SendEmail",
    "bedrock:InvokeModel",
    "cloudtrail:StopLogging"};
constexpr std::size_t kMostActions = 12;    // of a statement, in a line
constexpr std::size_t kMostPolicies = 20;   // that are read
constexpr std::size_t kMostStatements = 8;  // of a policy

std::string action_list(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < std::min(words.size(), kMostActions); ++i) {
    out += (i == 0 ? "" : ", ") + words[i];
  }
  if (words.size() > kMostActions) {
    out += fmt::format(" and {} more", words.size() - kMostActions);
  }
  return out;
}

// One text or a list of them.
std::vector<std::string> texts_at(const JsonDocument& json,
                                  const std::string& place) {
  std::vector<std::string> out = json.texts(place);
  std::string one(json.text(place));
  if (!one.empty()) out.push_back(std::move(one));
  return out;
}

// "Allow s3:GetObject on arn:aws:s3:::logs/*, under a condition".
std::string statement_text(const JsonDocument& json, const std::string& at) {
  std::vector<std::string> actions = texts_at(json, at + "/Action");
  std::vector<std::string> others = texts_at(json, at + "/NotAction");
  std::vector<std::string> on = texts_at(json, at + "/Resource");
  return fmt::format(
      "{} {} on {}{}", json.text(at + "/Effect"),
      others.empty() ? action_list(actions) : "all but " + action_list(others),
      on.empty() ? "all but some" : action_list(on),
      json.has(at + "/Condition") ? ", under a condition" : "");
}

std::vector<std::string> statements_of(const std::string& document) {
  std::vector<std::string> out;
  auto json = JsonDocument::parse(document);
  if (!json) return out;
  if (json->has("/Statement/Effect")) {
    out.push_back(statement_text(*json, "/Statement"));
  }
  for (std::size_t i = 0; i < kMostStatements; ++i) {
    std::string at = fmt::format("/Statement/{}", i);
    if (!json->has(at)) break;
    out.push_back(statement_text(*json, at));
  }
  return out;
}

// Reads the policies of a user, a role or a group.
class PolicyReader {
 public:
  explicit PolicyReader(Aws& aws) : aws_(aws) {}

  void read(const std::string& kind, const std::string& name) {
    std::string whose = kind + "Name";
    auto attached =
        ask(fmt::format("ListAttached{}Policies", kind), {{whose, name}});
    for (std::string_view each : xml_elements(attached, "member")) {
      read_attached(xml_text(each, "PolicyName"), xml_text(each, "PolicyArn"));
    }
    auto own = ask(fmt::format("List{}Policies", kind), {{whose, name}});
    for (std::string_view each : xml_elements(own, "member")) {
      std::string policy(each);
      note(policy, ask(fmt::format("Get{}Policy", kind),
                       {{whose, name}, {"PolicyName", policy}}));
    }
    if (kind != "User") return;
    auto groups = ask("ListGroupsForUser", {{whose, name}});
    for (std::string_view each : xml_elements(groups, "member")) {
      read("Group", xml_text(each, "GroupName"));
    }
  }

  std::vector<std::string> lines;
  bool was_refused = false;

 private:
  // Its answer; empty where it is refused, which is noted.
  std::string ask(const std::string& action,
                  const Aws::Parameters& parameters) {
    if (++asked_ > 3 * kMostPolicies) {
      was_refused = true;
      return {};
    }
    auto reply = aws_.form("iam", action, parameters);
    if (reply && reply->is_success()) return std::string(reply->xml.reveal());
    was_refused = true;
    return {};
  }

  void read_attached(const std::string& name, const std::string& arn) {
    std::string about = ask("GetPolicy", {{"PolicyArn", arn}});
    std::string version = xml_text(about, "DefaultVersionId");
    if (version.empty()) {
      lines.push_back(fmt::format("policy {}", name));
      return;
    }
    note(name,
         ask("GetPolicyVersion", {{"PolicyArn", arn}, {"VersionId", version}}));
  }

  void note(const std::string& name, const std::string& xml) {
    for (std::string& line : statements_of(policy_document(xml))) {
      lines.push_back(
          said_line(fmt::format("policy {}: {}", name, std::move(line))));
    }
  }

  Aws& aws_;
  std::size_t asked_ = 0;
};

}  // namespace

std::string policy_document(std::string_view xml) {
  std::string text = xml_text(xml, "PolicyDocument");
  if (text.empty()) text = xml_text(xml, "Document");
  if (!text.starts_with('%')) return text;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* digits = text.data() + i + 1;
    bool coded =
        text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2;
    out += coded ? static_cast<char>(byte) : text[i];
    if (coded) i += 2;
  }
  return out;
}

std::optional<AwsPrincipal> principal_of(std::string_view arn) {
  AwsPrincipal out;
  std::string_view rest = arn;
  for (int i = 0; i < 5; ++i) {
    std::string_view field = rest.substr(0, rest.find(':'));
    if (i == 4) out.account = field;
    rest.remove_prefix(std::min(field.size() + 1, rest.size()));
  }
  std::string_view type = rest.substr(0, rest.find('/'));
  rest.remove_prefix(std::min(type.size() + 1, rest.size()));
  out.arn = arn;
  if (type == "assumed-role") {
    out.kind = "Role";
    out.name = rest.substr(0, rest.find('/'));
    std::string_view partition = arn.substr(4, arn.find(':', 4) - 4);
    out.arn =
        fmt::format("arn:{}:iam::{}:role/{}", partition, out.account, out.name);
  } else if (type == "user" || type == "role") {
    out.kind = type == "user" ? "User" : "Role";
    out.name = rest.substr(rest.rfind('/') + 1);
  }
  if (out.name.empty()) return std::nullopt;
  return out;
}

std::optional<std::vector<std::string>> denied_of(
    Aws& aws, const AwsPrincipal& principal,
    std::span<const std::string_view> actions, const std::string& resource) {
  Aws::Parameters parameters = {{"PolicySourceArn", principal.arn}};
  if (!resource.empty()) {
    parameters.emplace_back("ResourceArns.member.1", resource);
  }
  for (std::size_t i = 0; i < actions.size(); ++i) {
    parameters.emplace_back(fmt::format("ActionNames.member.{}", i + 1),
                            std::string(actions[i]));
  }
  auto said = aws.form("iam", "SimulatePrincipalPolicy", parameters);
  if (!said || !said->is_success()) return std::nullopt;
  // The two stand once in each result, which has other lists within it.
  std::string_view xml = said->xml.reveal();
  auto names = xml_elements(xml, "EvalActionName");
  auto decisions = xml_elements(xml, "EvalDecision");
  if (names.size() != decisions.size()) return std::nullopt;
  std::vector<std::string> out;
  for (std::string_view action : actions) {
    auto at = std::ranges::find(names, action);
    if (at == names.end()) return std::nullopt;
    if (decisions[at - names.begin()] != "allowed") out.emplace_back(action);
  }
  return out;
}

std::vector<std::string> access_map(Aws& aws, const AwsPrincipal& principal) {
  std::vector<std::string> out;
  auto denied = denied_of(aws, principal, kTelling, "");
  if (denied) {
    std::vector<std::string> may;
    for (std::string_view action : kTelling) {
      if (std::ranges::find(*denied, action) == denied->end()) {
        may.emplace_back(action);
      }
    }
    std::string all;
    for (const std::string& action : may) {
      all += (all.empty() ? "" : ", ") + action;
    }
    out.push_back(fmt::format(
        "{} may, on any resource, {} of {} telling actions{}{}", principal.name,
        may.size(), kTelling.size(), all.empty() ? "" : ": ", all));
  } else {
    out.push_back(
        fmt::format("what {} may cannot be simulated by us "
                    "(iam:SimulatePrincipalPolicy)",
                    principal.name));
  }
  PolicyReader reader(aws);
  reader.read(principal.kind, principal.name);
  out.insert(out.end(), reader.lines.begin(), reader.lines.end());
  if (reader.was_refused) {
    out.push_back(fmt::format("not all policies of {} can be read by us",
                              principal.name));
  }
  return out;
}

}  // namespace stanch
