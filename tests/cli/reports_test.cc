// SPDX-License-Identifier: Apache-2.0
//
// Reports as a user asks for them: several at once, each where it belongs.
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "reporters/reporter.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/files.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
TEST_CASE("every format at once, and no token in any", "[cli]") {
  TempDir folder;
  TempDir out;
  std::string token = github_pat(1);
  folder.write("a.txt", "key = \"" + token + "\"\n");
  std::vector<std::string> words = {"dir", "-q"};
  for (const ReporterKind& kind : reporters()) {
    words.push_back("--report=" + std::string(kind.name) + "=" +
                    (out.path() / kind.name).string());
  }
  Outcome outcome = Command{.arguments = words,
                            .folder = folder.path(),
                            .environment = {{"GITHUB_STEP_SUMMARY", ""}}}
                        .run();
  INFO(outcome.err);
  CHECK(outcome.exit == 1);
  CHECK(outcome.out.find("github-pat") != std::string::npos);
  for (const ReporterKind& kind : reporters()) {
    std::string report = read_file(out.path() / kind.name);
    INFO(kind.name);
    CHECK(report.find("github-pat") != std::string::npos);
    CHECK(report.find(token.substr(4, 12)) == std::string::npos);
  }
}

TEST_CASE("annotations bring the summary of the step with them", "[cli]") {
  TempDir folder;
  TempDir out;
  folder.write("a.txt", "key = \"" + github_pat(1) + "\"\n");
  std::string summary = out.write("summary.md", "# before\n");
  Command command{.arguments = {"dir", "-f", "github"},
                  .folder = folder.path(),
                  .environment = {{"GITHUB_STEP_SUMMARY", summary}}};
  Outcome outcome = command.run();
  INFO(outcome.out << outcome.err);
  CHECK(outcome.exit == 1);
  CHECK(outcome.out.starts_with("::error file=a.txt,line=1,endLine=1,col=8,"));
  std::string text = read_file(summary);
  CHECK(text.starts_with("# before\n<!-- stanch -->\n### 1 leaked secret"));

  command.arguments = {"dir", "-f", "json"};
  command.run();
  CHECK(read_file(summary) == text);

  command.arguments = {"dir", "-f", "github"};
  command.environment = {{"GITHUB_STEP_SUMMARY", "/missing/summary"}};
  Outcome refused = command.run();
  CHECK(refused.exit == 2);
  CHECK(refused.err.starts_with(
      "stanch: cannot write a report to /missing/summary: "));
}

TEST_CASE("a finding links to its forge, as the remote or --platform says",
          "[cli]") {
  RepoBuilder repo;
  repo.git({"remote", "add", "origin",
            "https://ada:word@git.example.org/acme/shop.git"});
  repo.write("a.txt", "key = \"" + github_pat(1) + "\"\n").commit("first");
  std::string commit = repo.head();
  auto link = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"git", "-f", "gitleaks-json"};
    words.insert(words.end(), more.begin(), more.end());
    Outcome outcome = run_stanch(words, repo.path());
    INFO(outcome.out << outcome.err);
    return nlohmann::json::parse(outcome.out)[0].value("Link", "");
  };
  CHECK(link({}).empty());
  CHECK(link({"--platform=gitlab"}) ==
        "https://git.example.org/acme/shop/-/"
        "blob/" +
            commit + "/a.txt#L1-1");
  CHECK(run_stanch({"git", "--platform=githup"}, repo.path()).exit == 2);
}

TEST_CASE("the formats of gitleaks are those of stanch", "[cli]") {
  RepoBuilder repo;
  TempDir out;
  repo.write("a.txt", "key = \"" + github_pat(1) + "\"\n").commit("first");
  struct Row {
    std::string format;
    std::string begin;
  };
  for (const Row& row : {Row{"sarif", "{\"$schema\":"}, Row{"csv", "severity,"},
                         Row{"junit", "<?xml "}, Row{"json", "[\n {\n"}}) {
    std::string file = out.path() / ("report." + row.format);
    INFO(row.format);
    CHECK(run_stanch({"detect", "-f", row.format, "-r", file}, repo.path())
              .exit == 1);
    CHECK(read_file(file).starts_with(row.begin));
    CHECK(run_stanch({"detect", "-r", file}, repo.path()).exit == 1);
    CHECK(read_file(file).starts_with(row.begin));
  }
}

}  // namespace stanch
