// SPDX-License-Identifier: Apache-2.0
//
// What jobs of CI systems were told, as each vendor's reference has it (the
// parts of GitHub's events that count), and the commits that are meant.
#include "cli/ci_environment.h"

#include <fmt/core.h>

#include "tests/support/catch.h"

namespace stanch {
namespace {

using Scope = CiPlan::Scope;
using Variables = std::map<std::string, std::string, std::less<>>;

const std::string kZero(40, '0');
const std::string kA(40, 'a');
const std::string kB(40, 'b');
const std::string kC(40, 'c');
const std::string kRemoteMain = "refs/remotes/origin/main";
const std::string kMain = "refs/heads/main";

struct Job {
  std::string name;
  Variables variables;
  std::string event;  // of GitHub
  CiPlan plan;        // without how_to_deepen
};

Variables with(Variables base, const Variables& more) {
  for (const auto& [name, value] : more) base[name] = value;
  return base;
}

// ---- GitHub Actions

Job github(std::string name, const std::string& event_name, std::string event,
           CiPlan plan, const Variables& more = {}) {
  plan.system = "GitHub Actions";
  Variables variables = with({{"CI", "true"},
                              {"GITHUB_ACTIONS", "true"},
                              {"GITHUB_EVENT_NAME", event_name},
                              {"GITHUB_SHA", kC}},
                             more);
  return {std::move(name), std::move(variables), std::move(event),
          std::move(plan)};
}

std::string pull_request() {
  return fmt::format(R"({{"action":"synchronize","number":17,"pull_request":{{)"
                     R"("head":{{"ref":"feature","sha":"{}"}},)"
                     R"("base":{{"ref":"main","sha":"{}"}}}},)"
                     R"("repository":{{"default_branch":"main"}}}})",
                     kB, kA);
}

std::string pushed(const std::string& ref, const std::string& before,
                   const std::string& after, std::string_view more = "") {
  return fmt::format(R"({{"ref":"{}","before":"{}","after":"{}"{},)"
                     R"("repository":{{"default_branch":"main"}}}})",
                     ref, before, after, more);
}

CiPlan commits(std::string event, std::string head,
               std::vector<std::string> bases) {
  return {.system = {},
          .event = std::move(event),
          .scope = Scope::kCommits,
          .head = std::move(head),
          .bases = std::move(bases),
          .how_to_deepen = {}};
}

CiPlan history(std::string event, std::string head) {
  return {.system = {},
          .event = std::move(event),
          .scope = Scope::kHistory,
          .head = std::move(head),
          .bases = {},
          .how_to_deepen = {}};
}

std::vector<Job> github_jobs() {
  CiPlan deleted = commits("deletion of feature", kC, {});
  deleted.scope = Scope::kNothing;
  CiPlan deleted_tag = deleted;
  deleted_tag.event = "deletion of v1";
  return {
      github("pull request", "pull_request", pull_request(),
             commits("pull request 17", kB, {kA, kRemoteMain, kMain})),
      github("pull request of a fork, read with secrets", "pull_request_target",
             pull_request(),
             commits("pull request 17", kB, {kA, kRemoteMain, kMain})),
      github("review of a pull request", "pull_request_review", pull_request(),
             commits("pull request 17", kB, {kA, kRemoteMain, kMain})),
      github("pull request whose event is not there", "pull_request", "",
             commits("pull request", kC, {kRemoteMain, kMain}),
             {{"GITHUB_BASE_REF", "main"}}),
      github("push to the default branch", "push",
             pushed("refs/heads/main", kA, kB),
             commits("push to main", kB, {kA})),
      github("push to a branch", "push", pushed("refs/heads/feature", kA, kB),
             commits("push to feature", kB, {kA, kRemoteMain, kMain})),
      github("force push", "push",
             pushed("refs/heads/feature", kA, kB, R"(,"forced":true)"),
             commits("force push to feature", kB, {kA, kRemoteMain, kMain})),
      github("force push to the default branch", "push",
             pushed("refs/heads/main", kA, kB, R"(,"forced":true)"),
             commits("force push to main", kB, {kA})),
      github("new branch", "push",
             pushed("refs/heads/feature", kZero, kB, R"(,"created":true)"),
             commits("push to feature", kB, {kRemoteMain, kMain})),
      github("first push of a repository", "push",
             pushed("refs/heads/main", kZero, kB, R"(,"created":true)"),
             commits("push to main", kB, {})),
      github("deleted branch", "push",
             pushed("refs/heads/feature", kA, kZero, R"(,"deleted":true)"),
             deleted),
      github("deleted tag", "push", pushed("refs/tags/v1", kA, kZero),
             deleted_tag),
      github("tag", "push", pushed("refs/tags/v1", kZero, kB),
             commits("tag v1", kB, {kRemoteMain, kMain})),
      github("moved tag", "push", pushed("refs/tags/v1", kA, kB),
             commits("tag v1", kB, {kRemoteMain, kMain})),
      github("branch with slashes", "push",
             pushed("refs/heads/fix/a/b", kZero, kB),
             commits("push to fix/a/b", kB, {kRemoteMain, kMain})),
      github("merge queue", "merge_group",
             fmt::format(R"({{"action":"checks_requested","merge_group":{{)"
                         R"("head_sha":"{}","base_sha":"{}",)"
                         R"("base_ref":"refs/heads/main"}}}})",
                         kB, kA),
             commits("merge queue", kB, {kA, kRemoteMain, kMain})),
      github("schedule", "schedule", R"({"schedule":"0 3 * * *"})",
             history("schedule", kC)),
      github("by hand", "workflow_dispatch", R"({"inputs":null})",
             history("workflow_dispatch", kC)),
      github("release", "release", R"({"action":"published"})",
             history("release", kC)),
      github("push whose event has other types than it should", "push",
             R"({"ref":7,"before":[],"after":null,"forced":"yes"})",
             commits("push to feature", kC, {}),
             {{"GITHUB_REF", "refs/heads/feature"}}),
  };
}

// ---- GitLab CI

Job gitlab(std::string name, const Variables& more, CiPlan plan) {
  plan.system = "GitLab CI";
  return {std::move(name),
          with({{"CI", "true"},
                {"GITLAB_CI", "true"},
                {"CI_DEFAULT_BRANCH", "main"},
                {"CI_COMMIT_SHA", kC},
                {"CI_COMMIT_BEFORE_SHA", kZero}},
               more),
          "", std::move(plan)};
}

std::vector<Job> gitlab_jobs() {
  const Variables request = {{"CI_PIPELINE_SOURCE", "merge_request_event"},
                             {"CI_MERGE_REQUEST_IID", "5"},
                             {"CI_MERGE_REQUEST_DIFF_BASE_SHA", kA},
                             {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"}};
  return {
      gitlab("merge request", request,
             commits("merge request 5", kC, {kA, kRemoteMain, kMain})),
      gitlab("merged results",
             with(request, {{"CI_MERGE_REQUEST_EVENT_TYPE", "merged_result"},
                            {"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", kB}}),
             commits("merge request 5", kB, {kA, kRemoteMain, kMain})),
      gitlab("merge train",
             with(request, {{"CI_MERGE_REQUEST_EVENT_TYPE", "merge_train"},
                            {"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", ""}}),
             commits("merge request 5", kC, {kA, kRemoteMain, kMain})),
      gitlab("branch",
             {{"CI_PIPELINE_SOURCE", "push"},
              {"CI_COMMIT_BRANCH", "feature"},
              {"CI_COMMIT_BEFORE_SHA", kA}},
             commits("push to feature", kC, {kA, kRemoteMain, kMain})),
      gitlab("new branch",
             {{"CI_PIPELINE_SOURCE", "push"}, {"CI_COMMIT_BRANCH", "feature"}},
             commits("push to feature", kC, {kRemoteMain, kMain})),
      gitlab("default branch",
             {{"CI_PIPELINE_SOURCE", "push"},
              {"CI_COMMIT_BRANCH", "main"},
              {"CI_COMMIT_BEFORE_SHA", kA}},
             commits("push to main", kC, {kA})),
      gitlab("first push",
             {{"CI_PIPELINE_SOURCE", "push"}, {"CI_COMMIT_BRANCH", "main"}},
             commits("push to main", kC, {})),
      gitlab("tag", {{"CI_PIPELINE_SOURCE", "push"}, {"CI_COMMIT_TAG", "v1"}},
             commits("tag v1", kC, {kRemoteMain, kMain})),
      gitlab("schedule",
             {{"CI_PIPELINE_SOURCE", "schedule"}, {"CI_COMMIT_BRANCH", "main"}},
             history("schedule", kC)),
      gitlab("pull request of GitHub",
             {{"CI_PIPELINE_SOURCE", "external_pull_request_event"},
              {"CI_EXTERNAL_PULL_REQUEST_IID", "9"},
              {"CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA", kB},
              {"CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA", kA},
              {"CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME", "main"}},
             commits("pull request 9", kB, {kA, kRemoteMain, kMain})),
  };
}

// ---- The others

Job job(std::string name, std::string system, Variables variables,
        CiPlan plan) {
  plan.system = std::move(system);
  return {std::move(name), std::move(variables), "", std::move(plan)};
}

std::vector<Job> azure_and_jenkins_jobs() {
  const Variables azure = {{"TF_BUILD", "True"}, {"BUILD_SOURCEVERSION", kC}};
  const Variables jenkins = {{"JENKINS_URL", "https://ci.example.org/"},
                             {"BUILD_TAG", "jenkins-x-1"},
                             {"GIT_COMMIT", kC}};
  const std::string name = "Azure Pipelines";
  return {
      job("azure: pull request", name,
          with(azure, {{"BUILD_REASON", "PullRequest"},
                       {"SYSTEM_PULLREQUEST_PULLREQUESTNUMBER", "8"},
                       {"SYSTEM_PULLREQUEST_SOURCECOMMITID", kB},
                       {"SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"}}),
          commits("pull request 8", kB, {kRemoteMain, kMain})),
      job("azure: pull request of Azure Repos", name,
          with(azure, {{"BUILD_REASON", "PullRequest"},
                       {"SYSTEM_PULLREQUEST_PULLREQUESTID", "3"},
                       {"SYSTEM_PULLREQUEST_TARGETBRANCH", "main"}}),
          commits("pull request 3", kC, {kRemoteMain, kMain})),
      job("azure: push", name,
          with(azure, {{"BUILD_REASON", "IndividualCI"},
                       {"BUILD_SOURCEBRANCH", "refs/heads/main"}}),
          commits("push to main", kC, {})),
      job("azure: several pushes", name,
          with(azure, {{"BUILD_REASON", "BatchedCI"},
                       {"BUILD_SOURCEBRANCH", "refs/heads/fix/a"}}),
          commits("push to fix/a", kC, {})),
      job("azure: schedule", name, with(azure, {{"BUILD_REASON", "Schedule"}}),
          history("Schedule", kC)),
      job("jenkins: pull request", "Jenkins",
          with(jenkins, {{"CHANGE_ID", "12"},
                         {"CHANGE_TARGET", "main"},
                         {"BRANCH_NAME", "PR-12"}}),
          commits("pull request 12", kC, {kRemoteMain, kMain})),
      job("jenkins: branch after a failed build", "Jenkins",
          with(jenkins, {{"BRANCH_NAME", "main"},
                         {"GIT_PREVIOUS_COMMIT", kB},
                         {"GIT_PREVIOUS_SUCCESSFUL_COMMIT", kA}}),
          commits("push to main", kC, {kA})),
      job("jenkins: branch that never succeeded", "Jenkins",
          with(jenkins,
               {{"GIT_BRANCH", "origin/main"}, {"GIT_PREVIOUS_COMMIT", kB}}),
          commits("push to origin/main", kC, {kB})),
      job("jenkins: first build", "Jenkins",
          with(jenkins, {{"BRANCH_NAME", "feature"}}),
          commits("push to feature", kC, {})),
      job("jenkins: tag", "Jenkins",
          with(jenkins, {{"TAG_NAME", "v1"}, {"BRANCH_NAME", "v1"}}),
          commits("tag v1", kC, {})),
  };
}

std::vector<Job> other_jobs() {
  const Variables bitbucket = {{"CI", "true"},
                               {"BITBUCKET_BUILD_NUMBER", "4"},
                               {"BITBUCKET_COMMIT", kC}};
  const Variables circle = {
      {"CI", "true"}, {"CIRCLECI", "true"}, {"CIRCLE_SHA1", kC}};
  const Variables buildkite = {{"CI", "true"},
                               {"BUILDKITE", "true"},
                               {"BUILDKITE_COMMIT", kC},
                               {"BUILDKITE_PULL_REQUEST", "false"},
                               {"BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main"}};
  const Variables woodpecker = {{"CI", "woodpecker"},
                                {"CI_COMMIT_SHA", kC},
                                {"CI_REPO_DEFAULT_BRANCH", "main"}};
  const std::string pipelines = "Bitbucket Pipelines";
  return {
      job("bitbucket: pull request", pipelines,
          with(bitbucket, {{"BITBUCKET_PR_ID", "6"},
                           {"BITBUCKET_PR_DESTINATION_COMMIT", "0123456789ab"},
                           {"BITBUCKET_PR_DESTINATION_BRANCH", "main"}}),
          commits("pull request 6", kC, {"0123456789ab", kRemoteMain, kMain})),
      job("bitbucket: branch", pipelines,
          with(bitbucket, {{"BITBUCKET_BRANCH", "feature"}}),
          commits("push to feature", kC, {})),
      job("bitbucket: tag", pipelines,
          with(bitbucket, {{"BITBUCKET_TAG", "v1"}}),
          commits("tag v1", kC, {})),
      job("circle: branch", "CircleCI",
          with(circle, {{"CIRCLE_BRANCH", "feature"}}),
          commits("push to feature", kC, {})),
      job("circle: tag", "CircleCI", with(circle, {{"CIRCLE_TAG", "v1"}}),
          commits("tag v1", kC, {})),
      job("circle: told by the pipeline", "STANCH_CI_BASE",
          with(circle, {{"STANCH_CI_BASE", kA}, {"STANCH_CI_HEAD", kB}}),
          commits("declared range", kB, {kA})),
      job("buildkite: pull request", "Buildkite",
          with(buildkite, {{"BUILDKITE_PULL_REQUEST", "21"},
                           {"BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main"}}),
          commits("pull request 21", kC, {kRemoteMain, kMain})),
      job("buildkite: branch", "Buildkite",
          with(buildkite, {{"BUILDKITE_BRANCH", "feature"}}),
          commits("push to feature", kC, {kRemoteMain, kMain})),
      job("buildkite: default branch", "Buildkite",
          with(buildkite, {{"BUILDKITE_BRANCH", "main"}}),
          commits("push to main", kC, {})),
      job("buildkite: tag", "Buildkite",
          with(buildkite, {{"BUILDKITE_TAG", "v1"}}),
          commits("tag v1", kC, {kRemoteMain, kMain})),
      job("buildkite: schedule", "Buildkite",
          with(buildkite, {{"BUILDKITE_SOURCE", "schedule"},
                           {"BUILDKITE_BRANCH", "main"}}),
          history("schedule", kC)),
      job("woodpecker: pull request", "Woodpecker",
          with(woodpecker, {{"CI_PIPELINE_EVENT", "pull_request"},
                            {"CI_COMMIT_PULL_REQUEST", "2"},
                            {"CI_COMMIT_TARGET_BRANCH", "main"}}),
          commits("pull request 2", kC, {kRemoteMain, kMain})),
      job("woodpecker: push", "Woodpecker",
          with(woodpecker, {{"CI_PIPELINE_EVENT", "push"},
                            {"CI_COMMIT_BRANCH", "main"},
                            {"CI_PREV_COMMIT_SHA", kA}}),
          commits("push to main", kC, {kA})),
      job("woodpecker: tag", "Woodpecker",
          with(woodpecker,
               {{"CI_PIPELINE_EVENT", "tag"}, {"CI_COMMIT_TAG", "v1"}}),
          commits("tag v1", kC, {kRemoteMain, kMain})),
      job("woodpecker: cron", "Woodpecker",
          with(woodpecker, {{"CI_PIPELINE_EVENT", "cron"}}),
          history("cron", kC)),
      job("tekton: parameters", "STANCH_CI_BASE",
          {{"STANCH_CI_BASE", "main"}, {"STANCH_CI_HEAD", kB}},
          commits("declared range", kB, {"main"})),
      job("tekton: a new branch's parameters", "STANCH_CI_BASE",
          {{"STANCH_CI_BASE", kZero}, {"STANCH_CI_HEAD", ""}},
          commits("declared range", "HEAD", {})),
  };
}

std::vector<Job> every_job() {
  std::vector<Job> out;
  for (auto jobs :
       {github_jobs, gitlab_jobs, azure_and_jenkins_jobs, other_jobs}) {
    for (Job& each : jobs()) out.push_back(std::move(each));
  }
  return out;
}

}  // namespace

TEST_CASE("each job is understood as its system means it", "[cli]") {
  std::vector<Job> jobs = every_job();
  REQUIRE(jobs.size() >= 55);
  for (const Job& each : jobs) {
    INFO(each.name);
    auto plan = plan_of({.environment = each.variables, .event = each.event});
    REQUIRE(plan);
    CHECK(plan->system == each.plan.system);
    CHECK(plan->event == each.plan.event);
    CHECK(plan->scope == each.plan.scope);
    CHECK(plan->head == each.plan.head);
    CHECK(plan->bases == each.plan.bases);
    CHECK_FALSE(plan->how_to_deepen.empty());
  }
}

TEST_CASE("Gitea's jobs are those of GitHub, whatever else is set", "[cli]") {
  auto plan = plan_of({.environment = {{"GITHUB_ACTIONS", "true"},
                                       {"GITEA_ACTIONS", "true"},
                                       {"JENKINS_URL", "https://x"},
                                       {"GITHUB_EVENT_NAME", "push"}},
                       .event = pushed("refs/heads/main", kA, kB)});
  REQUIRE(plan);
  CHECK(plan->system == "GitHub Actions");
  CHECK(plan->bases == std::vector<std::string>{kA});
}

TEST_CASE("no CI system and a broken event are refused", "[cli]") {
  auto none = plan_of({.environment = {{"CI", "true"}}, .event = ""});
  REQUIRE_FALSE(none);
  CHECK(none.error().kind == ErrorKind::kUsage);
  for (std::string event : {"{", "[]", "\"text\"", "\xff"}) {
    auto broken = plan_of({.environment = {{"GITHUB_ACTIONS", "true"},
                                           {"GITHUB_EVENT_NAME", "push"}},
                           .event = event});
    REQUIRE_FALSE(broken);
    CHECK(broken.error().kind == ErrorKind::kUnreadable);
  }
}

}  // namespace stanch
