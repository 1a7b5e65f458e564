// SPDX-License-Identifier: Apache-2.0
//
// Archives wherever files are scanned: in folders, streams and repositories.
#include <nlohmann/json.hpp>

#include "tests/support/archive_text.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

std::string zip_with(unsigned seed) {
  return archive_text(
      ArchiveForm::kZip,
      {{.path = "conf/key.txt", .text = "\nkey=" + github_pat(seed) + "\n"}});
}

// "path:line" of each finding's first place.
std::vector<std::string> places(const Outcome& outcome) {
  INFO(outcome.out << outcome.err);
  std::vector<std::string> out;
  auto report = nlohmann::json::parse(outcome.out);
  for (const auto& finding : report["findings"]) {
    out.push_back(finding["path"].get<std::string>() + ":" +
                  finding["start_line"].dump());
  }
  return out;
}

using Places = std::vector<std::string>;

}  // namespace

TEST_CASE("archives are opened in folders and streams", "[cli]") {
  TempDir folder;
  folder.write("a.png", zip_with(1));
  CHECK(places(run_stanch({"dir", "-f", "json"}, folder.path())) ==
        Places{"a.png!conf/key.txt:2"});
  Command piped{.arguments = {"stdin", "-f", "json"}, .input = zip_with(1)};
  CHECK(places(piped.run()) == Places{"stdin!conf/key.txt:2"});
  CHECK(places(run_stanch({"dir", "-f", "json", "--archive-depth=0"},
                          folder.path()))
            .empty());
  CHECK(run_stanch({"dir", "--archive-depth=65"}, folder.path()).exit == 2);
}

TEST_CASE("what was not opened makes the run incomplete", "[cli]") {
  TempDir folder;
  folder.write("a.zip", archive_text(ArchiveForm::kZip,
                                     {{.path = "b.zip", .text = zip_with(1)}}));
  Outcome outcome = run_stanch({"dir", "--archive-depth=1"}, folder.path());
  CHECK(outcome.exit == 3);
  CHECK(outcome.out.find("  a.zip!b.zip: is a zip in 1 archives: the depth "
                         "limit") != std::string::npos);
}

TEST_CASE("a secret that is a member's name is shown nowhere", "[cli]") {
  TempDir folder;
  std::string token = github_pat(1);
  folder.write(
      "a.zip",
      archive_text(ArchiveForm::kZip,
                   {{.path = token + "/key", .text = "key=" + github_pat(2)}}));
  folder.write("b.zip", archive_text(ArchiveForm::kZip,
                                     {{.path = token + ".txt", .text = "text"}},
                                     "word"));
  for (std::string format : {"text", "json"}) {
    Outcome outcome = run_stanch({"dir", "-v", "-f", format}, folder.path());
    CHECK(outcome.exit == 1);
    CHECK(outcome.out.find("b.zip!REDACTED.txt") != std::string::npos);
    CHECK(outcome.out.find("a.zip!REDACTED/key") != std::string::npos);
    CHECK((outcome.out + outcome.err).find(token) == std::string::npos);
  }
}

// Test data is damaged on purpose, and stays in a history for ever.
TEST_CASE("what nobody could read is named and leaves the run complete",
          "[cli]") {
  std::string key = "key=" + github_pat(5) + "\n";
  std::string tar =
      archive_text(ArchiveForm::kTar,
                   {{.path = "a", .text = "text"}, {.path = "b", .text = key}});
  // The head of the second member: its own bytes stand there all the same.
  tar[1024 + 148] = 'x';
  RepoBuilder repo;
  repo.write("a.tar", tar);
  repo.write("b.zip", archive_text(ArchiveForm::kZip,
                                   {{.path = "a", .text = "text"}}, "word"));
  repo.commit("test data");
  for (std::string what : {"git", "dir"}) {
    Outcome outcome = run_stanch({what, "-f", "json"}, repo.path());
    CHECK(outcome.exit == 1);
    auto report = nlohmann::json::parse(outcome.out);
    CHECK(report["run"]["complete"] == true);
    REQUIRE(report["findings"].size() == 1);
    CHECK(report["findings"][0]["path"] == "a.tar");
    std::string skipped = report["run"]["skipped"].dump();
    CHECK(skipped.find("is a damaged tar: ") != std::string::npos);
    CHECK(skipped.find("!a\",\"reason\":\"is encrypted\"") !=
          std::string::npos);
  }
}

TEST_CASE("archives are opened in every version of a history", "[cli]") {
  RepoBuilder repo;
  repo.write("a.jar", zip_with(1)).commit("first");
  repo.write("a.jar", zip_with(2)).commit("second");
  repo.git({"gc", "-q"});
  repo.write("b.jar", zip_with(3)).commit("third");
  repo.write("c.jar", zip_with(4)).stage();
  for (std::string how : {"", "--exhaustive"}) {
    std::vector<std::string> command = {"git", "-f", "json"};
    if (!how.empty()) command.push_back(how);
    CHECK(places(run_stanch(command, repo.path())) ==
          Places{"a.jar!conf/key.txt:2", "a.jar!conf/key.txt:2",
                 "b.jar!conf/key.txt:2", "c.jar!conf/key.txt:2"});
  }
  CHECK(places(run_stanch({"git", "-f", "json", "--staged"}, repo.path())) ==
        Places{"c.jar!conf/key.txt:2"});
  CHECK(places(run_stanch({"git", "-f", "json", "--range", "HEAD~1..HEAD"},
                          repo.path())) == Places{"b.jar!conf/key.txt:2"});
  CHECK(places(
            run_stanch({"git", "-f", "json", "--archive-depth=0"}, repo.path()))
            .empty());
}

}  // namespace stanch
