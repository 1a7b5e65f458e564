// SPDX-License-Identifier: Apache-2.0
//
// What reports tell when a scan has an inventory, and the report of its estate.
#include <filesystem>
#include <fstream>

#include <unistd.h>
#include <nlohmann/json.hpp>

#include "inventory/time_text.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/json_schema.h"
#include "tests/support/repo_builder.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

// A folder that is scanned, and an inventory of its own.
struct KeptFolder {
  Outcome run(std::vector<std::string> words) const {
    return Command{
        .arguments = std::move(words),
        .folder = repo.path(),
        .environment = {{"STANCH_INVENTORY", state.path() / "inventory.db"}}}
        .run();
  }
  std::string text(const std::string& file) const {
    std::ifstream in(state.path() / file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string report(const std::string& format) const {
    return format + "=" + (state.path() / format).string();
  }

  TempDir state;
  RepoBuilder repo;
};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t times(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; ++at) ++n;
  return n;
}

}  // namespace

TEST_CASE("the page of a scan has the answers of the inventory", "[cli]") {
  KeptFolder kept;
  kept.repo.write("deploy.env", "TOKEN=" + github_pat(1) + "\n");
  CHECK(kept.run({"dir", "."}).exit == 1);
  CHECK(kept.run({"inventory", "tag", "1", "stored=vault:kv/prod/git"}).exit ==
        0);
  CHECK(kept.run({"dir", ".", "--report", kept.report("html")}).exit == 1);
  std::string page = kept.text("html");
  CHECK(contains(page, "\"number\":1,\"stored\":\"vault:kv/prod/git (hand, "));
  CHECK(contains(page, "whoever can read "));
}

TEST_CASE("an ignored secret is no finding until it appears anew", "[cli]") {
  KeptFolder kept;
  std::string line = "TOKEN=" + github_pat(1) + "\n";
  kept.repo.write("deploy.env", line);
  CHECK(kept.run({"dir", "."}).exit == 1);
  CHECK(kept.run({"inventory", "ignore", "1", "--reason", "a sample", "--owner",
                  "ada", "--expires", "30d"})
            .exit == 0);
  Outcome quiet = kept.run({"dir", ".", "--report", kept.report("sarif"),
                            "--report", kept.report("json")});
  CHECK(quiet.exit == 0);
  CHECK(contains(quiet.out, "1 secret ignored for a time"));
  CHECK(
      contains(kept.text("sarif"), "\"suppressions\":[{\"kind\":\"external\""));
  CHECK_FALSE(contains(kept.text("json"), "github-pat"));
  // Nothing of it is said to be gone for it.
  CHECK_FALSE(contains(kept.run({"inventory", "show", "1"}).out, "gone:"));

  kept.repo.write("other.env", line);
  CHECK(kept.run({"dir", "."}).exit == 1);
  CHECK(contains(kept.run({"inventory", "list"}).out, "detected"));
}

TEST_CASE("the estate is a page", "[cli]") {
  KeptFolder kept;
  kept.repo.write("a.txt", "TOKEN=" + github_pat(2) + "\n");
  kept.run({"dir", "."});
  kept.run({"inventory", "tag", "1", "owner=</script><img src=x>"});
  std::string place = kept.state.path() / "estate.html";
  CHECK(kept.run({"inventory", "report", "-f", "html", "-o", place}).exit == 0);
  std::string page = kept.text("estate.html");
  CHECK(contains(page, "\"by_kind\": [{\"name\": \"github-pat\""));
  CHECK(contains(page, "\"mean_seconds_to_dead\": null"));
  CHECK(times(page, "</script>") == 2);
  CHECK_FALSE(contains(page, "<img"));
  CHECK(kept.run({"inventory", "report", "-f", "htm"}).exit == 2);
  CHECK(kept.run({"inventory", "report", "-o", "no/such/file"}).exit == 2);
}

