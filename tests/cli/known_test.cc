// SPDX-License-Identifier: Apache-2.0
//
// What a project has settled: baselines, entries that expire or that nothing
// needs, comments on the line above.
#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/files.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

bool says(const std::string& text, std::string_view words) {
  INFO(text);
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a baseline is created, used, audited and brought up to date",
          "[cli]") {
  TempDir folder;
  const std::string base = ".stanch.baseline";
  folder.write("a", github_pat(1));
  folder.write("b", github_pat(2));
  CHECK(run_stanch({"baseline", "update"}, folder.path()).exit == 2);
  Outcome created = run_stanch({"baseline", "create"}, folder.path());
  CHECK(created.exit == 0);
  CHECK(created.out == base + ": 2 new, 0 kept, 0 gone\n");
  CHECK_FALSE(says(read_file(folder.path() / base), github_pat(1)));
  CHECK(run_stanch({"baseline", "create"}, folder.path()).exit == 2);
  CHECK(run_stanch({"dir", "--baseline", base}, folder.path()).exit == 0);
  Outcome same = run_stanch({"baseline", "audit"}, folder.path());
  CHECK(same.exit == 0);
  CHECK(same.out.ends_with("\n" + base + ": 2 known, 0 new, 0 gone\n"));

  folder.write("a", "moved down\n" + github_pat(1) + "\n" + github_pat(3));
  std::filesystem::remove(folder.path() / "b");
  Outcome used = run_stanch({"dir", "-b", base}, folder.path());
  CHECK(used.exit == 1);
  CHECK(says(used.out, "a:3:1"));
  CHECK_FALSE(says(used.out, "a:2:1"));
  Outcome audited = run_stanch({"baseline", "audit"}, folder.path());
  CHECK(audited.exit == 1);
  CHECK(says(audited.out, "known  a:2:1  [github-pat]\n"));
  CHECK(says(audited.out, "new    a:3:1  [github-pat]\n"));
  CHECK(audited.out.ends_with("\ngone   b  [github-pat]\n" + base +
                              ": 1 known, 1 new, 1 gone\n"));
  CHECK(run_stanch({"baseline", "update"}, folder.path()).out ==
        base + ": 1 new, 1 kept, 1 gone\n");
  CHECK(run_stanch({"dir", "-b", base}, folder.path()).exit == 0);
  CHECK(run_stanch({"dir", "-b", "none"}, folder.path()).exit == 2);
}

TEST_CASE("a baseline of a history", "[cli]") {
  RepoBuilder repo;
  repo.write("a", github_pat(1)).commit("first");
  repo.erase("a").commit("second");
  CHECK(run_stanch({"baseline", "create", "--git"}, repo.path()).exit == 0);
  CHECK(run_stanch({"git"}, repo.path()).exit == 1);
  CHECK(run_stanch({"git", "-b", ".stanch.baseline"}, repo.path()).exit == 0);
}

TEST_CASE("an entry that expired does not count", "[cli]") {
  TempDir folder;
  folder.write("a", github_pat(1));
  auto write = [&](const std::string& day) {
    folder.write(".stanch.toml",
                 "[[allow]]\npaths = ['^a$']\nreason = 'old'\n"
                 "owner = 'ann'\nexpires = " +
                     day + "\n");
  };
  write("9999-12-31");
  CHECK(run_stanch({"dir"}, folder.path()).exit == 0);
  for (std::string day : {"2001-02-03", "'2001-02-03'"}) {
    write(day);
    Outcome outcome = run_stanch({"dir", "-f", "json"}, folder.path());
    CHECK(outcome.exit == 1);
    CHECK(says(outcome.err, "\"old\" of ann expired on 2001-02-03"));
    CHECK(says(outcome.out, "expired on 2001-02-03\",\"why\":\"by_rule\""));
  }
  write("'soon'");
  CHECK(run_stanch({"dir"}, folder.path()).exit == 2);
}

TEST_CASE("an entry that nothing needs is named", "[cli]") {
  TempDir folder;
  folder.write("a", github_pat(1));
  folder.write(".stanch.toml",
               "[[allow]]\npaths = ['^a$']\nreason = 'needed'\n"
               "[[allow]]\nstopwords = ['zzz']\nreason = 'surplus'\n");
  Outcome outcome = run_stanch({"config", "check", "--unused"}, folder.path());
  CHECK(outcome.exit == 0);
  CHECK(says(outcome.err, "\"surplus\" keeps nothing quiet"));
  CHECK_FALSE(says(outcome.err, "needed"));
}

TEST_CASE("a comment allows the line below it alone", "[cli]") {
  TempDir folder;
  auto exit_of = [&](const std::string& text) {
    folder.write("a", text);
    return run_stanch({"dir"}, folder.path()).exit;
  };
  std::string token = github_pat(1) + "\n";
  CHECK(exit_of("# stanch:allow-next-line\n" + token) == 0);
  CHECK(exit_of("# stanch:allow-next-line github-pat ours\n" + token) == 0);
  CHECK(exit_of("# stanch:allow-next-line other-rule\n" + token) == 1);
  CHECK(exit_of("# stanch:allow-next-line\n\n" + token) == 1);
  CHECK(exit_of(github_pat(1) + " # stanch:allow-next-line\n") == 1);
}

TEST_CASE("--enable-rule and --max-target-megabytes leave out", "[cli]") {
  TempDir folder;
  folder.write("a", github_pat(1) + std::string(1'000'000, '\n'));
  CHECK(run_stanch({"dir", "--enable-rule", "jwt"}, folder.path()).exit == 0);
  CHECK(
      run_stanch({"dir", "--enable-rule", "github-pat"}, folder.path()).exit ==
      1);
  CHECK(run_stanch({"dir", "--enable-rule", "jwx"}, folder.path()).exit == 2);
  Outcome outcome =
      run_stanch({"dir", "-v", "--max-target-megabytes", "1"}, folder.path());
  CHECK(outcome.exit == 0);
  CHECK(says(outcome.out, "a: larger than was asked for"));
}

}  // namespace stanch
