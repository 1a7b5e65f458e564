// SPDX-License-Identifier: Apache-2.0
//
// One function for each system, tried in the order of kSystems: some set the
// variables of another one, too (Gitea those of GitHub, a Jenkins job may run
// under anything), so the order is from the particular to the general. The
// variables are those of each vendor's reference.
#include "cli/ci_environment.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>

#include <fmt/core.h>
#include <unistd.h>

#include "cli/ci_github.h"
#include "cli/ci_variables.h"

namespace stanch {
namespace {

CiPlan history(CiPlan plan, std::string event) {
  plan.event = std::move(event);
  plan.scope = CiPlan::Scope::kHistory;
  return plan;
}

// A push of which is known what was there before, perhaps. On another branch
// than the default one all that is new against that is meant.
CiPlan push(CiPlan plan, const std::string& branch, const std::string& before,
            const std::string& default_branch) {
  plan.event = "push to " + branch;
  plan.scope = CiPlan::Scope::kCommits;
  if (is_commit(before)) plan.bases.push_back(before);
  if (branch != default_branch) add_branch(plan.bases, default_branch);
  return plan;
}

CiPlan tag(CiPlan plan, const std::string& name,
           const std::string& default_branch) {
  plan.event = "tag " + name;
  plan.scope = CiPlan::Scope::kCommits;
  add_branch(plan.bases, default_branch);
  return plan;
}

// A request to merge, of which the target's commit is known, or its branch.
CiPlan request(CiPlan plan, const std::string& event,
               const std::string& base_commit, const std::string& base_branch) {
  plan.event = event;
  plan.scope = CiPlan::Scope::kCommits;
  if (is_commit(base_commit)) plan.bases.push_back(base_commit);
  add_branch(plan.bases, base_branch);
  return plan;
}

CiPlan declared(const CiVariables& of) {
  CiPlan plan{.system = "STANCH_CI_BASE",
              .event = "declared range",
              .scope = CiPlan::Scope::kCommits,
              .head = of.first({"STANCH_CI_HEAD"}, "HEAD"),
              .bases = {},
              .how_to_deepen = "clone with the whole history"};
  std::string base = of["STANCH_CI_BASE"];
  if (!base.empty() && !is_zero(base)) plan.bases.push_back(base);
  if (is_zero(plan.head)) plan.scope = CiPlan::Scope::kNothing;
  return plan;
}

CiPlan gitlab(const CiVariables& of) {
  CiPlan plan{
      .system = "GitLab CI",
      .event = {},
      .head = of.first({"CI_COMMIT_SHA"}, "HEAD"),
      .bases = {},
      .how_to_deepen = "set GIT_DEPTH: \"0\" among the job's variables"};
  const std::string source = of["CI_PIPELINE_SOURCE"];
  const std::string main = of["CI_DEFAULT_BRANCH"];
  if (!of["CI_MERGE_REQUEST_IID"].empty()) {
    // The merge that GitLab tries out first is not what will be merged.
    plan.head = of.first({"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"}, plan.head);
    return request(plan, "merge request " + of["CI_MERGE_REQUEST_IID"],
                   of["CI_MERGE_REQUEST_DIFF_BASE_SHA"],
                   of["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"]);
  }
  if (source == "external_pull_request_event") {
    plan.head =
        of.first({"CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA"}, plan.head);
    return request(plan, "pull request " + of["CI_EXTERNAL_PULL_REQUEST_IID"],
                   of["CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA"],
                   of["CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME"]);
  }
  if (source != "push") return history(plan, source);
  if (!of["CI_COMMIT_TAG"].empty()) return tag(plan, of["CI_COMMIT_TAG"], main);
  return push(plan, of["CI_COMMIT_BRANCH"], of["CI_COMMIT_BEFORE_SHA"], main);
}

CiPlan azure(const CiVariables& of) {
  CiPlan plan{.system = "Azure Pipelines",
              .event = {},
              .head = of.first({"BUILD_SOURCEVERSION"}, "HEAD"),
              .bases = {},
              .how_to_deepen = "set fetchDepth: 0 on the checkout step"};
  const std::string reason = of["BUILD_REASON"];
  if (reason == "PullRequest") {
    plan.head = of.first({"SYSTEM_PULLREQUEST_SOURCECOMMITID"}, plan.head);
    return request(
        plan,
        "pull request " + of.first({"SYSTEM_PULLREQUEST_PULLREQUESTNUMBER",
                                    "SYSTEM_PULLREQUEST_PULLREQUESTID"},
                                   ""),
        "", of["SYSTEM_PULLREQUEST_TARGETBRANCH"]);
  }
  if (reason == "IndividualCI" || reason == "BatchedCI") {
    return push(plan, short_name(of["BUILD_SOURCEBRANCH"]), "", "");
  }
  return history(plan, reason);
}

CiPlan jenkins(const CiVariables& of) {
  CiPlan plan{.system = "Jenkins",
              .event = {},
              .head = of.first({"GIT_COMMIT"}, "HEAD"),
              .bases = {},
              .how_to_deepen =
                  "switch off the shallow clone of the job's Git settings"};
  if (!of["CHANGE_ID"].empty()) {
    return request(plan, "pull request " + of["CHANGE_ID"], "",
                   of["CHANGE_TARGET"]);
  }
  // What a failed build was told of is told again, until one succeeds.
  std::string before =
      of.first({"GIT_PREVIOUS_SUCCESSFUL_COMMIT", "GIT_PREVIOUS_COMMIT"}, "");
  if (!of["TAG_NAME"].empty()) return tag(plan, of["TAG_NAME"], "");
  return push(plan, of.first({"BRANCH_NAME", "GIT_BRANCH"}, "HEAD"), before,
              "");
}

CiPlan bitbucket(const CiVariables& of) {
  CiPlan plan{.system = "Bitbucket Pipelines",
              .event = {},
              .head = of.first({"BITBUCKET_COMMIT"}, "HEAD"),
              .bases = {},
              .how_to_deepen = "set clone: depth: full for the step"};
  if (!of["BITBUCKET_PR_ID"].empty()) {
    return request(plan, "pull request " + of["BITBUCKET_PR_ID"],
                   of["BITBUCKET_PR_DESTINATION_COMMIT"],
                   of["BITBUCKET_PR_DESTINATION_BRANCH"]);
  }
  if (!of["BITBUCKET_TAG"].empty()) return tag(plan, of["BITBUCKET_TAG"], "");
  return push(plan, of["BITBUCKET_BRANCH"], "", "");
}

CiPlan circle(const CiVariables& of) {
  CiPlan plan{.system = "CircleCI",
              .event = {},
              .head = of.first({"CIRCLE_SHA1"}, "HEAD"),
              .bases = {},
              .how_to_deepen = "set method: full on the checkout step"};
  if (!of["CIRCLE_TAG"].empty()) return tag(plan, of["CIRCLE_TAG"], "");
  return push(plan, of["CIRCLE_BRANCH"], "", "");
}

CiPlan buildkite(const CiVariables& of) {
  CiPlan plan{.system = "Buildkite",
              .event = {},
              .head = of.first({"BUILDKITE_COMMIT"}, "HEAD"),
              .bases = {},
              .how_to_deepen =
                  "take --depth out of BUILDKITE_GIT_CLONE_FLAGS "
                  "and BUILDKITE_GIT_FETCH_FLAGS"};
  const std::string number = of["BUILDKITE_PULL_REQUEST"];
  const std::string main = of["BUILDKITE_PIPELINE_DEFAULT_BRANCH"];
  if (!number.empty() && number != "false") {
    return request(plan, "pull request " + number, "",
                   of["BUILDKITE_PULL_REQUEST_BASE_BRANCH"]);
  }
  if (of["BUILDKITE_SOURCE"] == "schedule") return history(plan, "schedule");
  if (!of["BUILDKITE_TAG"].empty()) return tag(plan, of["BUILDKITE_TAG"], main);
  return push(plan, of["BUILDKITE_BRANCH"], "", main);
}

CiPlan woodpecker(const CiVariables& of) {
  CiPlan plan{.system = "Woodpecker",
              .event = {},
              .head = of.first({"CI_COMMIT_SHA"}, "HEAD"),
              .bases = {},
              .how_to_deepen =
                  "set depth: 0 and partial: false in the clone "
                  "step"};
  const std::string event = of["CI_PIPELINE_EVENT"];
  const std::string main = of["CI_REPO_DEFAULT_BRANCH"];
  if (event.starts_with("pull_request")) {
    return request(plan, "pull request " + of["CI_COMMIT_PULL_REQUEST"], "",
                   of["CI_COMMIT_TARGET_BRANCH"]);
  }
  if (event == "tag" || event == "release") {
    return tag(plan, of["CI_COMMIT_TAG"], main);
  }
  if (event != "push") return history(plan, event);
  return push(plan, of["CI_COMMIT_BRANCH"], of["CI_PREV_COMMIT_SHA"], main);
}

// A system is the one of this job where the variable is set, to that value if
// one is given.
struct SystemRow {
  const char* variable;
  const char* value;
  CiPlan (*plan)(const CiVariables&);
};

constexpr SystemRow kSystems[] = {
    {"GITLAB_CI", nullptr, gitlab},
    {"TF_BUILD", nullptr, azure},
    {"BITBUCKET_BUILD_NUMBER", nullptr, bitbucket},
    {"CIRCLECI", nullptr, circle},
    {"BUILDKITE", nullptr, buildkite},
    {"CI", "woodpecker", woodpecker},
    {"JENKINS_URL", nullptr, jenkins},
};

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Result<CiPlan> plan_of(const CiInput& input) {
  CiVariables of(input.environment);
  if (of.has("STANCH_CI_BASE") || of.has("STANCH_CI_HEAD")) return declared(of);
  if (!of["GITHUB_ACTIONS"].empty()) return github_plan(of, input.event);
  for (const SystemRow& row : kSystems) {
    std::string value = of[row.variable];
    if (value.empty() || (row.value != nullptr && value != row.value)) continue;
    return row.plan(of);
  }
  return fail(ErrorKind::kUsage,
              "git --ci: no CI system that stanch knows set this job's "
              "variables; set STANCH_CI_BASE and STANCH_CI_HEAD, or give "
              "--range A..B (docs/ci.md)");
}

Result<CiInput> read_ci_input() {
  CiInput input;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    std::string_view text = *entry;
    std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    input.environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  auto path = input.environment.find("GITHUB_EVENT_PATH");
  if (path == input.environment.end() || path->second.empty()) return input;
  input.event = contents(path->second);
  if (input.event.empty()) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("git --ci: cannot read the event in {} "
                            "(GITHUB_EVENT_PATH); give --range A..B",
                            path->second));
  }
  return input;
}

}  // namespace stanch
