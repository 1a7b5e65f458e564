// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace stanch {

// What a CI system tells a job: its environment, and of GitHub's kind the file
// that describes the event.
struct CiInput {
  std::map<std::string, std::string, std::less<>> environment;
  std::string event;  // JSON; empty: there is none
};

// Which commits a job is about.
struct CiPlan {
  enum class Scope {
    kCommits,  // those that `head` reaches and the base does not
    kHistory,  // the whole repository
    kNothing,  // a branch or tag was deleted
  };

  std::string system;  // "GitHub Actions"
  std::string event;   // "pull request 17", "push to main"
  Scope scope = Scope::kHistory;
  std::string head;  // a revision
  // Where the commits start: the first of these that the repository has. None:
  // all that `head` reaches is meant. Ids and names of remote branches.
  std::vector<std::string> bases;
  std::string how_to_deepen;  // what to set where the clone is too shallow
};

// Understands GitHub Actions (and Gitea's and Forgejo's), GitLab CI, Azure
// Pipelines, Jenkins, Bitbucket Pipelines, CircleCI, Buildkite and Woodpecker;
// and STANCH_CI_BASE and STANCH_CI_HEAD, which count before all of them and are
// for systems whose jobs are told by parameters (Tekton) or that do not tell
// what was there before. Docs: docs/ci.md.
//
// Where a system does not say what was there before, all that the head reaches
// is meant: more is scanned rather than less. Pure. kUsage: none of these is
// it. kUnreadable: the event is no JSON.
Result<CiPlan> plan_of(const CiInput& input);

// This process's environment and the event that it names.
Result<CiInput> read_ci_input();

}  // namespace stanch
