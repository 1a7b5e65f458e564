// SPDX-License-Identifier: Apache-2.0
#include "inventory/merge.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "inventory/audit.h"
#include "inventory/change.h"
#include "tests/support/catch.h"
#include "tests/support/inventory_fixture.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

// All but when something was last seen, and the lists of runs and entries.
std::vector<std::string> lasting(Inventory& inventory) {
  auto out = dump(inventory,
                  "id, fingerprint, kind, state, liveness, impact, owner, "
                  "first_seen, opened, ignored_until",
                  "secret");
  for (std::string& row :
       dump(inventory,
            "id, secret, source, repository, path, layer, line, copies, blob, "
            "author, first_commit, last_commit, removed_commit, since, until, "
            "in_head, open_refs, latest, removed_in, first_seen, gone_run, "
            "gone_at",
            "place")) {
    out.push_back(std::move(row));
  }
  for (std::string& row :
       dump(inventory, "secret, field, source, value, reason, who, at",
            "fact")) {
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<Finding> two_findings() {
  std::vector<Finding> out;
  out.push_back(finding_of("value-one-8841", {"a.txt", "b.txt"}));
  out.push_back(finding_of("value-two-7719", {"a.txt"}, "slack-token"));
  return out;
}

}  // namespace

TEST_CASE("a run is written down: secrets, their kinds and places",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    MergeResult result =
        fixture.scan(inventory, whole_scope("/srv/app"), two_findings());
    CHECK(result.added == 2);
    CHECK(result.known == 0);
    CHECK(result.seen == std::vector<std::int64_t>{1, 2});
    SecretRecord secret = must(secret_by_id(inventory, 1));
    CHECK(secret.kind == "github-pat");
    CHECK(secret.title == "A key");
    CHECK(secret.provider == "Acme");
    CHECK(secret.grants == "everything");
    CHECK(secret.severity == "high");
    CHECK(secret.state == SecretState::kDetected);
    CHECK(secret.liveness == Liveness::kUnasked);
    CHECK(secret.impact == Impact::kHigh);
    CHECK(secret.first_seen == fixture.time);
    CHECK(secret.fingerprint == inventory.key().fingerprint("value-one-8841"));
    auto places = must(places_of(inventory, 1));
    REQUIRE(places.size() == 2);
    CHECK(places[0].path == "a.txt");
    CHECK(places[0].repository == "/srv/app");
    CHECK(places[0].line == 3);
    CHECK(places[1].path == "b.txt");
    CHECK(must(run_by_id(inventory, 1)).target == "dir .");
    CHECK_FALSE(run_by_id(inventory, 2));
    CHECK_FALSE(secret_by_id(inventory, 3));
    CHECK(must(secret_of_value(inventory, "value-two-7719"))->id == 2);
    CHECK_FALSE(must(secret_of_value(inventory, "another")));
  }
}

TEST_CASE("a scan that is repeated changes nothing but last_seen",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    fixture.scan(inventory, whole_scope("/srv/app"), two_findings());
    auto before = lasting(inventory);
    fixture.time += 86'400;
    MergeResult result =
        fixture.scan(inventory, whole_scope("/srv/app"), two_findings());
    CHECK(result.added == 0);
    CHECK(result.known == 2);
    CHECK(lasting(inventory) == before);
    CHECK(must(secret_by_id(inventory, 2)).last_seen == fixture.time);
    CHECK(must(places_of(inventory, 2))[0].last_seen == fixture.time);
  }
}

TEST_CASE("one token in two repositories and an image is one secret",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    std::vector<Finding> found;
    found.push_back(finding_of(github_pat(1), {"deploy.env"}));
    fixture.scan(inventory, whole_scope("github.com/acme/a"), found);
    fixture.scan(inventory, whole_scope("github.com/acme/b", "git"), found);
    fixture.scan(inventory, whole_scope("acme/app:1", "image"), found);
    CHECK(dump(inventory, "id", "secret").size() == 1);
    auto places = must(places_of(inventory, 1));
    REQUIRE(places.size() == 3);
    CHECK(places[0].repository == "acme/app:1");
    CHECK(places[0].source == "image");
    CHECK(places[2].repository == "github.com/acme/b");
  }
}

