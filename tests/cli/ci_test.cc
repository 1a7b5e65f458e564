// SPDX-License-Identifier: Apache-2.0
//
// `stanch git --ci` in real repositories: the leak of the job is found,
// that of others is not, and a clone that is too shallow is refused.
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/repo_builder.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

// main: a leak in old.txt, then more; feature: a leak in new.txt.
struct Project {
  RepoBuilder repo;
  std::string first, main, feature;

  Project() {
    repo.write("old.txt", github_leak(1)).commit("old leak");
    first = repo.head();
    repo.write("a.txt", "more\n").commit("more");
    main = repo.head();
    repo.branch("feature").write("new.txt", github_leak(2)).commit("new leak");
    feature = repo.head();
  }
};

// The tests may run in a CI system: its variables are empty, as if not there,
// but for those that are given.
std::map<std::string, std::string> job(
    std::map<std::string, std::string> given) {
  for (const char* name : {"GITHUB_ACTIONS", "GITHUB_EVENT_PATH", "GITLAB_CI",
                           "TF_BUILD", "JENKINS_URL", "BITBUCKET_BUILD_NUMBER",
                           "CIRCLECI", "BUILDKITE", "CI"}) {
    given.emplace(name, "");
  }
  return given;
}

struct Seen {
  Outcome outcome;
  std::vector<std::string> paths;
};

