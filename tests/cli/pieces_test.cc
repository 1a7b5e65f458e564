// SPDX-License-Identifier: Apache-2.0
//
// Pieces of one credential, where only some lines are looked at: what is
// staged, and what commits bring.
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/repo_builder.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

std::string key_id_line() {
  return "AWS_ACCESS_KEY_ID=AKIA" +
         random_text(1, 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") + "\n";
}

std::string secret_key_line() {
  return "AWS_SECRET_ACCESS_KEY=" + random_text(2, 40) + "\n";
}

// "rule severity pieces" of each finding.
std::vector<std::string> told(const RepoBuilder& repo,
                              std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"-f", "json"});
  Outcome outcome = run_stanch(arguments, repo.path());
  INFO(outcome.out << outcome.err);
  REQUIRE(outcome.exit <= 1);
  std::vector<std::string> out;
  const auto report = nlohmann::json::parse(outcome.out);
  for (const auto& finding : report["findings"]) {
    out.push_back(finding["rule_id"].get<std::string>() + " " +
                  finding["severity"].get<std::string>() + " " +
                  std::to_string(finding.contains("parts")
                                     ? finding["parts"].size()
                                     : std::size_t{0}));
  }
  return out;
}

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE("a staged piece is joined with the half that was there", "[cli]") {
  RepoBuilder repo;
  repo.write("deploy.env", key_id_line()).commit("the id");
  repo.write("deploy.env", key_id_line() + secret_key_line()).stage();
  CHECK(told(repo, {"git", "--staged"}) == Told{"aws-access-token critical 1"});
  repo.commit("the secret");
  // Neither half is new.
  repo.write("deploy.env", key_id_line() + secret_key_line() + "REGION=x\n")
      .stage();
  CHECK(told(repo, {"git", "--staged"}).empty());
}

TEST_CASE("a history joins the pieces that the first version held", "[cli]") {
  RepoBuilder repo;
  repo.write("deploy.env", key_id_line() + secret_key_line()).commit("both");
  repo.write("deploy.env", "").commit("nothing");
  for (const Told& flags : {Told{"git"}, Told{"git", "--exhaustive"}}) {
    CHECK(told(repo, flags) == Told{"aws-access-token critical 1"});
  }
}

TEST_CASE("pieces of a history that never stood together are apart", "[cli]") {
  RepoBuilder repo;
  repo.write("deploy.env", key_id_line()).commit("the id");
  repo.write("deploy.env", secret_key_line()).commit("the secret alone");
  CHECK(told(repo, {"git"}) ==
        Told{"aws-access-token medium 0", "aws-secret-access-key high 0"});
}

}  // namespace stanch