TEST_CASE("a value that two rules find is one secret of the first",
          "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  std::vector<Finding> found;
  found.push_back(finding_of("the value", {"a.txt"}, "first"));
  found.push_back(finding_of("the value", {"a.txt", "b.txt"}, "second"));
  fixture.scan(inventory, whole_scope("/srv"), found);
  CHECK(dump(inventory, "kind", "secret") ==
        std::vector<std::string>{"first|"});
  CHECK(dump(inventory, "path, copies", "place") ==
        std::vector<std::string>{"a.txt|1|", "b.txt|1|"});
}

TEST_CASE("several copies in one file are one place, and may move",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    std::vector<Finding> found;
    found.push_back(finding_of("value", {"a.txt", "a.txt"}));
    fixture.scan(inventory, whole_scope("/srv"), found);
    must(change_state(inventory, 1,
                      {.to = SecretState::kIgnored,
                       .reason = "a sample",
                       .owner = "ada",
                       .until = fixture.time + 1000}));
    found[0].place.start.line = 90;
    MergeResult result = fixture.scan(inventory, whole_scope("/srv"), found);
    CHECK(result.reopened == 0);
    CHECK(dump(inventory, "path, line, copies", "place") ==
          std::vector<std::string>{"a.txt|90|2|"});
  }
}

TEST_CASE("what is gone is marked with the run that saw it gone",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    fixture.scan(inventory, whole_scope("/srv/app"), two_findings());
    std::vector<Finding> left;
    left.push_back(finding_of("value-one-8841", {"b.txt"}));

    // A part says nothing of the rest, nor does another source or repository.
    RunScope part = whole_scope("/srv/app");
    part.is_whole = false;
    CHECK(fixture.scan(inventory, part, left).gone == 0);
    CHECK(fixture.scan(inventory, whole_scope("/srv/app", "git"), {}).run == 0);
    CHECK(fixture.scan(inventory, whole_scope("/srv/other"), {}).gone == 0);
    CHECK(fixture
              .scan(inventory, whole_scope("/srv/app"), left,
                    {.target = "dir .", .complete = false})
              .gone == 0);
    CHECK(fixture
              .scan(inventory, whole_scope("/srv/app"), left,
                    {.target = "dir .", .interrupted = true})
              .gone == 0);

    fixture.time += 60;
    MergeResult result = fixture.scan(inventory, whole_scope("/srv/app"), left);
    CHECK(result.gone == 2);
    auto places = must(places_of(inventory, 1));
    CHECK(places[0].gone_run == result.run);
    CHECK(places[0].gone_at == fixture.time);
    CHECK_FALSE(places[1].gone_run);
    CHECK(must(places_of(inventory, 2))[0].gone_run == result.run);

    // A run that finds nothing at all sees the last one go.
    CHECK(fixture.scan(inventory, whole_scope("/srv/app"), {}).gone == 1);
  }
}

TEST_CASE("a run of a folder says nothing of what is beside it",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    RunScope scope = whole_scope("github.com/acme/a");
    scope.roots[0].top = "/work/a";
    scope.roots[0].folder = "/work/a";
    std::vector<Finding> found;
    found.push_back(finding_of("one", {"/work/a/s\xc3\xbc/x.txt"}));
    found.push_back(finding_of("two", {"/work/a/s\xc3\xbc"
                                       "d/x.txt"}));
    fixture.scan(inventory, scope, found);
    CHECK(must(places_of(inventory, 1))[0].path == "s\xc3\xbc/x.txt");
    scope.roots[0].folder = "/work/a/s\xc3\xbc";
    CHECK(fixture.scan(inventory, scope, {}).gone == 1);
    CHECK(must(places_of(inventory, 1))[0].gone_run);
    CHECK_FALSE(must(places_of(inventory, 2))[0].gone_run);
  }
}