Seen scan(const std::string& folder,
          const std::map<std::string, std::string>& environment) {
  Outcome outcome = Command{.arguments = {"git", "--ci", "-f", "json"},
                            .folder = folder,
                            .environment = job(environment)}
                        .run();
  Seen seen{std::move(outcome), {}};
  INFO(seen.outcome.out << seen.outcome.err);
  if (seen.outcome.out.empty()) return seen;
  auto report = nlohmann::json::parse(seen.outcome.out);
  for (const auto& finding : report["findings"]) {
    seen.paths.push_back(finding["path"]);
  }
  return seen;
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("a pull request is scanned for what it adds", "[cli]") {
  Project project;
  TempDir files;
  std::string event = files.write(
      "event.json",
      fmt::format(R"({{"number":1,"pull_request":{{"head":{{"sha":"{}"}},)"
                  R"("base":{{"sha":"{}","ref":"main"}}}}}})",
                  project.feature, project.main));
  Seen seen = scan(project.repo.path(), {{"GITHUB_ACTIONS", "true"},
                                         {"GITHUB_EVENT_NAME", "pull_request"},
                                         {"GITHUB_EVENT_PATH", event}});
  CHECK(seen.outcome.exit == 1);
  CHECK(seen.paths == Paths{"new.txt"});
  CHECK(seen.outcome.err ==
        fmt::format("stanch: GitHub Actions, pull request 1: {}..{}\n",
                    project.main, project.feature));
}

TEST_CASE("a push whose past is gone is held against the default branch",
          "[cli]") {
  Project project;
  TempDir files;
  project.repo.git({"update-ref", "refs/remotes/origin/main", project.main});
  auto pushed = [&](const std::string& ref, const std::string& before) {
    std::string event = files.write(
        "event.json",
        fmt::format(R"({{"ref":"refs/heads/{}","before":"{}","after":"{}",)"
                    R"("repository":{{"default_branch":"main"}}}})",
                    ref, before, project.feature));
    return scan(project.repo.path(), {{"GITHUB_ACTIONS", "true"},
                                      {"GITHUB_EVENT_NAME", "push"},
                                      {"GITHUB_EVENT_PATH", event}});
  };
  CHECK(pushed("feature", std::string(40, 'd')).paths == Paths{"new.txt"});
  CHECK(pushed("feature", std::string(40, '0')).paths == Paths{"new.txt"});
  CHECK(pushed("feature", project.feature).paths.empty());
  // Nothing is known of what was there before: all of it.
  CHECK(pushed("main", std::string(40, 'd')).paths ==
        Paths{"new.txt", "old.txt"});
}

TEST_CASE("a deleted branch is nothing to scan, and has its report", "[cli]") {
  Project project;
  TempDir files;
  std::string event = files.write(
      "event.json",
      fmt::format(R"({{"ref":"refs/heads/x","after":"{}","deleted":true}})",
                  std::string(40, '0')));
  Seen seen = scan(project.repo.path(), {{"GITHUB_ACTIONS", "true"},
                                         {"GITHUB_EVENT_NAME", "push"},
                                         {"GITHUB_EVENT_PATH", event}});
  CHECK(seen.outcome.exit == 0);
  CHECK(seen.outcome.out.starts_with("{\n\"schema\": 1"));
  CHECK(seen.outcome.err ==
        "stanch: GitHub Actions, deletion of x: nothing to scan\n");
}

TEST_CASE("a schedule scans the whole history", "[cli]") {
  Project project;
  Seen seen = scan(project.repo.path(),
                   {{"GITLAB_CI", "true"}, {"CI_PIPELINE_SOURCE", "schedule"}});
  CHECK(seen.paths == Paths{"new.txt", "old.txt"});
}

TEST_CASE("a clone that is too shallow is refused with what to set", "[cli]") {
  Project project;
  TempDir folder;
  std::string clone = folder.path() / "clone";
  project.repo.git_in(folder.path(),
                      {"clone", "-q", "--depth=1", "--branch=feature",
                       "file://" + project.repo.path(), clone});
  std::map<std::string, std::string> request = {
      {"GITLAB_CI", "true"},
      {"CI_PIPELINE_SOURCE", "merge_request_event"},
      {"CI_MERGE_REQUEST_IID", "5"},
      {"CI_MERGE_REQUEST_DIFF_BASE_SHA", project.first},
      {"CI_COMMIT_SHA", project.feature}};
  Seen shallow = scan(clone, request);
  CHECK(shallow.outcome.exit == 3);
  CHECK(shallow.paths.empty());
  INFO(shallow.outcome.out << shallow.outcome.err);
  CHECK(shallow.outcome.out.find(
            "GitLab CI, merge request 5: the start of the range, " +
            project.first + ", is not in this clone; set GIT_DEPTH") !=
        std::string::npos);

  project.repo.git_in(clone, {"fetch", "-q", "--unshallow"});
  CHECK(scan(clone, request).paths == Paths{"new.txt"});

  request["CI_COMMIT_SHA"] = std::string(40, 'e');
  Seen missing = scan(clone, request);
  CHECK(missing.outcome.exit == 3);
  CHECK(missing.outcome.out.find("commit " + std::string(40, 'e') +
                                 " is not in this clone") != std::string::npos);
}

TEST_CASE("--ci is refused where it cannot be meant", "[cli]") {
  Project project;
  auto exit_of = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"git", "--ci"});
    return Command{.arguments = words,
                   .folder = project.repo.path(),
                   .environment = {{"STANCH_CI_BASE", project.main},
                                   {"STANCH_CI_HEAD", "feature"}}}
        .run()
        .exit;
  };
  CHECK(exit_of({}) == 1);
  CHECK(exit_of({"--range", "A..B"}) == 2);
  CHECK(exit_of({"--staged"}) == 2);
  CHECK(exit_of({"--log-opts", "-1"}) == 2);
  Outcome nowhere = Command{.arguments = {"git", "--ci"},
                            .folder = project.repo.path(),
                            .environment = job({})}
                        .run();
  CHECK(nowhere.exit == 2);
  CHECK(nowhere.err.find("docs/ci.md") != std::string::npos);
}

TEST_CASE("every template scans with --ci and no input in a script", "[cli]") {
  std::size_t templates = 0;
  for (const SourceFile& file : source_tree()) {
    bool is_template =
        file.path == "action.yml" ||
        (file.path.starts_with("templates/") && !file.path.ends_with(".md") &&
         !file.path.ends_with(".sh"));
    if (!is_template) continue;
    ++templates;
    INFO(file.path);
    if (file.path != "templates/github.yml") {  // it calls action.yml
      CHECK(file.text.find("git --ci") != file.text.npos);
    }
    for (std::string_view line : lines_of(file.text)) {
      bool is_input = line.find("${{ inputs.") != line.npos;
      bool is_variable = line.find("STANCH_INPUT_") != line.npos ||
                         line.find("value:") != line.npos ||
                         line.find("sarif_file:") != line.npos;
      CHECK((!is_input || is_variable));
    }
  }
  CHECK(templates == 10);
}

}  // namespace stanch
