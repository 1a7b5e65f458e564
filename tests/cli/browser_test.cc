// SPDX-License-Identifier: Apache-2.0
//
// The html reports in headless Chromium (tests/tools/browse_page.py): a short
// one with all that a page can hold, 2,000 findings, hostile data, nothing at
// all, and the estate.
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>
#include <sys/wait.h>

#include "cli/estate_page.h"
#include "inventory/change.h"
#include "inventory/fact.h"
#include "tests/support/catch.h"
#include "tests/support/inventory_fixture.h"
#include "tests/support/sample_run.h"

namespace stanch {
namespace {

constexpr int kNoBrowser = 77;

SampleRun many_findings() {
  SampleRun out = history_run();
  for (int i = 0; i < 2'000; ++i) {
    Finding finding = std::move(history_run().findings[0]);
    finding.place.provenance.path = fmt::format("src/settings{}.py", i);
    out.findings.push_back(std::move(finding));
  }
  return out;
}

// Overdue in all ways, of owners with hostile names.
std::string estate_of_many() {
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  std::vector<Finding> found;
  for (int i = 0; i < 60; ++i) {
    found.push_back(finding_of("value " + std::to_string(i),
                               {fmt::format("deploy/<img src=x>{}.env", i)},
                               fmt::format("kind-{}", i % 20)));
    found.back().severity = static_cast<Severity>(i % 4);
  }
  fixture.scan(inventory, whole_scope("github.com/acme/shop"), found);
  const char* kOwners[] = {"payments", "</script><img src=x onerror=alert(1)>",
                           "\x1b[2J\xe2\x80\xae", "platform"};
  for (std::int64_t id = 1; id <= 40; ++id) {
    must(set_facts(inventory, id,
                   {{.field = "owner", .value = kOwners[id % 4]},
                    {.field = "rotation_ttl", .value = "30d"}}));
  }
  fixture.time += std::int64_t{60} * 86'400;
  for (SecretState state :
       {SecretState::kResponding, SecretState::kDeadProven}) {
    must(change_state(inventory, 60, {.to = state}));
  }
  Deadlines deadlines;
  return estate_page(must(survey(inventory, deadlines)), deadlines,
                     "<b>inventory</b>");
}

}  // namespace

TEST_CASE("the pages work in a browser, and ask it for nothing", "[cli]") {
  TempDir folder;
  SampleRun known = history_run();
  known.findings[0].answers.number = 7;
  known.findings[1].ignored = {
      .owner = "ada", .reason = "a sample", .until = "2027-03-01"};
  std::string pages;
  auto add = [&](const std::string& name, const std::string& page) {
    pages += fmt::format(" '{}'", folder.write(name + ".html", page));
  };
  add("short", report_of(known, "html", {}));
  add("many", report_of(many_findings(), "html", {}));
  add("hostile", report_of(hostile_run(), "html", {}));
  add("empty", report_of(empty_run(), "html", {}));
  add("estate", estate_of_many());
  std::string log = folder.path() / "log";
  int status = std::system(
      fmt::format(
          "python3 '{}/tests/tools/browse_page.py'{}{} >'{}' 2>&1",
          std::getenv("STANCH_SOURCE"),
          std::getenv("STANCH_SHOTS") == nullptr
              ? ""
              : fmt::format(" --shots '{}'", std::getenv("STANCH_SHOTS")),
          pages, log)
          .c_str());
  std::ifstream in(log);
  std::string said{std::istreambuf_iterator<char>(in), {}};
  if (WEXITSTATUS(status) == kNoBrowser && std::getenv("CI") == nullptr) {
    WARN("left out: " << said);
    return;
  }
  INFO(said);
  CHECK(status == 0);
}

}  // namespace stanch