TEST_CASE("deadlines are those of the configuration", "[cli]") {
  KeptFolder kept;
  kept.repo.write("a.txt", "TOKEN=" + github_pat(2) + "\n");
  kept.run({"dir", "."});
  auto hours = [&] {
    auto listed = nlohmann::json::parse(
        kept.run({"inventory", "list", "-f", "json"}).out);
    std::string due = listed[0]["due"], seen = listed[0]["first_seen"];
    return (*time_of(due) - *time_of(seen)) / 3600;
  };
  CHECK(hours() == 24);
  kept.repo.write(".stanch.toml", "[inventory]\nhigh = \"30d\"\n");
  CHECK(hours() == 720);
  kept.repo.write(".stanch.toml", "[inventory]\nhigh = \"soon\"\n");
  Outcome refused = kept.run({"inventory", "report", "--fail-overdue"});
  CHECK(refused.exit == 2);
  CHECK(contains(refused.err, "'high' must be a number and its unit"));
}

TEST_CASE("the inventory's formats are valid under their schemas", "[cli]") {
  KeptFolder kept;
  kept.repo.write("a.txt", "TOKEN=" + github_pat(2) + "\n");
  kept.repo.write("b\x1b\xff.txt", "TOKEN=" + github_pat(3) + "\n");
  kept.run({"dir", "."});
  kept.run({"inventory", "tag", "1", "rotation_ttl=1d", "rotated=2026-01-01"});
  // Late at once, so that the lists are not empty.
  kept.repo.write(".stanch.toml", "[inventory]\nhigh = \"0m\"\n");
  struct Row {
    std::string schema;
    std::vector<std::string> command;
    std::string end;  // validate_json.py reads lines of a ".jsonl"
  };
  for (const Row& row : {Row{"inventory-list", {"list", "-f", "json"}, ".json"},
                         Row{"estate", {"report", "-f", "json"}, ".json"},
                         Row{"inventory-line", {"export"}, ".jsonl"},
                         Row{"audit-line", {"audit", "export"}, ".jsonl"}}) {
    std::vector<std::string> words = row.command;
    words.insert(words.begin(), "inventory");
    Outcome outcome = kept.run(words);
    INFO(row.schema << "\n" << outcome.err);
    CHECK(outcome.exit == 0);
    std::string file = kept.state.write(row.schema + row.end, outcome.out);
    ValidatorAnswer verdict =
        validate_json(kept.state, "docs/schema/" + row.schema + ".schema.json",
                      " '" + file + "'");
    INFO(verdict.text);
    CHECK(verdict.status == 0);
  }
}

TEST_CASE("an inventory that may not be written is said to be so", "[cli]") {
  if (::geteuid() != 0) return;  // only root can make files that are not ours
  KeptFolder kept;
  kept.repo.write("a.txt", "TOKEN=" + github_pat(2) + "\n");
  std::string place = kept.state.write("open/inventory.db", "");
  fs::remove(place);
  auto run = [&](bool as_nobody, std::vector<std::string> words) {
    return Command{.arguments = std::move(words),
                   .folder = kept.repo.path(),
                   .environment = {{"STANCH_INVENTORY", place},
                                   {"STANCH_KEY", "the key of this test"},
                                   {"HOME", "/nonexistent"}},
                   .as_nobody = as_nobody}
        .run();
  };
  CHECK(run(false, {"dir", "."}).exit == 1);
  fs::permissions(kept.state.path(), fs::perms(0755));
  fs::permissions(kept.state.path() / "open", fs::perms(0755));
  fs::permissions(place, fs::perms(0644));
  fs::permissions(kept.repo.path(), fs::perms(0755));
  fs::permissions(fs::path(kept.repo.path()).parent_path(), fs::perms(0755));
  Outcome refused = run(true, {"dir", "."});
  INFO(refused.err);
  CHECK(refused.exit == 3);
  CHECK(contains(refused.err, place));
}

}  // namespace stanch
