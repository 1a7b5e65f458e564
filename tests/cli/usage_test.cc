// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <sstream>

#include "cli/program.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/repo_builder.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

// The lines of every_option() that name a command and no option.
std::vector<std::string> every_command() {
  std::vector<std::string> out;
  std::istringstream in(every_option());
  for (std::string line; std::getline(in, line);) {
    if (line.find(" -") == std::string::npos) out.push_back(line);
  }
  return out;
}

}  // namespace

TEST_CASE("the manual names every command and option", "[cli]") {
  const std::string& manual = source_file("docs/manual.md").text;
  for (const std::string& command : every_command()) {
    INFO(command);
    CHECK(manual.find("`" + command) != std::string::npos);
  }
  std::istringstream in(every_option());
  for (std::string line; std::getline(in, line);) {
    std::size_t option = line.find(" -");
    if (option == std::string::npos) continue;
    INFO(line);
    CHECK(manual.find("`" + line.substr(option + 1)) != std::string::npos);
  }
}

TEST_CASE("the help of every command fits one screen", "[cli]") {
  for (const std::string& command : every_command()) {
    std::vector<std::string> arguments = words_of(command);
    arguments.erase(arguments.begin());
    arguments.push_back("--help");
    Outcome outcome = run_stanch(arguments, "/");
    INFO(command << "\n" << outcome.out);
    CHECK(outcome.exit == 0);
    CHECK(outcome.err.empty());
    const bool has_example = outcome.out.contains("\nExample: ") ||
                             outcome.out.contains("\nExamples:\n  ");
    CHECK(has_example);
    auto lines = lines_of(outcome.out);
    CHECK(lines.size() <= 50);
    for (std::string_view line : lines) CHECK(line.size() <= 80);
  }
}

TEST_CASE("the help of a group has an example of each of its commands",
          "[cli]") {
  const std::string out = run_stanch({"baseline", "--help"}, "/").out;
  INFO(out);
  CHECK(out.ends_with(
      "\nExamples:\n  stanch baseline create\n"
      "  stanch baseline update src\n  stanch baseline audit --git\n"));
}

TEST_CASE("a folder may have the name of a command", "[cli]") {
  TempDir dir;
  dir.write("git/a.env", "TOKEN=" + github_pat(1) + "\n");
  dir.write("b.env", "TOKEN=" + github_pat(2) + "\n");
  Outcome outcome = run_stanch({"dir", "git", "-f", "json"}, dir.path());
  CHECK(outcome.exit == 1);
  CHECK(outcome.out.contains("git/a.env"));
  CHECK_FALSE(outcome.out.contains("b.env"));
}

TEST_CASE("who gives no command is shown what to begin with", "[cli]") {
  Outcome alone = run_stanch({}, "/");
  CHECK(alone.exit == 2);
  CHECK(alone.out.empty());
  CHECK(alone.err.find("\n  stanch hook install ") != std::string::npos);
  Outcome group = run_stanch({"rules"}, "/");
  CHECK(group.exit == 2);
  CHECK(group.err == "stanch: give a command (see stanch rules --help)\n");
}

TEST_CASE("a mistyped word is answered by the nearest one", "[cli]") {
  struct Case {
    std::vector<std::string> arguments;
    std::string message;
  };
  for (const Case& each : {
           Case{{"dri"}, "unknown command dri; did you mean dir?"},
           Case{{"rules", "lst"},
                "rules: unknown command lst; did you mean list?"},
           Case{{"dir", "--exlude=secret", "x"},
                "dir: unknown option --exlude; did you mean --exclude?"},
           Case{{"dir", "-f", "jsn"},
                "unknown report format jsn; did you "
                "mean json?"},
           Case{{"rules", "show", "github-pta"},
                "no rule github-pta; did you mean github-pat?"},
       }) {
    Outcome outcome = run_stanch(each.arguments, "/usr/share/doc/bash");
    CHECK(outcome.exit == 2);
    CHECK(outcome.out.empty());
    INFO(outcome.err);
    CHECK(outcome.err.starts_with("stanch: " + each.message));
    CHECK(std::ranges::count(outcome.err, '\n') == 1);
  }
}

TEST_CASE("a value that means nothing is refused", "[cli]") {
  for (std::string option :
       {"--redact=101", "--redact=all", "--redact=-1", "--threads=-1",
        "--threads=x", "--exit-code=256", "--color=blue", "--report=json",
        "--report=json=", "--report=text=-", "--format"}) {
    Outcome outcome = run_stanch({"stdin", option}, "/");
    INFO(option << "\n" << outcome.err);
    CHECK(outcome.exit == 2);
    CHECK(outcome.err.starts_with("stanch: "));
    CHECK(std::ranges::count(outcome.err, '\n') == 1);
  }
  CHECK(run_stanch({"git"}, "/").exit == 2);
  CHECK(run_stanch({"git", "--staged", "--worktree"}, "/").exit == 2);
  CHECK(run_stanch({}, "/").exit == 2);
  CHECK(run_stanch({"rules"}, "/").exit == 2);
}

TEST_CASE("every rule holds to its examples", "[cli]") {
  Outcome outcome = run_stanch({"rules", "check"}, "/");
  INFO(outcome.err);
  CHECK(outcome.exit == 0);
  CHECK(outcome.out.ends_with("examples: all hold\n"));
}

TEST_CASE("the profile tells what was hit, in files and in a history",
          "[cli]") {
  RepoBuilder repo;
  repo.write("a.txt", "key " + github_pat(5) + "\nkey " + github_pat(6) + "\n");
  repo.commit("two");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"rules", "profile", "a.txt"},
        std::vector<std::string>{"rules", "profile", "--history", "."}}) {
    Outcome outcome = run_stanch(words, repo.path());
    INFO(outcome.out << outcome.err);
    CHECK(outcome.exit == 0);
    std::istringstream lines(outcome.out);
    std::vector<std::string> row;
    for (std::string line; std::getline(lines, line);) {
      if (line.ends_with(" github-pat")) row = words_of(line);
    }
    REQUIRE(row.size() == 6);  // ms, share, hits, searches, bytes, rule
    // A history looks at a finding once more, to tell its place.
    CHECK(row[2] == (words.back() == "." ? "4" : "2"));
  }
  CHECK(run_stanch({"rules", "profile", "missing"}, repo.path()).exit == 2);
}

TEST_CASE("the version is printed either way", "[cli]") {
  CHECK(run_stanch({"version"}, "/").out ==
        "stanch " + std::string(version()) + "\n");
  CHECK(run_stanch({"--version"}, "/").out == run_stanch({"version"}, "/").out);
}

}  // namespace stanch
