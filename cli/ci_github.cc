// SPDX-License-Identifier: Apache-2.0
//
// The variables of GitHub Actions name the event; the commits that were there
// before are in its payload only.
#include "cli/ci_github.h"

#include <optional>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace stanch {
namespace {

using Json = nlohmann::json;

// The text at a path such as "/pull_request/base/sha"; else empty.
std::string at(const Json& event, const char* path) {
  Json::json_pointer pointer(path);
  if (!event.contains(pointer)) return {};
  const Json& value = event[pointer];
  return value.is_string() ? value.get<std::string>() : std::string();
}

bool is_true(const Json& event, const char* key) {
  return event.contains(key) && event[key] == true;
}

void add_base(CiPlan& plan, const std::string& commit) {
  if (is_commit(commit)) plan.bases.push_back(commit);
}

CiPlan pull_request(CiPlan plan, const CiVariables& of, const Json& event) {
  plan.event = "pull request";
  if (event.contains("number") && event["number"].is_number_integer()) {
    plan.event += " " + event["number"].dump();
  }
  plan.scope = CiPlan::Scope::kCommits;
  if (std::string head = at(event, "/pull_request/head/sha"); !head.empty()) {
    plan.head = head;
  }
  add_base(plan, at(event, "/pull_request/base/sha"));
  std::string branch = at(event, "/pull_request/base/ref");
  add_branch(plan.bases, branch.empty() ? of["GITHUB_BASE_REF"] : branch);
  return plan;
}

CiPlan merge_group(CiPlan plan, const Json& event) {
  plan.event = "merge queue";
  plan.scope = CiPlan::Scope::kCommits;
  if (std::string head = at(event, "/merge_group/head_sha"); !head.empty()) {
    plan.head = head;
  }
  add_base(plan, at(event, "/merge_group/base_sha"));
  add_branch(plan.bases, at(event, "/merge_group/base_ref"));
  return plan;
}

CiPlan push(CiPlan plan, const CiVariables& of, const Json& event) {
  std::string ref = at(event, "/ref");
  if (ref.empty()) ref = of["GITHUB_REF"];
  const std::string main = at(event, "/repository/default_branch");
  bool is_tag = ref.starts_with("refs/tags/");
  bool forced = is_true(event, "forced");
  plan.event = fmt::format("{} {}",
                           is_tag   ? "tag"
                           : forced ? "force push to"
                                    : "push to",
                           short_name(ref));
  std::string after = at(event, "/after");
  if (is_true(event, "deleted") || is_zero(after)) {
    plan.scope = CiPlan::Scope::kNothing;
    plan.event = "deletion of " + short_name(ref);
    return plan;
  }
  plan.scope = CiPlan::Scope::kCommits;
  if (is_commit(after)) plan.head = after;
  // What was there before a force push may be gone: then the default branch is
  // what is known.
  if (!is_tag) add_base(plan, at(event, "/before"));
  if (is_tag || short_name(ref) != main) add_branch(plan.bases, main);
  return plan;
}

}  // namespace

Result<CiPlan> github_plan(const CiVariables& of, const std::string& event) {
  CiPlan plan{.system = "GitHub Actions",
              .event = of["GITHUB_EVENT_NAME"],
              .head = of.first({"GITHUB_SHA"}, "HEAD"),
              .bases = {},
              .how_to_deepen = "set fetch-depth: 0 on actions/checkout"};
  Json json = Json::object();
  if (!event.empty()) {
    json = Json::parse(event, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) {
      return fail(ErrorKind::kUnreadable,
                  "git --ci: the event of GitHub Actions is no JSON object "
                  "(GITHUB_EVENT_PATH); give --range A..B");
    }
  }
  bool in_pull_request =
      json.contains("pull_request") || plan.event.starts_with("pull_request");
  if (in_pull_request) return pull_request(plan, of, json);
  if (plan.event == "merge_group") return merge_group(plan, json);
  if (plan.event == "push") return push(plan, of, json);
  return plan;
}

}  // namespace stanch
