// SPDX-License-Identifier: Apache-2.0
#include "response/vault/policies.h"

#include <algorithm>

#include <fmt/core.h>

namespace stanch {
namespace {

// The text of the string that starts behind a quote, and what follows it.
std::string_view take_quoted(std::string_view& rest) {
  std::size_t open = rest.find('"');
  if (open == rest.npos) return rest = {};
  std::size_t close = rest.find('"', open + 1);
  if (close == rest.npos) return rest = {};
  std::string_view out = rest.substr(open + 1, close - open - 1);
  rest.remove_prefix(close + 1);
  return out;
}

}  // namespace

bool policy_covers(std::string_view rule, std::string_view path) {
  while (!rule.empty()) {
    if (rule == "*") return true;
    if (rule.front() == '+') {
      rule.remove_prefix(1);
      std::size_t slash = path.find('/');
      if (slash == 0 || path.empty()) return false;
      path.remove_prefix(std::min(slash, path.size()));
      continue;
    }
    if (path.empty() || rule.front() != path.front()) return false;
    rule.remove_prefix(1);
    path.remove_prefix(1);
  }
  return path.empty();
}

std::vector<std::string> readable_paths(std::string_view policy) {
  std::vector<std::string> out;
  std::string uncommented;
  while (!policy.empty()) {
    std::size_t end = std::min(policy.find('\n'), policy.size() - 1) + 1;
    std::string_view line = policy.substr(0, end);
    policy.remove_prefix(end);
    std::size_t first = line.find_first_not_of(" \t");
    if (first != line.npos && line[first] == '#') continue;
    uncommented += line;
  }
  std::string_view rest = uncommented;
  for (std::size_t at = rest.find("path"); at != rest.npos;
       at = rest.find("path")) {
    rest.remove_prefix(at + 4);
    if (rest.starts_with('"')) rest.remove_prefix(1);  // JSON's key
    std::string path(take_quoted(rest));
    std::string_view body = rest.substr(0, rest.find('}'));
    bool reads = body.contains("\"read\"") || body.contains("\"sudo\"");
    if (reads && !body.contains("\"deny\"")) out.push_back(path);
  }
  return out;
}

Answer<ReadingPolicies> reading_policies(Vault& vault) {
  ReadingPolicies out;
  auto list = vault.send("LIST", "sys/policies/acl");
  if (!list) return std::unexpected(std::move(list.error()));
  out.known = list->is_success();
  for (const std::string& name : list->body.texts("/data/keys")) {
    auto policy = vault.send("GET", "sys/policies/acl/" + name);
    if (!policy) return std::unexpected(std::move(policy.error()));
    out.paths.emplace_back(name,
                           readable_paths(policy->body.text("/data/policy")));
  }
  auto holders = policy_holders(vault);
  if (!holders) return std::unexpected(std::move(holders.error()));
  out.holders = std::move(*holders);
  return out;
}

std::vector<std::string> readers_of(const ReadingPolicies& policies,
                                    const std::string& path) {
  std::vector<std::string> out;
  if (!policies.known) {
    out.push_back(
        "our token may not list policies: who can read it is not "
        "known");
  }
  for (const auto& [name, rules] : policies.paths) {
    for (const std::string& rule : rules) {
      if (!policy_covers(rule, path)) continue;
      std::string held = holders_line(policies.holders, name);
      out.push_back(fmt::format("policy {} by {}{}{}", name, rule,
                                held.empty() ? "" : ", held by ", held));
      break;
    }
  }
  return out;
}

Answer<std::vector<std::string>> policies_that_read(Vault& vault,
                                                    const std::string& path) {
  auto policies = reading_policies(vault);
  if (!policies) return std::unexpected(std::move(policies.error()));
  return readers_of(*policies, path);
}

}  // namespace stanch
