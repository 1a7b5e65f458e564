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

TEST_CASE("what cannot be opened makes the run incomplete", "[cli]") {
  TempDir folder;
  folder.write("a.zip", archive_text(ArchiveForm::kZip,
                                     {{.path = "a", .text = "text"}}, "word"));
  Outcome outcome = run_stanch({"dir"}, folder.path());
  CHECK(outcome.exit == 3);
  CHECK(outcome.out.find("  a.zip!a: is encrypted\n") != std::string::npos);
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
