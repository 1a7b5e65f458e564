// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

constexpr const char* kLogin = "login(\"admin\", password=\"Summer2024!\")\n";

}  // namespace

TEST_CASE("what is too little sure is left out, and counted", "[cli]") {
  TempDir dir;
  dir.write("tests/test_login.py", kLogin);
  Outcome quiet = run_stanch({"dir", "."}, dir.path());
  INFO(quiet.out << quiet.err);
  CHECK(quiet.exit == 0);
  CHECK(quiet.out.contains("1 finding left out as doubtful"));
  Outcome all = run_stanch({"dir", ".", "--min-confidence=low"}, dir.path());
  CHECK(all.exit == 1);
  CHECK(all.out.contains("low confidence"));
  CHECK(run_stanch({"dir", ".", "--compat=gitleaks"}, dir.path()).exit == 1);
}

TEST_CASE("a configuration says how sure findings must be", "[cli]") {
  TempDir dir;
  dir.write("tests/test_login.py", kLogin);
  dir.write(".stanch.toml", "[scan]\nmin_confidence = \"low\"\n");
  CHECK(run_stanch({"dir", "."}, dir.path()).exit == 1);
  CHECK(run_stanch({"dir", ".", "--min-confidence=high"}, dir.path()).exit ==
        0);
}

TEST_CASE("a level that there is not is named", "[cli]") {
  TempDir dir;
  Outcome flag = run_stanch({"dir", ".", "--min-confidence=sure"}, dir.path());
  CHECK(flag.exit == 2);
  CHECK(flag.err.contains("--min-confidence: give low, medium or high"));
  dir.write(".stanch.toml", "[scan]\nmin_confidence = \"hgh\"\n");
  Outcome config = run_stanch({"dir", "."}, dir.path());
  CHECK(config.exit == 2);
  CHECK(config.err.contains(".stanch.toml:2:18: "));
}

TEST_CASE("a secret is as sure as its surest place", "[cli]") {
  TempDir dir;
  dir.write("tests/test_login.py", kLogin);
  dir.write("app/login.py", kLogin);
  Outcome outcome = run_stanch({"dir", "."}, dir.path());
  INFO(outcome.out);
  CHECK(outcome.exit == 1);
  CHECK(outcome.out.contains("1 secret in 2 places"));
}

TEST_CASE("in a history each path that had a secret counts", "[cli]") {
  RepoBuilder repo;
  repo.write("tests/test_login.py", kLogin).commit("first");
  const std::string& folder = repo.path();
  CHECK(run_stanch({"git", "."}, folder).exit == 0);
  repo.write("app/login.py", kLogin).commit("second");
  Outcome quick = run_stanch({"git", ".", "-f", "jsonl"}, folder);
  Outcome whole =
      run_stanch({"git", ".", "-f", "jsonl", "--exhaustive"}, folder);
  CHECK(quick.exit == 1);
  auto finding = [](const Outcome& outcome) {
    auto from = outcome.out.find("{\"type\":\"finding\"");
    return outcome.out.substr(from, outcome.out.find('\n', from) - from);
  };
  CHECK(finding(quick) == finding(whole));
  CHECK(finding(quick).contains("tests/test_login.py"));
}

}  // namespace stanch