TEST_CASE("a closed or ignored secret that appears anew opens again",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    fixture.scan(inventory, whole_scope("/srv/app"), two_findings());
    must(change_state(
        inventory, 1,
        {.to = SecretState::kConfirmed, .liveness = Liveness::kDead}));
    must(change_state(inventory, 1, {.to = SecretState::kClosed}));
    must(change_state(inventory, 2,
                      {.to = SecretState::kIgnored,
                       .reason = "a sample",
                       .owner = "ada",
                       .until = fixture.time + 1000}));
    // Where it stood all the time it stays quiet.
    CHECK(fixture.scan(inventory, whole_scope("/srv/app"), two_findings())
              .reopened == 0);
    fixture.time += 10;
    std::vector<Finding> found = two_findings();
    found.push_back(finding_of("value-one-8841", {"new.txt"}));
    found.push_back(finding_of("value-two-7719", {"new.txt"}));
    CHECK(fixture.scan(inventory, whole_scope("/srv/app"), found).reopened ==
          2);
    SecretRecord secret = must(secret_by_id(inventory, 1));
    CHECK(secret.state == SecretState::kDetected);
    CHECK(secret.opened == fixture.time);
    CHECK(secret.first_seen == fixture.time - 10);
  }
}

TEST_CASE("an ignored secret is seen again when its ignoring ended",
          "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  fixture.scan(inventory, whole_scope("/srv/app"), two_findings());
  must(change_state(inventory, 2,
                    {.to = SecretState::kIgnored,
                     .reason = "a sample",
                     .owner = "ada",
                     .until = fixture.time + 1000}));
  fixture.time += 1001;
  CHECK(fixture.scan(inventory, whole_scope("/srv/app"), two_findings())
            .reopened == 1);
  CHECK(must(secret_by_id(inventory, 2)).state == SecretState::kDetected);
}

TEST_CASE("hostile texts are kept as they are, or escaped", "[inventory]") {
  const std::string kHostile[] = {"'; DROP TABLE secret; --",
                                  "<script>alert(1)</script>",
                                  "=cmd|' /C'!A0",
                                  "\x1b[2J\r\n",
                                  "\xff\xfe bytes",
                                  "]]>",
                                  std::string("nul\0byte", 8)};
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    std::vector<Finding> found;
    for (const std::string& text : kHostile) {
      found.push_back(finding_of(text, {text}, text));
      found.back().title = text;
    }
    fixture.scan(inventory, whole_scope(kHostile[0]), found,
                 {.target = kHostile[4]});
    CHECK(dump(inventory, "id", "secret").size() == std::size(kHostile));
    CHECK(must(places_of(inventory, 1))[0].path == kHostile[0]);
    CHECK(must(places_of(inventory, 5))[0].path == "\\xff\\xfe bytes");
    CHECK(must(places_of(inventory, 7))[0].path == "nul\\x00byte");
    CHECK(must(verify_audit(inventory)).faults.empty());
  }
}

TEST_CASE("the bytes of a secret are in no file of the inventory",
          "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  std::string token = github_pat(3);
  auto is_there = [&] {
    namespace fs = std::filesystem;
    std::size_t files = 0;
    for (const auto& entry :
         fs::recursive_directory_iterator(fixture.folder().path())) {
      if (!entry.is_regular_file()) continue;
      std::ostringstream text;
      text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      if (text.str().find(token) != std::string::npos) return true;
      ++files;
    }
    CHECK(files >= 2);
    return false;
  };
  {
    Inventory inventory = fixture.open();
    std::vector<Finding> found;
    found.push_back(finding_of(token, {"a.txt"}));
    found[0].match_before = "key = " + token;
    fixture.scan(inventory, whole_scope("/srv"), found);
    CHECK_FALSE(is_there());  // while its log is there
  }
  CHECK_FALSE(is_there());
}

TEST_CASE("two writers' runs are both there, whole", "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory one = fixture.open(), two = fixture.open();
    fixture.scan(one, whole_scope("/srv/a"), two_findings());
    fixture.scan(two, whole_scope("/srv/b"), two_findings());
    fixture.scan(one, whole_scope("/srv/a", "git"), two_findings());
    CHECK(dump(two, "id", "secret").size() == 2);
    CHECK(dump(two, "id", "place").size() == 9);
    CHECK(must(verify_audit(one)).faults.empty());
  }
}

}  // namespace stanch
